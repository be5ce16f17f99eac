/**
 * What a trace is, in one line: name, how it ended, when, how long, how much of what; and what can be done with it.
 * Says "not reported" where nothing was said, never 0, and never "Unset".
 */
import { ActionIcon, Button, Tooltip } from "@mantine/core";
import type { TraceRow, TraceStatus } from "@proto";
import { IconArrowLeft, IconDownload } from "@tabler/icons-react";
import { Link } from "@tanstack/react-router";
import { type ReactNode, useState } from "react";
import { exportPath, exportUrl } from "../../api/data";
import { termOf } from "../../base/attributeTerms";
import { count, duration, plural, shortId } from "../../base/format";
import { absolute, clock, day, nanos, now } from "../../base/time";
import { chooseSavePath, download, inWindow } from "../../host";
import { CopyButton } from "../../widgets/copy";
import { Pill } from "../../widgets/text";
import classes from "./header.module.css";
import type { TraceModel } from "./outline";
import { Sums } from "./Sums";
import { Written } from "./Written";

export function TraceHeader({
  model,
  onBack,
  onSaid,
}: {
  /** With every span. */
  model: TraceModel;
  onBack: () => void;
  /** Something to tell: an export that was written, or why not. */
  onSaid: (text: string, bad?: boolean) => void;
}) {
  const { summary } = model.outline;
  const start = nanos(summary.start);
  return (
    <header className={classes.header}>
      <Tooltip label="Back to the list">
        <ActionIcon variant="subtle" color="gray" size={24} aria-label="Back to the list" onClick={onBack}>
          <IconArrowLeft size={16} />
        </ActionIcon>
      </Tooltip>
      <h1 className={classes.name} title={summary.name}>
        {summary.name || "Unnamed trace"}
      </h1>
      <Status status={summary.status} errors={summary.errors} />
      <div className={classes.facts}>
        <Fact>
          <time title={absolute(start)}>
            {day(start) === day(now()) ? "" : `${day(start)} `}
            {clock(start, 3)}
          </time>
        </Fact>
        <Fact title={`From the earliest start to the latest end: ${count(summary.duration)} ns`}>
          <b>{duration(nanos(summary.duration))}</b>
        </Fact>
        <Fact title={summary.services.join("\n")}>
          <b>{count(summary.spans)}</b> {summary.spans === 1 ? "span" : "spans"} in{" "}
          {summary.services.length === 1 ? (
            <b>{summary.services[0]}</b>
          ) : (
            <b>{plural(summary.services.length, "service")}</b>
          )}
        </Fact>
        <Models models={summary.models} />
        <Sums model={model} />
        {summary.session && (
          <Fact title={`Session ${summary.session}`}>
            session{" "}
            <Link
              to="/session/$project/$session"
              params={{ project: summary.project, session: summary.session }}
              search={{ turn: summary.trace_id }}
              className="mono"
            >
              {shortId(summary.session, 8, 4)}
            </Link>
            <CopyButton text={summary.session} label="Copy session id" size={18} />
          </Fact>
        )}
        {summary.user && (
          <Fact title={`User ${summary.user}: show this user's traces`}>
            user{" "}
            <Link to="/traces" search={{ q: termOf("user", { type: "string", value: summary.user }) ?? "" }}>
              <span className="ellipsis">{shortId(summary.user, 14, 6)}</span>
            </Link>
          </Fact>
        )}
        {!summary.has_root && (
          <Fact title="No span without a parent has arrived: name and service are those of the earliest span">
            root not received
          </Fact>
        )}
        <Written summary={summary} onSaid={onSaid} />
      </div>
      <Fact title={`Trace ${summary.trace_id}`}>
        <span className={classes.id}>{shortId(summary.trace_id, 6, 4)}</span>
        <CopyButton text={summary.trace_id} label="Copy trace id" size={18} />
      </Fact>
      <Export summary={summary} onSaid={onSaid} />
    </header>
  );
}

function Fact({ title, children }: { title?: string; children: ReactNode }) {
  return (
    <span className={classes.fact} title={title}>
      {children}
    </span>
  );
}

/** Ok, Has errors, Failed: a failed root apart from failed spans inside. */
function Status({ status, errors }: { status: TraceStatus; errors: number }) {
  const failed = plural(errors, "failed span");
  if (status === "failed")
    return (
      <Pill tone="bad" title={`The root failed; ${failed} in all`}>
        Failed
      </Pill>
    );
  if (status === "has_errors") {
    return (
      <Pill tone="bad" title="Spans inside failed, the root did not">
        Has errors · {count(errors)}
      </Pill>
    );
  }
  return (
    <Pill tone="good" title="No span failed">
      Ok
    </Pill>
  );
}

function Models({ models }: { models: readonly string[] }) {
  if (models.length === 0) return null;
  const [first, ...more] = models;
  return (
    <Fact title={models.join("\n")}>
      <b>{first}</b>
      {more.length > 0 && ` +${more.length}`}
    </Fact>
  );
}

/** Exports the trace as OTLP JSON lines: through the native dialog in the window, as a download in a browser. */
function Export({ summary, onSaid }: { summary: TraceRow; onSaid: (text: string, bad?: boolean) => void }) {
  const [busy, setBusy] = useState(false);
  const save = async () => {
    const name = `trace-${summary.trace_id}.jsonl`;
    if (!inWindow) {
      download(exportUrl([summary.trace_id]), name);
      return;
    }
    setBusy(true);
    try {
      const path = await chooseSavePath(name);
      if (path) {
        await exportPath(path, [summary.trace_id]);
        onSaid(`Exported to ${path}`);
      }
    } catch (error) {
      onSaid(`Export failed: ${error instanceof Error ? error.message : String(error)}`, true);
    } finally {
      setBusy(false);
    }
  };
  return (
    <Tooltip label="The whole trace as OTLP JSON lines, which Waterglass and collectors read">
      <Button
        variant="default"
        size="compact-sm"
        className={classes.export ?? ""}
        loading={busy}
        leftSection={<IconDownload size={14} />}
        onClick={save}
      >
        Export
      </Button>
    </Tooltip>
  );
}
