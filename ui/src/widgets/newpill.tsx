/** The pill over a list that says how many rows wait, and shows them. Announced once to screen readers. */
import { IconArrowUp } from "@tabler/icons-react";
import { count } from "../base/format";
import classes from "./newpill.module.css";

/** `more`: at least that many wait. */
export function NewPill({ waiting, more, onShow }: { waiting: number; more: boolean; onShow: () => void }) {
  return (
    <div className={classes.place} aria-live="polite">
      {waiting > 0 && (
        <button type="button" className={classes.pill} onClick={onShow} title="Show what is new (n)">
          <IconArrowUp size={12} aria-hidden />
          {count(waiting)}
          {more ? "+" : ""} new
        </button>
      )}
    </div>
  );
}
