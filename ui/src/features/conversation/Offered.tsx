/** What the call was made with, in folds on one line: tools offered, parameters, the prompt's template. */
import { IconChevronRight } from "@tabler/icons-react";
import type { ReactNode } from "react";
import { plural } from "../../base/format";
import { useFold } from "./context";
import classes from "./conversation.module.css";
import type { Subject } from "./subject";
import { TextPart } from "./TextPart";
import { Definition } from "./ToolParts";
import { oneLine } from "./words";

const never = () => Promise.reject(new Error("all of it is here"));

export function Offered({ subject, row }: { subject: Subject; row: string }) {
  const { tools, parameters, prompt } = subject.conversation;
  return (
    <div className={classes.offered}>
      {tools.length > 0 && (
        <Fold
          id={`${row} tools`}
          word={plural(tools.length, "tool")}
          brief={tools.map(({ name }) => name).join(", ")}
        >
          {tools.map((tool, n) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: names may repeat, and definitions never move
            <Definition key={n} tool={tool} />
          ))}
        </Fold>
      )}
      {parameters.length > 0 && (
        <Fold
          id={`${row} parameters`}
          word="Parameters"
          brief={parameters.map(([name, value]) => `${name} ${oneLine(value, 40)}`).join(" · ")}
        >
          <Pairs of={parameters} />
        </Fold>
      )}
      {prompt && (
        <Fold
          id={`${row} prompt`}
          word="Prompt template"
          brief={[
            prompt.name,
            prompt.version && `version ${prompt.version}`,
            plural(prompt.variables.length, "variable"),
          ]
            .filter(Boolean)
            .join(" · ")}
        >
          {prompt.template !== null && (
            <TextPart
              id={`${row} template`}
              label="Prompt template"
              cut={{ text: prompt.template, bytes: null, read: never }}
              whole
              prose={false}
            />
          )}
          {prompt.variables.length > 0 && <Pairs of={prompt.variables} />}
        </Fold>
      )}
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
