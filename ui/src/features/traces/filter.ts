/**
 * What the text filter of traces understands, for checking and completing it while it is typed. The server decides
 * what matches (proto's TraceQuery.q tells the words); this only spares a round trip for a slip. Pure.
 */
import { quoted, splitWords } from "../../base/words";

const STATUS: Record<string, string> = {
  error: "some span failed",
  failed: "the root span failed",
  ok: "no span failed",
};
const UNITS = "ns|us|µs|μs|ms|s|min|m|h";
const DURATION = new RegExp(`^duration(<=|>=|<|>|=)\\d+(\\.\\d+)?(${UNITS})$`);
/** A duration somebody is in the middle of: no digit, no unit, or the beginning of one. */
const HALF_DURATION = /^duration:?(<|>|=|<=|>=)?(\d+(\.\d*)?([nuµμ]|mi)?)?$/;

/** What is wrong with the filter, in one sentence, or null. The word still being typed is given time. */
export function checkFilter(text: string): string | null {
  for (const word of splitWords(text).words) {
    for (const status of /^status:(.*)$/.exec(word)?.[1]?.split(",") ?? []) {
      if (!Object.keys(STATUS).some((known) => known.startsWith(status.toLowerCase()))) {
        return `“${status}” is no status: error, failed or ok`;
      }
    }
    if (/^duration[:<>=]/.test(word) && !DURATION.test(word.replace(":", "")) && !HALF_DURATION.test(word)) {
      return "A duration is compared with a number and a unit: duration>2s, duration<=150ms";
    }
  }
  return null;
}

/** Whether every word is whole, so that the server can be asked. */
export function isWhole(text: string): boolean {
  const { words, open } = splitWords(text);
  if (open) return false;
  return words.every((word) => {
    if (word.startsWith("status:"))
      return word
        .slice(7)
        .toLowerCase()
        .split(",")
        .every((name) => name in STATUS);
    if (/^duration[:<>=]/.test(word)) return DURATION.test(word.replace(":", ""));
    return !/^(service|name):$/.test(word);
  });
}

/** What the last word may become. */
export function suggestFilter(text: string, services: readonly string[]): { insert: string; note: string }[] {
  const word = /\S*$/.exec(text)?.[0] ?? "";
  const wanted = word.toLowerCase();
  if (wanted.startsWith("service:")) {
    return services
      .filter((name) => name.toLowerCase().includes(wanted.slice(8)))
      .slice(0, 10)
      .map((name) => ({ insert: `service:${quoted(name)}`, note: "service" }))
      .filter(({ insert }) => insert !== word);
  }
  if (/^duration(<=|>=|<|>)$/.test(wanted)) {
    return ["100ms", "1s", "10s"].map((value) => ({
      insert: `${word}${value}`,
      note: "or any number and unit",
    }));
  }
  return [
    ...Object.entries(STATUS).map(([name, note]) => ({ insert: `status:${name}`, note })),
    { insert: "duration>", note: "longer than: duration>2s" },
    { insert: "duration<", note: "shorter than: duration<150ms" },
    { insert: "service:", note: "a service took part" },
    { insert: "name:", note: "the trace's name" },
  ].filter(({ insert }) => insert.startsWith(wanted) && insert !== wanted);
}
