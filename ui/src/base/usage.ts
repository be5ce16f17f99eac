/**
 * Tokens and money as people read them, for one span or for sums: shortened, and in whole words for who asks. Owns the
 * wording of what is not known: "unpriced", "no usage reported", "at least". Never says 0 for what nobody said. Pure.
 */
import type { Totals, Usage } from "@proto";
import { compact, count } from "./format";

/** `$12.3k`, `$12.40`, `$0.034`, `$0.000046`: cents above a dollar, two digits that count below a cent; always dollars, so that a column compares. */
export function usd(dollars: number): string {
  if (dollars < 0) return `−${usd(-dollars)}`;
  if (dollars === 0) return "$0";
  if (dollars >= 9_999.5) return `$${compact(dollars)}`;
  if (dollars >= 0.995) return `$${count(dollars.toFixed(2))}`;
  if (dollars >= 0.00995) return `$${dollars.toFixed(3)}`;
  if (dollars < 0.0000000095) return "under $0.00000001";
  return `$${dollars.toFixed(1 - Math.floor(Math.log10(dollars)))}`;
}

/** Whether anybody said how many tokens went either way. */
export function saysTokens({ input_tokens, output_tokens }: Pick<Usage, "input_tokens" | "output_tokens">) {
  return input_tokens !== null || output_tokens !== null;
}

/**
 * `14.2k → 1.1k`, `3.1k → ?`: read and written; a side nobody said is a question mark, but where nothing is `written`, as by
 * an embedding. Null when nobody said either.
 */
export function tokensShort(
  input: number | string | null | undefined,
  output: number | string | null | undefined,
  written = true,
): string | null {
  if (input == null && output == null) return null;
  if (!written && output == null && input != null) return compact(input);
  const side = (tokens: number | string | null | undefined) => (tokens == null ? "?" : compact(tokens));
  return `${side(input)} → ${side(output)}`;
}

/** `3,100 read, of these 1,024 from a cache`, line by line: what is known of the classes of tokens. */
export function usageLines(usage: Usage): string[] {
  const side = (verb: string, whole: number | null, parts: [number | null, string][]) => {
    const said = parts.flatMap(([tokens, what]) => (tokens ? [`${count(tokens)} ${what}`] : []));
    const of = said.length > 0 ? `, of these ${said.join(", ")}` : "";
    return `${whole === null ? "not reported how many" : count(whole)} ${verb}${of}`;
  };
  return [
    side("read", usage.input_tokens, [
      [usage.cached_input_tokens, "from a cache"],
      [usage.cache_write_tokens, "written to a cache"],
      [usage.audio_input_tokens, "audio"],
    ]),
    side("written", usage.output_tokens, [
      [usage.reasoning_tokens, "reasoning"],
      [usage.audio_output_tokens, "audio"],
    ]),
  ];
}

/** What a cell or a header says of sums, and what it says to who asks for more. */
export interface Said {
  short: string;
  long: string;
  /** Whether it is a number at all: words for an unknown are shown fainter. */
  known: boolean;
}

/** The tokens of sums; null where there is nothing of models to speak of. `calls`: whether there were model calls. */
export function tokensSaid(totals: Totals, calls: boolean): Said | null {
  const short = tokensShort(totals.input_tokens, totals.output_tokens);
  if (short === null) {
    if (!calls && !totals.tokens_at_least) return null;
    return { short: "not reported", long: "No model call reported its usage", known: false };
  }
  const lines = ["Tokens, each model call counted once", ...usageLines(totals)];
  if (totals.tokens_at_least) lines.push("At least: some model call reported no usage");
  return { short: `${totals.tokens_at_least ? "≥ " : ""}${short}`, long: lines.join("\n"), known: true };
}

/** The cost of sums; null where there is nothing of models to speak of. */
export function costSaid(totals: Totals, calls: boolean): Said | null {
  if (totals.cost !== null) {
    const long = [`${exact(totals.cost)} by the price table, each model call counted once`];
    if (totals.cost_at_least) long.push("At least: some model call has no price, or reported no usage");
    return {
      short: `${totals.cost_at_least ? "≥ " : ""}${usd(totals.cost)}`,
      long: long.join("\n"),
      known: true,
    };
  }
  if (saysTokens(totals)) {
    return {
      short: "unpriced",
      long: "No model of these calls is in the price table. Settings → Prices gives it a price or another name",
      known: false,
    };
  }
  if (!calls && !totals.tokens_at_least) return null;
  return {
    short: "no usage",
    long: "No usage reported: what it cost cannot be known",
    known: false,
  };
}

/** Every digit of an amount of picodollars: `$0.000046125`. */
export function exact(dollars: number): string {
  const text = dollars.toFixed(12).replace(/0+$/, "").replace(/\.$/, "");
  const [whole = "0", part = ""] = text.split(".");
  return `$${count(whole)}.${part.padEnd(2, "0")}`;
}
