/** The shape of a settings section: its title, and its rows; each row says what it does. */
import type { ReactNode } from "react";
import classes from "./settings.module.css";

/** `id` is where the list of sections and links from elsewhere lead. */
export function Section({ id, title, children }: { id: string; title: string; children: ReactNode }) {
  return (
    <section id={id} className={classes.section} aria-label={title}>
      <h2 className={classes.title}>{title}</h2>
      <div>{children}</div>
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
