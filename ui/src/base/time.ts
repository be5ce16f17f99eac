/**
 * Times as the field has them: nanoseconds since the Unix epoch, in bigint. Owns reading, writing and comparing
 * them as local times. Never uses a number for nanoseconds (2^53 ns is April 1970) and never asks
 * `navigator.language`: in a WebKit window under LANG=C that is "C", which Intl refuses.
 */

export const NS_PER_US = 1_000n;
export const NS_PER_MS = 1_000_000n;
export const NS_PER_SECOND = 1_000_000_000n;

/** Reads a decimal nanosecond string from the API. Anything else reads as 0, shown as "unknown". */
export function nanos(text: string | null | undefined): bigint {
  if (!text || !/^-?\d+$/.test(text)) return 0n;
  return BigInt(text);
}

/** Whole milliseconds since the epoch, as `Date` wants them. */
export function toMillis(ns: bigint): number {
  return Number(ns / NS_PER_MS);
}

/** Milliseconds since the epoch to nanoseconds. */
export function fromMillis(ms: number): bigint {
  return BigInt(Math.round(ms)) * NS_PER_MS;
}

/** Now, in nanoseconds (the clock itself gives milliseconds). */
export function now(): bigint {
  return fromMillis(Date.now());
}

const pad = (n: number, width = 2) => String(n).padStart(width, "0");
const MONTHS = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];
const DAYS = ["Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"];

/** The part below one second, always positive, also for times before 1970. */
function subSecond(ns: bigint): bigint {
  return ((ns % NS_PER_SECOND) + NS_PER_SECOND) % NS_PER_SECOND;
}

/** `14:48:54`, with `digits` (0 to 9) of the second's fraction. Local time. */
export function clock(ns: bigint, digits = 0): string {
  const at = new Date(toMillis(ns));
  const base = `${pad(at.getHours())}:${pad(at.getMinutes())}:${pad(at.getSeconds())}`;
  if (digits <= 0) return base;
  return `${base}.${subSecond(ns).toString().padStart(9, "0").slice(0, digits)}`;
}

/** `2026-11-21`. Local day. */
export function day(ns: bigint): string {
  const at = new Date(toMillis(ns));
  return `${at.getFullYear()}-${pad(at.getMonth() + 1)}-${pad(at.getDate())}`;
}

/** `+01:00`: the zone's offset at that instant. */
export function zoneOffset(ns: bigint): string {
  const minutes = -new Date(toMillis(ns)).getTimezoneOffset();
  const sign = minutes < 0 ? "−" : "+";
  return `${sign}${pad(Math.floor(Math.abs(minutes) / 60))}:${pad(Math.abs(minutes) % 60)}`;
}

let zone: string | null = null;

/** The zone's name (`Europe/Berlin`), or empty where the system does not say. Asked once: it costs more than all else here. */
export function zoneName(): string {
  if (zone !== null) return zone;
  try {
    zone = new Intl.DateTimeFormat("en").resolvedOptions().timeZone ?? "";
  } catch {
    zone = "";
  }
  return zone;
}

/** The whole truth for a hover: `Sat 2026-11-21 14:48:54.306123456 +01:00 Europe/Berlin`. */
export function absolute(ns: bigint): string {
  const at = new Date(toMillis(ns));
  if (Number.isNaN(at.getTime())) return `${ns} ns since 1970`;
  return `${DAYS[at.getDay()]} ${day(ns)} ${clock(ns, 9)} ${zoneOffset(ns)} ${zoneName()}`.trim();
}

/** `3 s ago`, `12 m ago`, `5 h ago`, `2 d ago`; `in 4 s` when a clock runs ahead. */
export function relative(ns: bigint, nowMs: number): string {
  const seconds = Math.round((nowMs - toMillis(ns)) / 1000);
  const size = Math.abs(seconds);
  const text =
    size < 60
      ? `${size} s`
      : size < 3600
        ? `${Math.floor(size / 60)} m`
        : size < 86400
          ? `${Math.floor(size / 3600)} h`
          : `${Math.floor(size / 86400)} d`;
  if (seconds === 0) return "now";
  return seconds < 0 ? `in ${text}` : `${text} ago`;
}

/**
 * How lists show a time: `12 s ago` within the last minute (unless `exact`), then the clock, with the date when it
 * was another day and the year when it was another year.
 */
export function listTime(ns: bigint, nowMs: number, exact = false): string {
  const ms = toMillis(ns);
  const age = nowMs - ms;
  if (!exact && age >= -2_000 && age < 60_000) return relative(ns, Math.max(nowMs, ms));
  const at = new Date(ms);
  if (Number.isNaN(at.getTime())) return "unknown";
  const today = new Date(nowMs);
  if (at.toDateString() === today.toDateString()) return clock(ns);
  if (at.getFullYear() === today.getFullYear()) {
    return `${MONTHS[at.getMonth()]} ${at.getDate()}, ${pad(at.getHours())}:${pad(at.getMinutes())}`;
  }
  return `${day(ns)} ${pad(at.getHours())}:${pad(at.getMinutes())}`;
}

/** How logs show a time: the clock to the millisecond, with the day when it was another one. */
export function logTime(ns: bigint, nowMs: number): string {
  const at = new Date(toMillis(ns));
  if (Number.isNaN(at.getTime())) return "unknown";
  const today = new Date(nowMs);
  if (at.toDateString() === today.toDateString()) return clock(ns, 3);
  if (at.getFullYear() !== today.getFullYear()) return `${day(ns)} ${clock(ns)}`;
  return `${MONTHS[at.getMonth()]} ${at.getDate()} ${clock(ns, 3)}`;
}

/** `2026-11-21 14:48:54`, the form `parseLocal` reads. */
export function editable(ns: bigint): string {
  return `${day(ns)} ${clock(ns)}`;
}

/**
 * Reads a local time a person typed: `2026-11-21`, `2026-11-21 14:48`, `2026-11-21 14:48:54.3`, with `T` or a space,
 * or `14:48` for today. Null when it is none of these or names a day that does not exist.
 */
export function parseLocal(text: string, nowMs: number): bigint | null {
  const match =
    /^(?:(\d{4})-(\d{1,2})-(\d{1,2}))?[T ]?(?:(\d{1,2}):(\d{2})(?::(\d{2})(?:\.(\d{1,9}))?)?)?$/.exec(
      text.trim(),
    );
  if (!match || text.trim() === "") return null;
  const [, y, mo, d, h, mi, s, fraction] = match;
  const today = new Date(nowMs);
  const year = y ? Number(y) : today.getFullYear();
  const month = mo ? Number(mo) - 1 : today.getMonth();
  const dayOfMonth = d ? Number(d) : today.getDate();
  const at = new Date(year, month, dayOfMonth, Number(h ?? 0), Number(mi ?? 0), Number(s ?? 0));
  const exists = at.getMonth() === month && at.getDate() === dayOfMonth && at.getHours() === Number(h ?? 0);
  if (!exists || Number(mi ?? 0) > 59 || Number(s ?? 0) > 59) return null;
  return fromMillis(at.getTime()) + BigInt((fraction ?? "").padEnd(9, "0") || "0");
}
