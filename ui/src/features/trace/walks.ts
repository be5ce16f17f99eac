/**
 * The walks through a trace that one key takes: next error, next model call, next slowest.
 * Pure: from a node to a node. Never unfolds or scrolls; the page does that with the answer.
 */
import { MODEL_TYPE, type TraceModel } from "./outline";
import { wholeOf } from "./story";

/** Walks the whole tree, folded or not, from `from` in preorder, wrapping once, to the next node that fits. -1 when none does. */
export function nextInTree(
  model: TraceModel,
  from: number,
  fits: (node: number) => boolean,
  step: 1 | -1 = 1,
): number {
  const { order, place, count } = wholeOf(model).tree;
  if (count === 0) return -1;
  const origin = from >= 0 ? (place[from] as number) : step > 0 ? -1 : count;
  for (let taken = 1; taken <= count; taken++) {
    const at = (((origin + step * taken) % count) + count) % count;
    const node = order[at] as number;
    if (node < model.spans && fits(node)) return node;
  }
  return -1;
}

/** The next failed span. */
export function nextError(model: TraceModel, from: number, step: 1 | -1 = 1): number {
  return nextInTree(model, from, (node) => model.error[node] === 1, step);
}

/** The next call to a model. */
export function nextModelCall(model: TraceModel, from: number, step: 1 | -1 = 1): number {
  return nextInTree(model, from, (node) => model.type[node] === MODEL_TYPE, step);
}

const rankings = new WeakMap<TraceModel, { order: Int32Array; rank: Int32Array }>();

/**
 * Spans by the time they spent themselves, longest first. By whole duration the answer would always be the root, then
 * its child, then its child: own time names the span where the time went.
 */
function bySelfTime(seen: TraceModel): { order: Int32Array; rank: Int32Array } {
  const model = wholeOf(seen);
  let ranking = rankings.get(model);
  if (!ranking) {
    const order = Int32Array.from({ length: model.spans }, (_, node) => node);
    order.sort((a, b) => (model.self[b] as number) - (model.self[a] as number) || a - b);
    const rank = new Int32Array(model.spans);
    order.forEach((node, place) => {
      rank[node] = place;
    });
    ranking = { order, rank };
    rankings.set(model, ranking);
  }
  return ranking;
}

/** Where a walk over the slowest stands. */
export interface SlowStep {
  node: number;
  /** 1 for the slowest of all. */
  rank: number;
}

/**
 * The span next in slowness after the one the last step gave, or the slowest of all when the selection has since moved
 * elsewhere (so that the key always starts at the top).
 */
export function nextSlowest(
  model: TraceModel,
  from: number,
  last: number,
  step: 1 | -1 = 1,
): SlowStep | null {
  if (model.spans === 0) return null;
  const { order, rank } = bySelfTime(model);
  const going = from >= 0 && from === last && from < model.spans;
  const place = going ? ((rank[from] as number) + step + model.spans) % model.spans : 0;
  return { node: order[place] as number, rank: place + 1 };
}
