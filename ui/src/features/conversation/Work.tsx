/** What is no message: a tool's execution, a retrieval with its documents, an embedding's inputs, and content that is missing. */
import { count, plural } from "../../base/format";
import { Code } from "../../widgets/code";
import { CopyButton } from "../../widgets/copy";
import { JsonText } from "../../widgets/json/JsonText";
import { Pill } from "../../widgets/text";
import { usePartReader, useReading } from "./context";
import classes from "./conversation.module.css";
import { cutBytes } from "./cuts";
import { Fold } from "./Offered";
import { type Cut, readWhole } from "./pieces";
import type { Subject } from "./subject";
import { TextPart } from "./TextPart";

/** A tool's execution: what it was given and what it answered. */
export function ToolUse({ subject, row }: { subject: Subject; row: string }) {
  const { many, called } = useReading();
  const { tool } = subject.conversation;
  const readArguments = usePartReader(subject, { side: "tool_arguments", message: 0, part: 0 });
  const readResult = usePartReader(subject, { side: "tool_result", message: 0, part: 0 });
  if (!tool) return null;
  // Right above, in a dialogue, stands the call with the same arguments.
  const saidByCall = many && called(tool.call_id);
  const side = (label: string, text: string | null, read: Cut["read"], none: string) => (
    <div className={classes.side}>
      <span className={classes.role}>
        <span className={classes.who}>{label}</span>
        {text !== null && (
          <Copy cut={{ text, bytes: cutBytes(text, many), read }} label={`Copy the ${label.toLowerCase()}`} />
        )}
      </span>
      {text === null ? (
        <span className={classes.nothing}>{none}</span>
      ) : (
        <TextPart
          id={`${row} ${label}`}
          label={`${label} of ${tool.name}`}
          cut={{ text, bytes: cutBytes(text, many), read }}
          whole={!many}
          prose={label === "Result"}
        />
      )}
    </div>
  );
  return (
    <section
      className={classes.work}
      data-many={many || undefined}
      aria-label={`Execution of ${tool.name || "a tool"}`}
    >
      {!many && (
        <p className={classes.toolHead}>
          <b>{tool.name || "a tool"}</b>
          {tool.call_id && <span className={classes.id}>{tool.call_id}</span>}
        </p>
      )}
      {!many && tool.description && <p className={classes.quiet}>{tool.description}</p>}
      {!saidByCall && side("Arguments", tool.arguments, readArguments, "not recorded")}
      {side("Result", tool.result, readResult, subject.error === null ? "not recorded" : "none, it failed")}
    </section>
  );
}

/** Copies a text whole. Seen while its side is pointed at. */
function Copy({ cut, label }: { cut: Cut; label: string }) {
  return (
    <span className={classes.copy}>
      <CopyButton text={() => readWhole(cut)} label={label} size={18} />
    </span>
  );
}

/** What was searched for. */
export function Query({ subject, row }: { subject: Subject; row: string }) {
  const retrieval = subject.conversation.retrieval;
  if (!retrieval) return null;
  return (
    <section className={classes.work} aria-label="Retrieval">
      <span className={classes.who}>Query</span>
      {retrieval.query === null ? (
        <span className={classes.nothing}>not recorded</span>
      ) : (
        <TextPart
          id={`${row} query`}
          label="Query"
          cut={{ text: retrieval.query, bytes: null, read: noMore }}
          whole={false}
        />
      )}
      <span className={classes.who}>{plural(retrieval.documents.length, "document")}</span>
    </section>
  );
}

/** A document that was found. */
export function Document({ subject, row, index }: { subject: Subject; row: string; index: number }) {
  const { many } = useReading();
  const read = usePartReader(subject, { side: "document", message: index, part: 0 });
  const document = subject.conversation.retrieval?.documents[index];
  if (!document) return null;
  return (
    <article className={classes.document} aria-label={`Document ${index + 1}`}>
      <header className={classes.role}>
        <span className={classes.who}>{index + 1}</span>
        {document.score !== null && (
          <Pill title="Score, by the retriever's own scale">score {score(document.score)}</Pill>
        )}
        {document.id && <span className={classes.id}>{document.id}</span>}
        {document.content !== null && (
          <Copy
            cut={{ text: document.content, bytes: cutBytes(document.content, many), read }}
            label={`Copy document ${index + 1}`}
          />
        )}
      </header>
      {document.content === null ? (
        <span className={classes.nothing}>content not recorded</span>
      ) : (
        <TextPart
          id={`${row} text`}
          label={`Document ${index + 1}`}
          cut={{ text: document.content, bytes: cutBytes(document.content, many), read }}
          whole={false}
        />
      )}
      {document.metadata && (
        <Fold id={`${row} metadata`} word="Metadata" brief={document.metadata.slice(0, 160)}>
          <JsonText label={`Metadata of document ${index + 1}`} text={document.metadata} />
        </Fold>
      )}
    </article>
  );
}

const noMore = () => Promise.reject(new Error("all of it is here"));

/** Four digits tell documents apart. */
const score = (value: number) => String(Number(value.toPrecision(4)));

/** What was embedded, in a line; the inputs are rows of their own. */
export function Embeddings({ subject }: { subject: Subject }) {
  const embeddings = subject.conversation.embeddings;
  if (!embeddings) return null;
  const { inputs, dimensions } = embeddings;
  return (
    <section className={classes.work} aria-label="Embedding">
      <span className={classes.who}>
        {[
          inputs.length === 0 ? "Inputs not recorded" : plural(inputs.length, "input"),
          dimensions !== null && `vectors of ${count(dimensions)}`,
        ]
          // Why there are none is told below.
          .slice(inputs.length === 0 && subject.conversation.missing !== null ? 1 : 0)
          .filter(Boolean)
          .join(", ")}
      </span>
    </section>
  );
}

/** One text that was embedded. */
export function Embedded({ subject, row, index }: { subject: Subject; row: string; index: number }) {
  const text = subject.conversation.embeddings?.inputs[index];
  if (text === undefined) return null;
  return (
    <div className={classes.document}>
      <TextPart
        id={row}
        label={`Input ${index + 1}`}
        cut={{ text, bytes: null, read: noMore }}
        whole={false}
      />
    </div>
  );
}

/** Why there is no content, and what would bring it. */
export function Missing({ subject }: { subject: Subject }) {
  const missing = subject.conversation.missing;
  if (!missing) return null;
  return (
    <section className={classes.missing} aria-label="Missing content">
      <p className={classes.sentence}>{missing.why}</p>
      {missing.setting && <Code name="Set this where the program runs" text={missing.setting} />}
    </section>
  );
}
