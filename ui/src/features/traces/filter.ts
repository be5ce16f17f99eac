/**
 * What the text filter of traces understands, for checking and completing it while it is typed. The server decides
 * what matches (proto's TraceQuery.q tells the words); this only spares a round trip for a slip. Pure.
 */

const STATUS: Record<string, string> = {
  error: "some span failed",
  failed: "the root span failed",
  ok: "no span failed",
};
const DURATION = /^duration(<=|>=|<|>)\d+(\.\d+)?(ns|us|µs|ms|s|m|h)$/;

/** What is wrong with the filter, in one sentence, or null. The word still being typed is given time. */
export function checkFilter(text: string): string | null {
  for (const word of text.split(/\s+/)) {
    const status = /^status:(.*)$/.exec(word)?.[1];
    if (status && !Object.keys(STATUS).some((known) => known.startsWith(status))) {
      return `“${status}” is no status: error, failed or ok`;
    }
    if (/^duration[<>]=?./.test(word) && !/^duration(<=|>=|<|>)=?$/.test(word) && !DURATION.test(word)) {
      // `duration>1` wants a unit; until one is typed nothing is wrong yet.
      if (!/^duration(<=|>=|<|>)\d+(\.\d*)?[nuµm]?$/.test(word))
        return "A duration is a number and a unit: 150ms, 2s, 1.5m";
    }
    if (/^duration[:=]/.test(word)) return "Compare a duration with < or >: duration>2s";
  }
  return null;
}

/** Whether every word is whole, so that the server can be asked. */
export function isWhole(text: string): boolean {
  return text.split(/\s+/).every((word) => {
    if (/^status:/.test(word)) return word.slice(7) in STATUS;
    if (/^duration[<>]/.test(word)) return DURATION.test(word);
    return !/^(service|name):$/.test(word);
  });
}

/** What the last word may become. */
export function suggestFilter(text: string, services: readonly string[]): { insert: string; note: string }[] {
  const word = /\S*$/.exec(text)?.[0] ?? "";
  const wanted = word.toLowerCase();
  const all = [
    ...Object.entries(STATUS).map(([name, note]) => ({ insert: `status:${name}`, note })),
    { insert: "duration>", note: "longer than: duration>2s" },
    { insert: "duration<", note: "shorter than: duration<150ms" },
    { insert: "service:", note: "a service took part" },
    { insert: "name:", note: "the trace's name" },
  ];
  if (wanted.startsWith("service:")) {
    return services
      .filter((name) => !/\s/.test(name) && name.toLowerCase().includes(wanted.slice(8)))
      .slice(0, 10)
      .map((name) => ({ insert: `service:${name}`, note: "service" }))
      .filter(({ insert }) => insert !== word);
  }
  if (/^duration[<>]=?$/.test(wanted)) {
    return ["100ms", "1s", "10s"].map((value) => ({
      insert: `${word}${value}`,
      note: "or any number and unit",
    }));
  }
  return all.filter(({ insert }) => insert.startsWith(wanted) && insert !== wanted);
}
