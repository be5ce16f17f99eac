/**
 * Which token a thing is painted with. Owns the mapping from names to the theme's CSS variables; never holds a
 * colour value itself, so light and dark stay in one file (app/tokens.css). Colour never stands alone: every
 * caller also prints a word or a mark.
 */

/** Span types, in the order of legends. The words are the API's. */
const TYPE_TOKENS: Record<string, string> = {
  agent: "--t-agent",
  model: "--t-model",
  tool: "--t-tool",
  retrieval: "--t-retrieval",
  embedding: "--t-embedding",
  evaluator: "--t-evaluator",
  prompt: "--t-prompt",
  http: "--t-http",
  database: "--t-db",
  messaging: "--t-messaging",
  chain: "--t-chain",
  function: "--t-function",
};

/** `var(--t-model)` for a span type; an unknown type is painted as a function. */
export function typeColour(spanType: string): string {
  return `var(${TYPE_TOKENS[spanType] ?? "--t-function"})`;
}

/** How many categorical tokens (`--c-0` …) the theme has. */
const CATEGORIES = 10;

/** FNV-1a over UTF-16 units: small, stable between runs, spreads short names well enough for ten colours. */
function hash(text: string): number {
  let h = 0x811c9dc5;
  for (let i = 0; i < text.length; i++) h = Math.imul(h ^ text.charCodeAt(i), 0x01000193);
  return h >>> 0;
}

/** The colour of a name (a service, say): the same name has the same colour in every view and run. */
export function categoryColour(name: string): string {
  return `var(--c-${hash(name) % CATEGORIES})`;
}

export type SeverityBand = "none" | "trace" | "debug" | "info" | "warn" | "error" | "fatal";

/** OTLP severity number (0 to 24) to its band (logs data model, "Severity fields"). */
export function severityBand(severity: number): SeverityBand {
  if (severity <= 0) return "none";
  if (severity <= 4) return "trace";
  if (severity <= 8) return "debug";
  if (severity <= 12) return "info";
  if (severity <= 16) return "warn";
  if (severity <= 20) return "error";
  return "fatal";
}

/** The colour of a severity. */
export function severityColour(severity: number): string {
  switch (severityBand(severity)) {
    case "fatal":
    case "error":
      return "var(--error)";
    case "warn":
      return "var(--warn)";
    case "info":
      return "var(--info)";
    default:
      return "var(--text-3)";
  }
}
