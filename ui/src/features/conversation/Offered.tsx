/** What the call was made with: a word each on one line for tools offered, parameters and the prompt's template; what is opened stands below. */
import { IconChevronRight } from "@tabler/icons-react";
import type { ReactNode } from "react";
import { plural } from "../../base/format";
import { useFold, useReading } from "./context";
import classes from "./conversation.module.css";
import { type OFFERED, offeredKey } from "./rows";
import type { Subject } from "./subject";
import { TextPart } from "./TextPart";
import { Definition } from "./ToolParts";
import { oneLine } from "./words";

const never = () => Promise.reject(new Error("all of it is here"));

/** What of it there is, in words: what stands on the line, and what it opens to. */
function kinds({ conversation: { tools, parameters, prompt } }: Subject) {
  const list: { id: (typeof OFFERED)[number]; word: string; title: string }[] = [];
  if (tools.length > 0)
    list.push({
      id: "tools",
      word: plural(tools.length, "tool"),
      title: tools.map(({ name }) => name).join(", "),
    });
  if (prompt)
    list.push({
      id: "prompt",
      word: prompt.name ? `template ${prompt.name}` : "template",
      title: [prompt.version && `version ${prompt.version}`, plural(prompt.variables.length, "variable")]
        .filter(Boolean)
        .join(", "),
    });
  if (parameters.length > 0) {
    const word = parameters.map(([name, value]) => `${name} ${oneLine(value, 40)}`).join(" · ");
    list.push({ id: "parameters", word, title: "Parameters of the request" });
  }
  return list;
}

/** The line: each word opens what it stands for, below. */
export function OfferedLine({ subject }: { subject: Subject }) {
  return (
    <div className={classes.chips}>
      {kinds(subject).map(({ id, word, title }) => (
        <Chip key={id} id={offeredKey(id)} word={word} title={title} />
      ))}
    </div>
  );
}

function Chip({ id, word, title }: { id: string; word: string; title: string }) {
  const [open, toggle] = useFold(id);
  const { showRow } = useReading();
  const onClick = () => {
    toggle();
    // It opens at the top, where one may not be looking.
    if (!open) requestAnimationFrame(() => requestAnimationFrame(() => showRow("offered")));
  };
  return (
    <button type="button" className={classes.fold} aria-expanded={open} onClick={onClick} title={title}>
      <IconChevronRight size={12} stroke={2.25} aria-hidden />
      <span className="ellipsis">{word}</span>
    </button>
  );
}

/** What was opened of it. */
export function Offered({ subject, row }: { subject: Subject; row: string }) {
  const { isOpen } = useReading();
  const { tools, parameters, prompt } = subject.conversation;
  return (
    <div className={classes.offered}>
      {isOpen(offeredKey("tools")) &&
        tools.map((tool, n) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: names may repeat, and definitions never move
          <Definition key={n} tool={tool} />
        ))}
      {isOpen(offeredKey("prompt")) && prompt && (
        <div className={classes.side}>
          <span className={classes.who}>
            {["Template", prompt.name, prompt.version && `version ${prompt.version}`]
              .filter(Boolean)
              .join(" ")}
          </span>
          {prompt.template !== null && (
            <TextPart
              id={`${row} template`}
              label="Prompt template"
              cut={{ text: prompt.template, bytes: null, read: never }}
              whole
              prose={false}
            />
          )}
          <Pairs of={prompt.variables} />
        </div>
      )}
      {isOpen(offeredKey("parameters")) && <Pairs of={parameters} />}
    </div>
  );
}

/** Names and values, as written. */
function Pairs({ of }: { of: readonly (readonly [string, string])[] }) {
  return (
    <dl className={classes.pairs}>
      {of.map(([name, value], n) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: names may repeat, and the list never changes
        <div key={n}>
          <dt>{name}</dt>
          <dd>{value}</dd>
        </div>
      ))}
    </dl>
  );
}

/** A line that opens. */
export function Fold({
  id,
  word,
  brief,
  children,
}: {
  id: string;
  word: string;
  brief?: string | undefined;
  children: ReactNode;
}) {
  const [open, toggle] = useFold(id);
  return (
    <div>
      <button type="button" className={classes.fold} aria-expanded={open} onClick={toggle}>
        <IconChevronRight size={12} stroke={2.25} aria-hidden />
        <span className={classes.foldWord}>{word}</span>
        {!open && brief && <span className={classes.brief}>{brief}</span>}
      </button>
      {open && <div className={classes.foldBody}>{children}</div>}
    </div>
  );
}
