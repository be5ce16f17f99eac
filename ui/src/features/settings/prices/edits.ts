/**
 * The user's prices as they are edited: the form of one price, the lists with one put in or taken out, and a change in words.
 * Pure. What a price must be beyond a number is the server's to say.
 */
import type { Alias, Price, PriceEdits } from "@proto";
import { count } from "../../../base/format";
import { exact } from "../../../base/usage";

/** The classes of tokens a price may tell apart, as the form and the tables call them, in their order. */
export const CLASSES = [
  { field: "input", label: "Input", else: "" },
  { field: "cached_read", label: "Cached read", else: "as input" },
  { field: "cached_write", label: "Cached write", else: "as input" },
  { field: "output", label: "Output", else: "" },
  { field: "reasoning", label: "Reasoning", else: "as output" },
  { field: "audio_input", label: "Audio in", else: "as input" },
  { field: "audio_output", label: "Audio out", else: "as output" },
] as const;

/** The form's fields that hold dollars or tokens, by what they are called. */
const NUMBERS = {
  ...(Object.fromEntries(CLASSES.map(({ field, label }) => [field, label])) as Record<
    (typeof CLASSES)[number]["field"],
    string
  >),
  long_from: "From so many input tokens",
  long_input: "Input",
  long_output: "Output",
  long_cached_read: "Cached read",
  long_cached_write: "Cached write",
} as const;

type NumberField = keyof typeof NUMBERS;
type Field = NumberField | "provider" | "model" | "from" | "until";

/** A price as typed. */
export type PriceForm = Record<Field, string>;

/** What is wrong with it, by field. */
export type FormErrors = Partial<Record<Field, string>>;

const typed = (number: number | null | undefined) =>
  number === null || number === undefined
    ? ""
    : number.toLocaleString("en-US", { useGrouping: false, maximumFractionDigits: 12 });

/** The form of a price, or of a new one. */
export function formOf(price: Partial<Price>): PriceForm {
  return {
    provider: price.provider ?? "",
    model: price.model ?? "",
    input: typed(price.input),
    cached_read: typed(price.cached_read),
    cached_write: typed(price.cached_write),
    output: typed(price.output),
    reasoning: typed(price.reasoning),
    audio_input: typed(price.audio_input),
    audio_output: typed(price.audio_output),
    long_from: typed(price.long_from),
    long_input: typed(price.long?.input),
    long_output: typed(price.long?.output),
    long_cached_read: typed(price.long?.cached_read),
    long_cached_write: typed(price.long?.cached_write),
    from: price.from ?? "",
    until: price.until ?? "",
  };
}

/** Whether the form says something that stands in its fold. */
export function saysMore(form: PriceForm): boolean {
  return (["audio_input", "audio_output", "long_from", "long_input", "from", "until"] as const).some(
    (field) => form[field] !== "",
  );
}

/** `2.5`, `$2.50`, ` 0 `; null when nothing is said, NaN when it is no number. */
function number(text: string): number | null {
  const plain = text.trim().replace(/^\$\s*/, "");
  if (plain === "") return null;
  return /^(\d+\.?\d*|\.\d+)$/.test(plain) ? Number(plain) : Number.NaN;
}

/** Reads a form: the price it says, or what is wrong with it. `hours` are not edited, only kept. */
export function readForm(form: PriceForm, hours: string | null): { price: Price } | { errors: FormErrors } {
  const errors: FormErrors = {};
  const read = {} as Record<NumberField, number | null>;
  for (const field of Object.keys(NUMBERS) as NumberField[]) {
    const said = number(form[field]);
    if (Number.isNaN(said)) errors[field] = "A number such as 2.50";
    read[field] = said;
  }
  if (form.model.trim() === "") errors.model = "Name the model";
  const isLong = (
    ["long_from", "long_input", "long_output", "long_cached_read", "long_cached_write"] as const
  ).some((field) => form[field].trim() !== "");
  for (const field of [
    "input",
    "output",
    ...(isLong ? (["long_from", "long_input", "long_output"] as const) : []),
  ] as const)
    if (read[field] === null)
      errors[field] = field === "input" || field === "output" ? "Needed; 0 if it is free" : "Needed";
  if (Object.keys(errors).length > 0) return { errors };
  const day = (text: string) => text.trim() || null;
  return {
    price: {
      provider: form.provider.trim(),
      model: form.model.trim(),
      input: read.input ?? 0,
      cached_read: read.cached_read,
      cached_write: read.cached_write,
      output: read.output ?? 0,
      reasoning: read.reasoning,
      audio_input: read.audio_input,
      audio_output: read.audio_output,
      long_from: isLong ? read.long_from : null,
      long: isLong
        ? {
            input: read.long_input ?? 0,
            cached_read: read.long_cached_read,
            cached_write: read.long_cached_write,
            output: read.long_output ?? 0,
          }
        : null,
      from: day(form.from),
      until: day(form.until),
      hours,
    },
  };
}

