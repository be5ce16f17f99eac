/**
 * A trace's outline made ready to draw: the columns of the wire as typed arrays, the tree, the time each span spent
 * itself, its event ticks. Nodes 0 .. spans-1 are the outline's spans; the nodes after them stand for parents that
 * are named but have not arrived, so that their children keep together and the gap is seen where it is.
 * Never fetches, never formats, holds no per-span object: 50,000 spans must be ready within a frame or two.
 */
import type { SpanType, TraceOutline } from "@proto";
import { buildTree, type Tree } from "../../widgets/tree/tree";
import type { StoryLook } from "./story";

/** Every span type, in the order in which their numbers stand in `TraceModel.type`. */
export const SPAN_TYPES = [
  "agent",
  "model",
  "tool",
  "retrieval",
  "embedding",
  "evaluator",
  "prompt",
  "http",
  "database",
  "messaging",
  "chain",
  "function",
] as const satisfies readonly SpanType[];

/** The number of each span type. */
const TYPE_NUMBER = Object.fromEntries(SPAN_TYPES.map((type, number) => [type, number])) as Record<
  SpanType,
  number
>;

/** The number of model spans in `TraceModel.type`. */
export const MODEL_TYPE = TYPE_NUMBER.model;

/** What the `parent` column says when it names no index (proto `SpanColumns.parent`). */
export const PARENT = { none: -1, missing: -2, circle: -3, remote: -4 } as const;

/** The trace, ready to draw. Arrays are indexed by node. Times are nanoseconds from the trace's start. */
export interface TraceModel {
  /** What it was made from. */
  readonly outline: TraceOutline;
  /** How many spans; nodes from here on are missing parents. */
  readonly spans: number;
  /** For node `spans + i`: the span id of the missing parent. */
  readonly missing: readonly string[];
  readonly tree: Tree;
  readonly start: Float64Array;
  readonly end: Float64Array;
  /** Time not covered by a child: 0 for a missing parent. */
  readonly self: Float64Array;
  /** Index into `SPAN_TYPES`. */
  readonly type: Uint8Array;
  /** 1 where the status is ERROR. */
  readonly error: Uint8Array;
  /** Failed spans below the node, itself not counted. */
  readonly errorsBelow: Int32Array;
  /** Event ticks of node n: `ticks[tickFrom[n] .. tickFrom[n + 1]]`, as indexes into the outline's tick columns. */
  readonly tickFrom: Int32Array;
  readonly ticks: Int32Array;
  /** The latest end; at least 1, so that it can be divided by. */
  readonly total: number;
  /** Start of the trace, Unix time in nanoseconds. */
  readonly epoch: bigint;
  /** Set when only the story is shown: the tree then lacks the spans that are folded. */
  readonly look: StoryLook | null;
}

/** Makes the model of an outline. O(spans + ticks). */
export function traceModel(outline: TraceOutline): TraceModel {
  const columns = outline.spans;
  const spans = columns.span_id.length;
  const { parents, ranking, missing } = adopt(outline);
  const nodes = spans + missing.length;
  const start = new Float64Array(nodes);
  const end = new Float64Array(nodes);
  const type = new Uint8Array(nodes).fill(TYPE_NUMBER.function);
  const error = new Uint8Array(nodes);
  let total = 1;
  start.fill(Number.POSITIVE_INFINITY, spans);
  for (let span = 0; span < spans; span++) {
    const from = columns.start[span] as number;
    const to = from + (columns.duration[span] as number);
    start[span] = from;
    end[span] = to;
    type[span] = TYPE_NUMBER[columns.span_type[span] as SpanType] ?? TYPE_NUMBER.function;
    error[span] = columns.status[span] === 2 ? 1 : 0;
    if (to > total) total = to;
    const above = parents[span] as number;
    if (above >= spans) {
      start[above] = Math.min(start[above] as number, from);
      end[above] = Math.max(end[above] as number, to);
    }
  }
  const tree = buildTree(parents, ranking);
  return {
    outline,
    spans,
    missing,
    tree,
    start,
    end,
    self: selfTimes(tree, start, end, spans),
    type,
    error,
    errorsBelow: countBelow(tree, error),
    ...sortTicks(columns.tick_span, nodes),
    total,
    epoch: BigInt(outline.summary.start),
    look: null,
  };
}

