/**
 * Redaction rules as they are shown and edited: the presets in plain words, a failure's field, and where two texts differ. Pure.
 * What a rule may be is the server's to say.
 */
import type { Redaction, RedactionRule } from "@proto";

/** What the presets look for, for people; a preset that is not here shows its patterns alone. */
const PRESETS: Record<string, string> = {
  "API keys":
    "sk-…, AKIA…, AIza…, ghp_…, hf_… and the other shapes that providers give their keys, in any text",
  "API keys by name": "values called api_key, api-key, x-api-key, subscription_key, access_key and the like",
  "Authorization headers and cookies":
    "values called authorization, cookie, set-cookie, access_token and the like",
  "Bearer tokens": "“Bearer” with the token behind it, in any text",
  "JSON Web Tokens": "tokens of three parts that begin with eyJ, in any text",
  "Passwords by name":
    "values called password, secret, client_secret, private_key, connection_string and the like",
  "Passwords in addresses, connection strings and key files":
    "user:password@ in an address, Password=… and AccountKey=… in a connection string, private keys",
  "E-mail addresses": "ada@example.com, in any text",
  "Payment card numbers": "13 to 19 digits that pass a card's check digit, in any text",
};

/** What a rule takes out, in words. */
export function ruleWords(rule: RedactionRule): string {
  const known = rule.preset ? PRESETS[rule.name] : undefined;
  if (known) return known;
  const keys = rule.key.trim();
  const value = rule.value.trim();
  if (keys && value) return `what ${value} matches, in values called ${keys}`;
  return keys ? `the whole value of ${keys}` : `what ${value} matches, in any text`;
}

/** A new rule of the user's. */
export const EMPTY_RULE: RedactionRule = {
  name: "",
  on: true,
  key: "",
  value: "",
  replacement: "",
  preset: false,
};

export type RuleField = "name" | "key" | "value" | "replacement";

/** The field that the server's words about a rule are about; null where it is none of this rule's. */
export function fieldOf(message: string): RuleField | null {
  if (/\bhas no name\b|\bthe name of\b/i.test(message)) return "name";
  if (/\bthe replacement of\b/i.test(message)) return "replacement";
  if (/\bthe value of\b/i.test(message)) return "value";
  if (/\bis empty\b|\btakes out every value\b|\bthe key of\b/i.test(message)) return "key";
  return null;
}

/** All rules with one changed, or added at −1. */
export function withRule(redaction: Redaction, at: number, rule: RedactionRule): Redaction {
  const rules =
    at < 0 ? [...redaction.rules, rule] : redaction.rules.map((one, place) => (place === at ? rule : one));
  return { ...redaction, rules };
}

/** All rules but one. */
export const withoutRule = (redaction: Redaction, at: number): Redaction => ({
  ...redaction,
  rules: redaction.rules.filter((_, place) => place !== at),
});

/** A text in stretches; `changed` ones differ from the other text. */
export interface Stretch {
  readonly text: string;
  readonly changed: boolean;
}

/** Words, spaces and the marks between them. */
const PIECES = /\s+|[,;"'{}]|[^\s,;"'{}]+/g;

/**
 * Where `before` and `after` differ, by words: the longest run of words that both have in order is plain, the others are changed.
 * O(words²): for the pieces of values that a preview has, not for whole ones.
 */
export function differences(before: string, after: string): { before: Stretch[]; after: Stretch[] } {
  const a = before.match(PIECES) ?? [];
  const b = after.match(PIECES) ?? [];
  // How many words the rests of both have in common, from each place on.
  const common = Array.from({ length: a.length + 1 }, () => new Uint16Array(b.length + 1));
  const at = (x: number, y: number) => common[x]?.[y] ?? 0;
  for (let x = a.length - 1; x >= 0; x--)
    for (let y = b.length - 1; y >= 0; y--)
      (common[x] as Uint16Array)[y] =
        a[x] === b[y] ? at(x + 1, y + 1) + 1 : Math.max(at(x + 1, y), at(x, y + 1));
  const [left, right]: [Stretch[], Stretch[]] = [[], []];
  let [x, y] = [0, 0];
  while (x < a.length || y < b.length) {
    if (x < a.length && y < b.length && a[x] === b[y]) {
      append(left, a[x++] ?? "", false);
      append(right, b[y++] ?? "", false);
    } else if (y >= b.length || (x < a.length && at(x + 1, y) >= at(x, y + 1)))
      append(left, a[x++] ?? "", true);
    else append(right, b[y++] ?? "", true);
  }
  return { before: joined(left), after: joined(right) };
}

/** A space between two changed words is theirs. */
function joined(list: readonly Stretch[]): Stretch[] {
  const whole: Stretch[] = [];
  for (const [place, { text, changed }] of list.entries())
    append(whole, text, changed || (text.trim() === "" && place > 0 && list[place + 1]?.changed === true));
  return whole;
}

/** Adds a word to the last stretch where it is of its kind. */
function append(list: Stretch[], text: string, changed: boolean): void {
  const last = list.at(-1);
  if (last?.changed === changed) list[list.length - 1] = { text: last.text + text, changed };
  else list.push({ text, changed });
}

/** A trace's id as pasted: spaces and dashes left out, in lower case; null when it is none. */
export function traceIdOf(text: string): string | null {
  const id = text.replace(/[\s-]/g, "").toLowerCase();
  return /^[0-9a-f]{32}$/.test(id) ? id : null;
}
