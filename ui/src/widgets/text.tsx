/** Small pieces of text that look alike everywhere: pills, key caps, times, identifiers. Know no telemetry. */
import type { CSSProperties, ReactNode } from "react";
import { shortId } from "../base/format";
import { absolute, listTime, logTime } from "../base/time";
import { useNow } from "./clock";
import { CopyButton } from "./copy";
import classes from "./text.module.css";

/** A word in a small box. `tone` adds meaning to the word, never replaces it. */
export function Pill({
  tone = "plain",
  title,
  children,
}: {
  tone?: "plain" | "bad" | "warn" | "good" | "accent";
  title?: string;
  children: ReactNode;
}) {
  return (
    <span className={classes.pill} data-tone={tone} title={title}>
      {children}
    </span>
  );
}

/** Key caps: `Ctrl` `K`. */
export function Keys({ caps }: { caps: readonly string[] }) {
  return (
    <span className={classes.keys}>
      {caps.map((cap) => (
        <kbd key={cap} className={classes.kbd}>
          {cap}
        </kbd>
      ))}
    </span>
  );
}

/** A time in a list: `12 s ago`, then the clock. The whole instant with zone on hover. `ns` is Unix time. */
export function Time({ ns, exact = false, style }: { ns: bigint; exact?: boolean; style?: CSSProperties }) {
  const nowMs = useNow();
  return (
    <time title={absolute(ns)} style={style}>
      {listTime(ns, nowMs, exact)}
    </time>
  );
}

/** A time in a log: the clock to the millisecond, with the day when it was another one. */
export function LogTime({ ns }: { ns: bigint }) {
  return <time title={absolute(ns)}>{logTime(ns, Date.now())}</time>;
}

/** An identifier, shortened in the middle, copied whole. */
export function Identifier({ id, label, copy = true }: { id: string; label: string; copy?: boolean }) {
  return (
    <span className={classes.identifier}>
      <span title={id}>{shortId(id)}</span>
      {copy && <CopyButton text={id} label={`Copy ${label}`} />}
    </span>
  );
}
