/** The shape of a settings section: a title on the left, its rows on the right; each row says what it does. */
import type { ReactNode } from "react";
import classes from "./settings.module.css";

export function Section({ title, children }: { title: string; children: ReactNode }) {
  return (
    <section className={classes.section} aria-label={title}>
      <h2 className={classes.title}>{title}</h2>
      <div className={classes.rows}>{children}</div>
    </section>
  );
}

/** One setting or fact. `note` says what it does now. */
export function Item({ label, note, children }: { label: ReactNode; note?: ReactNode; children: ReactNode }) {
  return (
    <div className={classes.item}>
      <div className={classes.label}>
        <div>{label}</div>
        {note && <div className={classes.note}>{note}</div>}
      </div>
      <div className={classes.control}>{children}</div>
    </div>
  );
}
