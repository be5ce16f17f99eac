/**
 * Which spans are folded, kept by span id so that folds outlive a refetch that shifts every index.
 * Pure operations on sets; the page keeps the set and remembers it for the session.
 */
import { ancestors, foldableFrom } from "../../widgets/tree/tree";
import { nodeOf, spanIdOf, type TraceModel } from "./outline";
import { wholeOf } from "./story";

/** Folded span ids. */
export type Folds = ReadonlySet<string>;

export const NO_FOLDS: Folds = new Set();

/** A flag per node, for walks that must not look strings up. */
export function foldFlags(model: TraceModel, folds: Folds): Uint8Array {
  const flags = new Uint8Array(model.tree.count);
  for (const id of folds) {
    const node = nodeOf(model, id);
    if (node >= 0) flags[node] = 1;
  }
  return flags;
}

/** Folds or unfolds one. */
export function withFold(folds: Folds, id: string, folded: boolean): Folds {
  if (folds.has(id) === folded) return folds;
  const next = new Set(folds);
  if (folded) next.add(id);
  else next.delete(id);
  return next;
}

/** Unfolds what stands above a node, so that it has a row. */
export function revealed(model: TraceModel, folds: Folds, node: number): Folds {
  if (folds.size === 0 || node < 0) return folds;
  const closed = ancestors(wholeOf(model).tree, node).map((above) => spanIdOf(model, above));
  if (!closed.some((id) => folds.has(id))) return folds;
  const next = new Set(folds);
  for (const id of closed) next.delete(id);
  return next;
}

/** Folds everything from a depth down, so that `depth` levels below the tops stay in sight; 0 folds the tops. */
export function foldedFrom(model: TraceModel, depth: number): Folds {
  return new Set(foldableFrom(model.tree, depth).map((node) => spanIdOf(model, node)));
}

/**
 * How many levels are in sight when the folds are just those of `foldedFrom`: the depth of the shallowest fold,
 * or one more than the deepest level when nothing is folded.
 */
export function levelInSight(model: TraceModel, folds: Folds): number {
  let level = model.tree.deepest + 1;
  for (const id of folds) {
    const node = nodeOf(model, id);
    if (node >= 0) level = Math.min(level, model.tree.depth[node] as number);
  }
  return level;
}
