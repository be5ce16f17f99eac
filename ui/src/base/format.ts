/**
 * Numbers, sizes and names as people read them. Owns rounding and units. Never shows an unknown as 0: callers say
 * "unknown" themselves. English digits and separators on purpose, so that a screenshot reads alike everywhere.
 */

const group = (digits: string) => digits.replace(/\B(?=(\d{3})+(?!\d))/g, ",");

/** `412,906`. Takes the API's decimal strings as well as numbers. */
export function count(n: number | bigint | string): string {
  const text = String(n);
  const negative = text.startsWith("-");
  const [whole = "0", part] = (negative ? text.slice(1) : text).split(".");
  return `${negative ? "−" : ""}${group(whole)}${part ? `.${part}` : ""}`;
}

/** `999`, `3.0k`, `14.2k`, `184k`, `1.84M`: at most four characters of number. */
export function compact(n: number | bigint | string): string {
  const value = Number(n);
  if (!Number.isFinite(value)) return String(n);
  const size = Math.abs(value);
  for (const [limit, unit] of [
    [1e12, "T"],
    [1e9, "G"],
    [1e6, "M"],
    [1e3, "k"],
  ] as const) {
    // 999,950 rounds up to "1000.0k": the border lies half a last digit below the unit.
    if (size < limit * 0.9995) continue;
    const scaled = value / limit;
    const abs = Math.abs(scaled);
    return `${scaled.toFixed(limit >= 1e6 && abs < 10 ? 2 : abs < 99.95 ? 1 : 0)}${unit}`;
  }
  return Number.isInteger(value) ? String(value) : value.toFixed(1);
}

/** Bytes in powers of ten, as disks and `ls --si` count: `141 MB`. */
export function bytes(n: number | bigint | string): string {
  const value = Number(n);
  if (value < 1000) return `${value} B`;
  for (const [limit, unit] of [
    [1e12, "TB"],
    [1e9, "GB"],
    [1e6, "MB"],
    [1e3, "kB"],
  ] as const) {
    if (value < limit * 0.9995) continue;
    const scaled = value / limit;
    return `${scaled.toFixed(scaled < 9.95 ? 2 : scaled < 99.5 ? 1 : 0)} ${unit}`;
  }
  return `${value} B`;
}

/** A length of time in nanoseconds: `0`, `850 ns`, `12 µs`, `3.4 ms`, `370 ms`, `1.46 s`, `2 m 05 s`, `3 h 12 m`, `2 d 4 h`, `1,102 d`. */
export function duration(ns: number | bigint): string {
  const value = Number(ns);
  if (value === 0) return "0";
  if (value < 0) return `−${duration(-value)}`;
  if (value < 1e3) return `${Math.round(value)} ns`;
  const scaled = (n: number, unit: string) => `${n.toFixed(n < 9.95 ? 1 : 0)} ${unit}`;
  if (value < 999_500) return scaled(value / 1e3, "µs");
  if (value < 999_500_000) return scaled(value / 1e6, "ms");
  const seconds = value / 1e9;
  if (seconds < 59.995) return `${seconds.toFixed(2)} s`;
  const whole = Math.round(seconds);
  if (whole < 3600) return `${Math.floor(whole / 60)} m ${String(whole % 60).padStart(2, "0")} s`;
  const minutes = Math.round(whole / 60);
  if (minutes < 1440) return `${Math.floor(minutes / 60)} h ${String(minutes % 60).padStart(2, "0")} m`;
  const hours = Math.round(minutes / 60);
  if (hours < 2400) return `${Math.floor(hours / 24)} d ${hours % 24} h`;
  return `${count(Math.round(hours / 24))} d`;
}

/** `1 span`, `2 spans`, with separators. */
export function plural(n: number | bigint | string, one: string, many = `${one}s`): string {
  return `${count(n)} ${String(n) === "1" ? one : many}`;
}

/** A rate a second: `0`, `0.4`, `38`, `75.0k`. */
export function rate(n: number): string {
  if (n > 0 && n < 9.95) return n.toFixed(1).replace(/\.0$/, "");
  return compact(Math.round(n));
}

/** An identifier shortened in the middle: `4bf92f35…0e4736`. Copy the whole one, never this. */
export function shortId(id: string, head = 8, tail = 6): string {
  return id.length <= head + tail + 1 ? id : `${id.slice(0, head)}…${id.slice(-tail)}`;
}

/** A path shortened from the left so that the file's name stays: `…/waterglass/telemetry.db`. */
export function shortPath(path: string, max = 48): string {
  return path.length <= max ? path : `…${path.slice(-(max - 1))}`;
}
