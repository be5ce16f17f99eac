/** What a session is, in one line: who, when, how many turns, what it took. */
import { ActionIcon, Tooltip } from "@mantine/core";
import type { SessionRow } from "@proto";
import { IconArrowLeft } from "@tabler/icons-react";
import { Link } from "@tanstack/react-router";
import type { ReactNode } from "react";
import { termOf } from "../../base/attributeTerms";
import { count, duration, plural, shortId } from "../../base/format";
import { absolute, clock, day, nanos, now } from "../../base/time";
import { costSaid, type Said, tokensSaid } from "../../base/usage";
import { CopyButton } from "../../widgets/copy";
import { Pill } from "../../widgets/text";
import classes from "./sessions.module.css";

interface SessionHeaderProps {
  summary: SessionRow;
  onBack: () => void;
  tools: ReactNode;
}

export function SessionHeader({ summary, onBack, tools }: SessionHeaderProps) {
  const { session, users, services, models, totals } = summary;
  const first = nanos(summary.first);
  const last = nanos(summary.last);
  const calls = models.length > 0;
  return (
    <header className={classes.header}>
      <Tooltip label="Back to the sessions">
        <ActionIcon
          variant="subtle"
          color="gray"
          size={24}
          aria-label="Back to the sessions"
          onClick={onBack}
        >
          <IconArrowLeft size={16} />
        </ActionIcon>
      </Tooltip>
      <h1 className={classes.title} title={session}>
        <span className={classes.titleWord}>Session</span>{" "}
        <span className="mono">{shortId(session, 20, 8)}</span>
      </h1>
      <CopyButton text={session} label="Copy session id" size={20} />
      {summary.errors > 0 && (
        <Pill tone="bad" title={plural(summary.errors, "failed span")}>
          {plural(summary.errors, "error")}
        </Pill>
      )}
      <div className={classes.facts}>
        <Fact title={`${absolute(first)} to ${absolute(last)}`}>
          {day(first) === day(now()) ? "" : `${day(first)} `}
          {clock(first)}, <b>{duration(last - first)}</b>
        </Fact>
        <Fact title={`${plural(summary.traces, "trace")}, ${plural(summary.spans, "span")}`}>
          <b>{count(summary.traces)}</b> {summary.traces === 1 ? "turn" : "turns"}
        </Fact>
        {users.map((user) => (
          <Fact key={user} title={`Sessions of ${user}`}>
            user{" "}
            <Link to="/sessions" search={{ q: termOf("user", { type: "string", value: user }) ?? "" }}>
              {shortId(user, 14, 6)}
            </Link>
          </Fact>
        ))}
        {services.length > 0 && (
          <Fact title={services.join("\n")}>
            in <b>{services[0]}</b>
            {services.length > 1 && ` +${services.length - 1}`}
          </Fact>
        )}
        {models.length > 0 && (
          <Fact title={models.join("\n")}>
            <b>{models[0]}</b>
            {models.length > 1 && ` +${models.length - 1}`}
          </Fact>
        )}
        <Sum said={tokensSaid(totals, calls)} unit="tokens" />
        <Sum said={costSaid(totals, calls)} />
      </div>
      {tools}
      <Link
        to="/traces"
        search={{ q: termOf("session", { type: "string", value: session }) ?? "" }}
        className={classes.asTraces}
      >
        As traces
      </Link>
    </header>
  );
}

function Sum({ said, unit }: { said: Said | null; unit?: string }) {
  if (!said) return null;
  return (
    <Fact title={said.long}>
      {said.known ? <b>{said.short}</b> : said.short} {unit}
    </Fact>
  );
}

function Fact({ title, children }: { title: string; children: ReactNode }) {
  return (
    <span className={classes.fact} title={title}>
      {children}
    </span>
  );
}
