/**
 * A forest seen through fewer nodes: those kept, each under the nearest kept node above it, in the order they had.
 * O(n), in typed arrays like the tree itself. Knows nothing of why a node is kept, and never touches the DOM.
 */
import type { Tree } from "./tree";

/**
 * The forest of the kept nodes. Indexes stay what they were; a node that is not kept stands nowhere (`place` -1), and its
 * `parent` is the nearest kept node above, or -1.
 */
export function projectTree(tree: Tree, kept: (node: number) => boolean): Tree {
  const { count } = tree;
  const parent = new Int32Array(count).fill(-1);
  const depth = new Int32Array(count);
  const place = new Int32Array(count).fill(-1);
  const size = new Int32Array(count).fill(1);
  const children = new Int32Array(count);
  const firstChild = new Int32Array(count).fill(-1);
  const nextSibling = new Int32Array(count).fill(-1);
  const lastChild = new Int32Array(count).fill(-1);
  const position = new Int32Array(count);
  const siblings = new Int32Array(count);
  const order = new Int32Array(tree.order.length);
  let filled = 0;
  let deepest = 0;
  let tops = 0;
  for (const node of tree.order) {
    const above = tree.parent[node] as number;
    // Parents come first in a preorder, so theirs is known.
    const under = above < 0 || (place[above] as number) >= 0 ? above : (parent[above] as number);
    parent[node] = under;
    if (!kept(node)) continue;
    place[node] = filled;
    order[filled++] = node;
    if (under < 0) {
      position[node] = ++tops;
      continue;
    }
    depth[node] = (depth[under] as number) + 1;
    if ((depth[node] as number) > deepest) deepest = depth[node] as number;
    children[under] = (children[under] as number) + 1;
    position[node] = children[under] as number;
    const before = lastChild[under] as number;
    if (before < 0) firstChild[under] = node;
    else nextSibling[before] = node;
    lastChild[under] = node;
  }
  for (let at = filled - 1; at >= 0; at--) {
    const node = order[at] as number;
    const under = parent[node] as number;
    siblings[node] = under < 0 ? tops : (children[under] as number);
    if (under >= 0) size[under] = (size[under] as number) + (size[node] as number);
  }
  return {
    count,
    parent,
    depth,
    order: order.subarray(0, filled),
    place,
    size,
    children,
    firstChild,
    nextSibling,
    position,
    siblings,
    deepest,
  };
}
