/**
 * Says what is missing from a trace, in place and with a way there: parents that are named but have not arrived.
 * One line in the tab bar, so that its coming and going moves no row.
 */
import { IconAlertTriangle } from "@tabler/icons-react";
import { count } from "../../base/format";
import type { TraceModel } from "./outline";
import classes from "./trace.module.css";

/** `2 spans name a parent that has not arrived`. */
export function partialText(spans: number): string {
  return spans === 1
    ? "1 span names a parent that has not arrived"
    : `${count(spans)} spans name a parent that has not arrived`;
}

export function PartialNotice({ model, onShow }: { model: TraceModel; onShow: (node: number) => void }) {
  const spans = model.outline.missing_parents.length;
  if (spans === 0) return null;
  const text = partialText(spans);
  return (
    <button
      type="button"
      className={classes.notice}
      title={`${text}. Show the first`}
      onClick={() => onShow(model.spans)}
    >
      <IconAlertTriangle size={13} aria-hidden />
      <span>{text}</span>
    </button>
  );
}
