/** A link to a span: a press selects it, a press with a modifier opens its address elsewhere, as with any link. */
import type { MouseEvent, ReactNode } from "react";
import { useReading } from "./context";
import classes from "./conversation.module.css";

interface SpanLinkProps {
  traceId: string;
  spanId: string;
  title?: string;
  /** Finds out which span it really is, when it is pressed. */
  decide?: (() => Promise<string>) | undefined;
  children: ReactNode;
}

export function SpanLink({ traceId, spanId, title, decide, children }: SpanLinkProps) {
  const { onSpan, hrefOf } = useReading();
  const onClick = (event: MouseEvent) => {
    if (event.button !== 0 || event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return;
    event.preventDefault();
    if (decide) void decide().then((decided) => onSpan(traceId, decided));
    else onSpan(traceId, spanId);
  };
  return (
    <a className={classes.link} href={hrefOf(traceId, spanId)} onClick={onClick} title={title}>
      {children}
    </a>
  );
}
