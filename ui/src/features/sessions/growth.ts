/** How the context grew over a session's turns, as numbers to draw and as words. Pure. */
import type { SessionTrace } from "@proto";
import { compact, count } from "../../base/format";

/** Largest model input by turn; null where no call of the turn said. Empty when fewer than two did: one point is no growth. */
export function growthOf(turns: readonly SessionTrace[]): (number | null)[] {
  const sizes = turns.map(({ context_tokens }) => context_tokens);
  return sizes.filter((size) => size !== null).length > 1 ? sizes : [];
}

/** `6.5k tokens at the last turn, 4.2 times the first`; null where nothing was said. */
export function growthWords(sizes: readonly (number | null)[]): string | null {
  const said = sizes.filter((size) => size !== null);
  const [first] = said;
  const last = said[said.length - 1];
  if (first === undefined || last === undefined) return null;
  if (first === 0) return `${compact(last)} tokens`;
  const times = last / first;
  if (times >= 0.95 && times < 1.05) return `${compact(last)} tokens, as at first`;
  return `${compact(last)} tokens, ${times < 10 ? times.toFixed(1) : count(Math.round(times))} times the first`;
}