/** Gives each missing parent a node of its own, standing where its first child would. */
function adopt(outline: TraceOutline): { parents: Int32Array; ranking: Int32Array; missing: string[] } {
  const spans = outline.spans.span_id.length;
  const nodeOf = new Map<string, number>();
  const missing: string[] = [];
  const parents = Int32Array.from({ length: spans + outline.missing_parents.length });
  parents.set(outline.spans.parent);
  const firstOf = new Map<number, number>();
  for (const [span, id] of outline.missing_parents) {
    let node = nodeOf.get(id);
    if (node === undefined) {
      node = spans + missing.length;
      nodeOf.set(id, node);
      missing.push(id);
      firstOf.set(span, node);
    }
    parents[span] = node;
  }
  const nodes = spans + missing.length;
  const ranking = new Int32Array(nodes);
  let rank = 0;
  for (let span = 0; span < spans; span++) {
    const above = firstOf.get(span);
    if (above !== undefined) ranking[rank++] = above;
    ranking[rank++] = span;
  }
  return { parents: parents.subarray(0, nodes).fill(-1, spans), ranking, missing };
}

/** Own length less the time that children cover, each child clipped to its parent; children come by start. */
function selfTimes(tree: Tree, start: Float64Array, end: Float64Array, spans: number): Float64Array {
  const self = new Float64Array(tree.count);
  for (let node = 0; node < spans; node++) {
    const to = end[node] as number;
    let at = start[node] as number;
    let own = 0;
    for (let child = tree.firstChild[node] as number; child >= 0; child = tree.nextSibling[child] as number) {
      const childFrom = start[child] as number;
      if (childFrom >= to) break;
      if (childFrom > at) own += childFrom - at;
      at = Math.max(at, end[child] as number);
      if (at >= to) break;
    }
    self[node] = own + Math.max(0, to - at);
  }
  return self;
}

function countBelow(tree: Tree, error: Uint8Array): Int32Array {
  const below = new Int32Array(tree.count);
  for (let at = tree.count - 1; at >= 0; at--) {
    const node = tree.order[at] as number;
    const above = tree.parent[node] as number;
    if (above >= 0)
      below[above] = (below[above] as number) + (below[node] as number) + (error[node] as number);
  }
  return below;
}

/** Ticks by span (a counting sort: they arrive in no promised order). */
function sortTicks(tickSpan: readonly number[], nodes: number): { tickFrom: Int32Array; ticks: Int32Array } {
  const tickFrom = new Int32Array(nodes + 1);
  for (const span of tickSpan) tickFrom[span + 1] = (tickFrom[span + 1] as number) + 1;
  for (let node = 0; node < nodes; node++)
    tickFrom[node + 1] = (tickFrom[node + 1] as number) + (tickFrom[node] as number);
  const next = tickFrom.slice();
  const ticks = new Int32Array(tickSpan.length);
  tickSpan.forEach((span, tick) => {
    ticks[next[span] as number] = tick;
    next[span] = (next[span] as number) + 1;
  });
  return { tickFrom, ticks };
}

/** Whether the node stands for a parent that has not arrived. */
export function isMissing(model: TraceModel, node: number): boolean {
  return node >= model.spans;
}

/** The node's span id; a missing parent has one too: the one it is named by. */
export function spanIdOf(model: TraceModel, node: number): string {
  return (node < model.spans ? model.outline.spans.span_id[node] : model.missing[node - model.spans]) ?? "";
}

/** The node's name. */
export function nameOf(model: TraceModel, node: number): string {
  if (node >= model.spans) return "";
  return model.outline.strings[model.outline.spans.name[node] as number] ?? "";
}

/** The service that sent it. */
export function serviceOf(model: TraceModel, node: number): string {
  if (node >= model.spans) return "";
  return model.outline.strings[model.outline.spans.service[node] as number] ?? "";
}

/** A text of an optional column (`model`, `detail`), or null. */
export function textOf(model: TraceModel, column: "model" | "detail", node: number): string | null {
  const index = node < model.spans ? (model.outline.spans[column][node] ?? -1) : -1;
  return index < 0 ? null : (model.outline.strings[index] ?? null);
}

/** The type of a node. */
export function typeOf(model: TraceModel, node: number): SpanType {
  return SPAN_TYPES[model.type[node] as number] ?? "function";
}

/** Finds nodes by span id. Made once an outline, on first need: most openings ask for one id or none. */
const indexes = new WeakMap<TraceOutline, Map<string, number>>();

/** The node of a span id, or -1. A span that arrived wins over a missing parent of the same id. */
export function nodeOf(model: TraceModel, spanId: string | undefined): number {
  if (!spanId) return -1;
  let index = indexes.get(model.outline);
  if (!index) {
    index = new Map();
    for (let i = 0; i < model.missing.length; i++) index.set(model.missing[i] as string, model.spans + i);
    const ids = model.outline.spans.span_id;
    for (let i = 0; i < ids.length; i++) index.set(ids[i] as string, i);
    indexes.set(model.outline, index);
  }
  return index.get(spanId) ?? -1;
}
