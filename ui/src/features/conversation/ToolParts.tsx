/**
 * A tool's call and its result, where they stand in messages. Each leads to the other, to the tool's definition and to the
 * tool's own span, as far as those are known.
 */
import type { ToolDefinition } from "@proto";
import { IconArrowDown, IconArrowUp, IconExternalLink, IconTool } from "@tabler/icons-react";
import type { ReactNode } from "react";
import { Explained } from "../../widgets/explained";
import { JsonText } from "../../widgets/json/JsonText";
import { useReading } from "./context";
import classes from "./conversation.module.css";
import { definitionOf, type Pair } from "./links";
import { SpanLink } from "./SpanLink";
import type { Subject } from "./subject";
import { decide } from "./toolSpan";

interface ToolHeadProps {
  subject: Subject;
  name: string;
  id: string | null;
  pair: Pair | undefined;
  /** Which of the two this is. */
  side: "call" | "result";
}

/** `⚒ find_order call_1 · result ↓ · span`. */
export function ToolHead({ subject, name, id, pair, side }: ToolHeadProps) {
  const { show, toolSpan } = useReading();
  const other = side === "call" ? pair?.result : pair?.call;
  const span = pair ? toolSpan(subject, pair) : null;
  const definition = definitionOf(subject.conversation.tools, name);
  return (
    <div className={classes.toolHead}>
      <IconTool size={14} aria-hidden />
      {definition ? (
        <Explained label={`Definition of ${name}`} why={() => <Definition tool={definition} />}>
          <b>{name}</b>
        </Explained>
      ) : (
        <b>{name || "a tool"}</b>
      )}
      {id && (
        <span className={classes.id} title={`Call id ${id}`}>
          {id}
        </span>
      )}
      <span className={classes.grow} />
      {other && (
        <button type="button" className={classes.link} onClick={() => show(subject, other)}>
          {side === "call" ? "Result" : "Call"}
          {side === "call" ? <IconArrowDown size={12} aria-hidden /> : <IconArrowUp size={12} aria-hidden />}
        </button>
      )}
      {span && (
        <SpanLink
          traceId={subject.traceId}
          spanId={span.spanId}
          title={`The tool's span ${span.spanId}`}
          decide={span.others.length > 0 ? () => decide(subject.traceId, span, id) : undefined}
        >
          Span <IconExternalLink size={12} aria-hidden />
        </SpanLink>
      )}
    </div>
  );
}

/** What a tool is for, and what it takes. */
export function Definition({ tool, children }: { tool: ToolDefinition; children?: ReactNode }) {
  return (
    <div className={classes.definition}>
      <b className="mono">{tool.name}</b>
      {tool.description ? (
        <p className={classes.plain}>{tool.description}</p>
      ) : (
        <p className={classes.quiet}>No description was sent.</p>
      )}
      {tool.parameters && <JsonText label={`Parameters of ${tool.name}`} text={tool.parameters} />}
      {children}
    </div>
  );
}
