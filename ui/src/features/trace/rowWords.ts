/**
 * A row in words, for those who hear the page: what the name cell shows as marks, colour and badges, and what the
 * canvas draws in the lane. Owns the wording only. Pure.
 */
import { count, duration, plural } from "../../base/format";
import { exact } from "../../base/usage";
import { typeWord } from "../../widgets/typeIcon";
import { isMissing, nameOf, PARENT, serviceOf, type TraceModel, textOf, typeOf } from "./outline";
import { pillOf, pillTypes } from "./story";

/** The service where it is another than the parent's, else empty: that is when the row shows it. */
export function newService(model: TraceModel, node: number): string {
  const service = serviceOf(model, node);
  const above = model.tree.parent[node] as number;
  return above < 0 || isMissing(model, above) || serviceOf(model, above) !== service ? service : "";
}

/** `3,100 in, 96 out`, `3,100 in, not said out`; null when the span said neither. */
export function tokensText(model: TraceModel, node: number): string | null {
  const { input_tokens, output_tokens, counted, cost } = model.outline.spans;
  const input = input_tokens[node] ?? null;
  const output = output_tokens[node] ?? null;
  if (input === null && output === null) return null;
  const say = (tokens: number | null) => (tokens === null ? "not said" : count(tokens));
  const read = typeOf(model, node) === "embedding" && output === null;
  const said = read ? `${say(input)} in` : `${say(input)} in, ${say(output)} out`;
  if (counted[node] === false) return `${said}, not in the trace's total: another span has them`;
  const dollars = cost[node] ?? null;
  if (dollars !== null) return `${said}, ${exact(dollars)}`;
  return counted[node] === true ? `${said}, unpriced` : said;
}

/** What a span called: a model's call its model (the agent it was for stands above it), any other its tool or agent. */
function calledText(model: TraceModel, node: number): string | null {
  const detail = textOf(model, "detail", node);
  const named = textOf(model, "model", node);
  const type = typeOf(model, node);
  return type === "model" || type === "embedding" ? (named ?? detail) : (detail ?? named);
}

/** The model (without the day it is of, which the inspector has), the tool or the agent, where the name does not say it already. */
export function chipText(model: TraceModel, node: number): string | null {
  if (isMissing(model, node)) return null;
  const name = nameOf(model, node);
  const said = calledText(model, node)?.replace(/(?<=.)-20\d{2}-?\d{2}-?\d{2}$/, "");
  return said && !name.includes(said) ? said : null;
}

/** `4 spans folded here: 3 HTTP, 1 database; 780 ms of their own, 1 error among them`. */
export function pillText(model: TraceModel, node: number): string | null {
  const pill = pillOf(model, node);
  if (!pill) return null;
  const types = pillTypes(model, node).map(([type, n]) => `${count(n)} ${typeWord(type)}`);
  const errors = pill.errors > 0 ? `, ${plural(pill.errors, "error")} among them` : "";
  const where = pill.opened ? "unfolded from here" : "folded here";
  return `${plural(pill.count, "span")} ${where}: ${types.join(", ")}; ${duration(pill.time)} of their own${errors}`;
}

/** `12 spans folded away, 3 errors among them`. */
export function foldedText(model: TraceModel, node: number): string {
  const errors = model.errorsBelow[node] as number;
  const hidden = (model.tree.size[node] as number) - 1;
  return `${plural(hidden, "span")} folded away${errors ? `, ${plural(errors, "error")} among them` : ""}`;
}

/** Why a span without a parent here stands at the top, where the reason is not simply "it is the root". */
export function topText(model: TraceModel, node: number): string | null {
  const code = model.outline.spans.parent[node];
  if (code === PARENT.remote) return "remote parent";
  return code === PARENT.circle ? "parents form a circle" : null;
}

/** `Model, failed, chat gpt-4o, shop, tokens: 3,100 in, 96 out`. */
export function nameText(model: TraceModel, node: number, folded: boolean): string {
  const hidden = folded ? foldedText(model, node) : null;
  if (isMissing(model, node)) {
    const parent = `Parent ${model.missing[node - model.spans] ?? ""}, not received`;
    return hidden ? `${parent}, ${hidden}` : parent;
  }
  const tokens = tokensText(model, node);
  return [
    typeWord(typeOf(model, node)),
    model.error[node] === 1 && "failed",
    nameOf(model, node) || "no name",
    newService(model, node),
    topText(model, node),
    chipText(model, node),
    hidden,
    pillText(model, node),
    tokens && `tokens: ${tokens}`,
  ]
    .filter(Boolean)
    .join(", ");
}

/** `starts at 12 ms, takes 2.14 s, 690 ms of its own, gpt-4o, 3 events`. */
export function laneText(model: TraceModel, node: number): string {
  if (isMissing(model, node)) return "Not received";
  const { start, duration: length } = model.outline.spans;
  const said = calledText(model, node);
  const events = (model.tickFrom[node + 1] as number) - (model.tickFrom[node] as number);
  const parts = [`starts at ${duration(start[node] ?? 0)}, takes ${duration(length[node] ?? 0)}`];
  if ((model.tree.children[node] as number) > 0)
    parts.push(`${duration(model.self[node] as number)} of its own`);
  const first = model.outline.spans.first_token[node] ?? null;
  if (first !== null) parts.push(`first token after ${duration(first)}`);
  if (said) parts.push(said);
  if (events > 0) parts.push(plural(events, "event"));
  return parts.join(", ");
}
