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

/** Where `before` and `after` differ: what they begin and end with alike is plain, the middle is not. Never splits a surrogate pair. */
export function differences(before: string, after: string): { before: Stretch[]; after: Stretch[] } {
  const a = [...before];
  const b = [...after];
  const most = Math.min(a.length, b.length);
  let head = 0;
  while (head < most && a[head] === b[head]) head += 1;
  let tail = 0;
  while (tail < most - head && a[a.length - 1 - tail] === b[b.length - 1 - tail]) tail += 1;
  const split = (text: string[]): Stretch[] =>
    [
      { text: text.slice(0, head).join(""), changed: false },
      { text: text.slice(head, text.length - tail).join(""), changed: true },
      { text: text.slice(text.length - tail).join(""), changed: false },
    ].filter((stretch) => stretch.text !== "");
  return { before: split(a), after: split(b) };
}

/** A trace's id as pasted: spaces and dashes left out, in lower case; null when it is none. */
export function traceIdOf(text: string): string | null {
  const id = text.replace(/[\s-]/g, "").toLowerCase();
  return /^[0-9a-f]{32}$/.test(id) ? id : null;
}
