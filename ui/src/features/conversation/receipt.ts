/**
 * What a call's tokens and cost are made of, in words: the classes with their prices, where the numbers were read, whether they
 * are in the total and why. Owns the wording; an unknown is called so, never 0. Pure.
 */
import type { GenAi, Usage } from "@proto";
import { count } from "../../base/format";
import { exact, saysTokens, tokensShort, usd } from "../../base/usage";

/** One class of tokens: how many, of what it is a part, where it was read. */
export interface ClassLine {
  readonly label: string;
  readonly tokens: string;
  /** A part of the line above it that is not one itself. */
  readonly part: boolean;
  readonly source: string | null;
}

const CLASSES: readonly [keyof Usage, string, boolean][] = [
  ["input_tokens", "Input", false],
  ["cached_input_tokens", "read from a cache", true],
  ["cache_write_tokens", "written to a cache", true],
  ["audio_input_tokens", "audio", true],
  ["output_tokens", "Output", false],
  ["reasoning_tokens", "reasoning", true],
  ["audio_output_tokens", "audio", true],
];

/** The classes of tokens that were said; the two sides always. */
export function classLines(genai: GenAi): ClassLine[] {
  return CLASSES.flatMap(([field, label, part]): ClassLine[] => {
    const tokens = genai.usage[field];
    if (tokens === null && (part || (genai.type === "embedding" && field === "output_tokens"))) return [];
    return [
      {
        label,
        part,
        tokens: tokens === null ? "not reported" : count(tokens),
        source: tokens === null ? null : (genai.sources[field] ?? null),
      },
    ];
  });
}

/** The tokens in short: `6,481 in`, `4,608 cached`, `595 out`. Null when nobody said any. */
export function tokensLine({ usage, type }: GenAi): string | null {
  if (!saysTokens(usage)) return null;
  const cached = usage.cached_input_tokens;
  const input = usage.input_tokens === null ? "? in" : `${count(usage.input_tokens)} in`;
  const output = usage.output_tokens === null ? "? out" : `${count(usage.output_tokens)} out`;
  // A call that writes nothing by its nature lacks nothing.
  if (type === "embedding" && usage.output_tokens === null) return input;
  return `${input}${cached ? ` (${count(cached)} cached)` : ""} → ${output}`;
}

/** Whether the tokens are in the trace's total, in one sentence. */
export function countedLine(genai: GenAi): string {
  if (genai.counted === null && !saysTokens(genai.usage))
    return genai.why || "No usage was reported: nothing to count.";
  const verdict = genai.counted ? "Counted in the trace's total" : "Not counted in the trace's total";
  return genai.why ? `${verdict}: ${lower(genai.why)}` : `${verdict}.`;
}

/** A sentence going on after a colon. Names keep their capitals: only a plain first word is lowered. */
function lower(sentence: string): string {
  return /^[A-Z][a-z]+\b/.test(sentence) ? sentence.slice(0, 1).toLowerCase() + sentence.slice(1) : sentence;
}

/** Whether a side of the call was not said that there must have been. */
function isHalf({ type, usage }: GenAi): boolean {
  return usage.input_tokens === null || (usage.output_tokens === null && type !== "embedding");
}

/** What is shown of the cost, and whether it is a number. */
export interface CostWord {
  readonly text: string;
  readonly known: boolean;
}

/** The cost in short; null where there is nothing to price. */
export function costWord(genai: GenAi): CostWord | null {
  const dollars = genai.cost?.usd ?? null;
  if (dollars !== null) {
    // Half a call's tokens cost at least what is known of them.
    const half = isHalf(genai);
    return { text: `${half ? "≥ " : ""}${usd(dollars)}`, known: true };
  }
  if (!saysTokens(genai.usage)) return null;
  return { text: "unpriced", known: false };
}

/** The receipt's words below its lines. */
export function costNotes(genai: GenAi): string[] {
  const { cost, usage } = genai;
  const notes: string[] = [];
  if (!cost || cost.usd === null) {
    const model = genai.response_model ?? genai.request_model;
    notes.push(
      model
        ? `${model} is not in the price table. Settings give it a price, or say as which model it costs.`
        : "No model was named, so no price could be looked up.",
    );
  } else {
    const origin = cost.source === "override" ? "your own price" : `from ${cost.source}`;
    notes.push(`Price of ${cost.price}, ${origin}${cost.date ? `, ${cost.date}` : ""}.`);
    if (usage.output_tokens === null && genai.type !== "embedding")
      notes.push("At least: nobody said how many tokens were written.");
    if (usage.input_tokens === null) notes.push("At least: nobody said how many tokens were read.");
  }
  if (cost?.note) notes.push(cost.note);
  if (genai.reported_cost !== null)
    notes.push(`The program itself reports ${exact(genai.reported_cost)}; that is never added to ours.`);
  return notes;
}

/**
 * Where in Settings the price of a call is: in the search of the shipped table, in the dialog of one's own, or in that of a new one
 * with the model's name filled in. Null when there is nothing to price, or no model to give a price to.
 */
export function priceAddress(genai: GenAi): { find: string } | { price: string; provider?: string } | null {
  const { cost, provider } = genai;
  if (cost && cost.usd !== null)
    return cost.source === "override" ? { price: cost.price } : { find: cost.price };
  const model = genai.response_model ?? genai.request_model;
  if (!model || !saysTokens(genai.usage)) return null;
  return provider ? { price: model, provider } : { price: model };
}

/** Tokens and cost for a turn's line: `6.5k → 595`, `$0.016`. */
export function brief(genai: GenAi): string | null {
  const tokens = tokensShort(genai.usage.input_tokens, genai.usage.output_tokens, genai.type !== "embedding");
  const dollars = genai.cost?.usd ?? null;
  return [tokens, dollars === null ? null : usd(dollars)].filter(Boolean).join(" · ") || null;
}