/** `openai/gpt-4o`, or the model alone where it is whoever's. */
export const labelOf = ({ provider, model }: Pick<Price, "provider" | "model">) =>
  provider ? `${provider}/${model}` : model;

const same = (a: string, b: string) => a.trim().toLowerCase() === b.trim().toLowerCase();

/**
 * The user's price of that very model, by its place in the list; −1 when there is none. `model` may have the provider before it;
 * without a provider, the first of that model.
 */
export function overrideOf(overrides: readonly Price[], model: string, provider?: string): number {
  const whole = overrides.findIndex((one) => same(labelOf(one), provider ? `${provider}/${model}` : model));
  if (whole >= 0 || provider) return whole;
  return overrides.findIndex((one) => same(one.model, model));
}

/** The list with a price put at a place, or after the others at −1. */
export function withItem<T>(list: readonly T[], at: number, item: T): T[] {
  return at < 0 ? [...list, item] : list.map((one, place) => (place === at ? item : one));
}

/** The list without one. */
export const without = <T>(list: readonly T[], at: number): T[] => list.filter((_, place) => place !== at);

/** Only what is the user's. */
export const editsOf = ({ overrides, aliases }: PriceEdits): PriceEdits => ({ overrides, aliases });

const dollars = (amount: number | null, otherwise: string) => (amount === null ? otherwise : exact(amount));

/** `openai/gpt-4o: input $2.50 → $5.00`: a price against the one that held before; all of it when none did. */
export function changeWords(before: Price | null, after: Price): string {
  const name = labelOf(after);
  if (!before)
    return `${name} costs ${exact(after.input)} a million tokens read and ${exact(after.output)} written.`;
  const changed = CLASSES.flatMap(({ field, label, else: otherwise }) =>
    before[field] === after[field]
      ? []
      : [`${label.toLowerCase()} ${dollars(before[field], otherwise)} → ${dollars(after[field], otherwise)}`],
  );
  return changed.length > 0
    ? `${name}: ${changed.join(", ")} a million tokens.`
    : `${name}: your price is kept.`;
}

/** What of a price stands in no column: `long calls from 200,000`, `since 2026-01-01`. */
export function asides(price: Price): string[] {
  const said: string[] = [];
  if (price.long_from !== null && price.long)
    said.push(
      `from ${count(price.long_from)} tokens in: ${exact(price.long.input)} in, ${exact(price.long.output)} out`,
    );
  if (price.audio_input !== null) said.push(`audio in ${exact(price.audio_input)}`);
  if (price.audio_output !== null) said.push(`audio out ${exact(price.audio_output)}`);
  if (price.from) said.push(`since ${price.from}`);
  if (price.until) said.push(`until ${price.until}`);
  if (price.hours) said.push(`${price.hours} UTC`);
  return said;
}

/** What is wrong with an alias as typed; null when nothing that can be told here. */
export function aliasError(
  { name, model }: Alias,
  others: readonly Alias[],
): Partial<Record<keyof Alias, string>> | null {
  if (name.trim() === "") return { name: "The name on your spans" };
  if (model.trim() === "") return { model: "A model that has a price" };
  if (same(name, model)) return { model: "That is the same name" };
  if (others.some((other) => same(other.name, name))) return { name: "Has another name already" };
  return null;
}
