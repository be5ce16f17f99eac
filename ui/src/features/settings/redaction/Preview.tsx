/** What the rules would have taken out of a stored trace: the latest, or one whose id is pasted. Changes nothing. */
import { Button, TextInput } from "@mantine/core";
import type { Redaction, RedactionChange, RedactionPreview } from "@proto";
import { useMutation } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { type FormEvent, useState } from "react";
import { previewRedaction } from "../../../api/redaction";
import { getTraces } from "../../../api/traces";
import { count, plural } from "../../../base/format";
import { Notice } from "../../../widgets/states";
import { Pill } from "../../../widgets/text";
import classes from "./redaction.module.css";
import { differences, type Stretch, traceIdOf } from "./rules";

/** An answer, and what it is about: rules may change while it is read. */
interface Answer {
  readonly traceId: string;
  readonly preview: RedactionPreview;
  readonly rules: string;
}

const NOTHING = "Nothing is stored yet: send a trace first, then see here what would be taken out of it.";

export function Preview({ redaction }: { redaction: Redaction }) {
  const [text, setText] = useState("");
  const [wrong, setWrong] = useState<string | null>(null);
  const rules = JSON.stringify(redaction.rules);
  const ask = useMutation({
    mutationFn: async (id: string | null): Promise<Answer | null> => {
      const traceId = id ?? (await getTraces({ limit: 1 })).rows[0]?.trace_id ?? null;
      // As if switched on: the preview comes before that.
      if (traceId === null) return null;
      return { traceId, rules, preview: await previewRedaction(traceId, { ...redaction, on: true }) };
    },
  });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    const id = traceIdOf(text);
    const bad = text.trim() !== "" && id === null;
    setWrong(bad ? "A trace's id has 32 hexadecimal digits" : null);
    if (!bad) ask.mutate(id);
  };
  const answer = ask.data;
  return (
    <div>
      <form className={classes.try} onSubmit={submit}>
        <TextInput
          className={classes.id ?? ""}
          label="See first what they would take out of a stored trace"
          aria-label="Trace to preview on"
          placeholder="The latest trace, or paste a trace id"
          value={text}
          onChange={(event) => setText(event.currentTarget.value)}
          error={wrong}
          autoComplete="off"
          spellCheck={false}
        />
        <Button type="submit" variant="default" loading={ask.isPending}>
          Preview
        </Button>
      </form>
      {ask.error && (
        <div className={classes.found}>
          <Notice tone="bad">
            {ask.error.message} {ask.error.hint}
          </Notice>
        </div>
      )}
      {answer === null && <p className={classes.found}>{NOTHING}</p>}
      {answer && <Found answer={answer} stale={answer.rules !== rules} />}
    </div>
  );
}

function Found({ answer: { traceId, preview }, stale }: { answer: Answer; stale: boolean }) {
  const { changes, values, more } = preview;
  const all = changes.length + more;
  return (
    <>
      <p className={classes.found} role="status">
        {all === 0 ? (
          "Nothing"
        ) : (
          <b>
            {count(all)} of {plural(values, "value")}
          </b>
        )}{" "}
        of{" "}
        <Link to="/trace/$traceId" params={{ traceId }}>
          trace {traceId.slice(0, 8)}…
        </Link>{" "}
        would be stored otherwise{all === 0 && `: ${plural(values, "value")} looked at`}.{" "}
        {stale && <Pill tone="warn">The rules have changed since: preview again</Pill>}
      </p>
      {changes.length > 0 && (
        // biome-ignore lint/a11y/noNoninteractiveTabindex: it scrolls, and the keyboard must be able to
        <ul className={classes.changes} aria-label="What would change" tabIndex={0}>
          {changes.map((change, at) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: an answer is replaced whole
            <Change key={at} change={change} traceId={traceId} />
          ))}
        </ul>
      )}
      {more > 0 && <p className={classes.found}>and {plural(more, "other value")}.</p>}
    </>
  );
}

function Change({ change, traceId }: { change: RedactionChange; traceId: string }) {
  const { before, after } = differences(change.before, change.after);
  return (
    <li className={classes.change}>
      <div className={classes.where}>
        <span className={classes.place}>{change.place}</span>
        {change.rules.map((rule) => (
          <Pill key={rule}>{rule}</Pill>
        ))}
        {change.span_id && (
          <Link to="/trace/$traceId" params={{ traceId }} search={{ span: change.span_id }}>
            span {change.span_id.slice(0, 8)}…
          </Link>
        )}
      </div>
      <dl className={classes.pair}>
        <dt>now</dt>
        <dd>
          <Stretches of={before} as="del" />
        </dd>
        <dt>then</dt>
        <dd>
          <Stretches of={after} as="ins" />
        </dd>
      </dl>
    </li>
  );
}

function Stretches({ of, as: Changed }: { of: readonly Stretch[]; as: "del" | "ins" }) {
  return of.map(({ text, changed }, at) => {
    // biome-ignore lint/suspicious/noArrayIndexKey: a text's stretches never move
    return changed ? <Changed key={at}>{text}</Changed> : <span key={at}>{text}</span>;
  });
}
