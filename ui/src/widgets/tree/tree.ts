/**
 * A forest in typed arrays: built once from a column of parents, in O(n), without an object per node.
 * Owns depth, preorder, subtree sizes, sibling positions and which rows are visible under a set of folds.
 * Knows nothing of what a node is, and never touches the DOM.
 */

/** The shape of a forest. Every array is indexed by node, but `order`, which lists nodes in preorder (all of them, unless it is a projection). */
export interface Tree {
  /** How many nodes there are. */
  readonly count: number;
  /** The parent of each node, or -1 at the top. */
  readonly parent: Int32Array;
  /** 0 at the top. */
  readonly depth: Int32Array;
  /** Nodes as a fully unfolded tree lists them. */
  readonly order: Int32Array;
  /** Where each node stands in `order`. */
  readonly place: Int32Array;
  /** Nodes of the subtree, the node itself included: `order[place[i] .. place[i] + size[i])`. */
  readonly size: Int32Array;
  /** How many children. */
  readonly children: Int32Array;
  /** First child, or -1. */
  readonly firstChild: Int32Array;
  /** Next sibling, or -1. */
  readonly nextSibling: Int32Array;
  /** 1 for the first among its siblings, 2 for the second … (`aria-posinset`). */
  readonly position: Int32Array;
  /** How many siblings it stands among, itself included (`aria-setsize`). */
  readonly siblings: Int32Array;
  /** The greatest depth. */
  readonly deepest: number;
}

/** Links that `buildTree` lays before it walks. */
interface Links {
  parent: Int32Array;
  children: Int32Array;
  firstChild: Int32Array;
  nextSibling: Int32Array;
  tops: number[];
}

/**
 * Builds the forest.
 *
 * @param parents for each node its parent's index; anything outside `0 .. count-1` (and a node naming itself) is a top.
 * @param ranking the order in which siblings stand; by index when absent.
 */
export function buildTree(parents: ArrayLike<number>, ranking?: ArrayLike<number>): Tree {
  const links = link(parents, ranking);
  const count = parents.length;
  const order = new Int32Array(count);
  const place = new Int32Array(count).fill(-1);
  const depth = new Int32Array(count);
  let filled = 0;
  for (const top of links.tops) filled = walk(top, links, order, place, depth, filled);
  // Parents that form a circle are reached from no top. The core cuts circles; should one slip through, it is cut
  // here at its lowest index rather than lost.
  for (let node = 0; filled < count && node < count; node++) {
    if ((place[node] as number) >= 0) continue;
    detach(node, links);
    filled = walk(node, links, order, place, depth, filled);
  }
  return { count, ...shape(links, order, depth), parent: links.parent, order, place, depth };
}

function link(parents: ArrayLike<number>, ranking?: ArrayLike<number>): Links {
  const count = parents.length;
  const parent = new Int32Array(count);
  const children = new Int32Array(count);
  const firstChild = new Int32Array(count).fill(-1);
  const nextSibling = new Int32Array(count).fill(-1);
  const tops: number[] = [];
  // Backwards, so that prepending to each list leaves it in rank order.
  for (let rank = count - 1; rank >= 0; rank--) {
    const node = ranking ? (ranking[rank] as number) : rank;
    const above = parents[node] as number;
    if (above < 0 || above >= count || above === node) {
      parent[node] = -1;
      tops.push(node);
      continue;
    }
    parent[node] = above;
    children[above] = (children[above] as number) + 1;
    nextSibling[node] = firstChild[above] as number;
    firstChild[above] = node;
  }
  return { parent, children, firstChild, nextSibling, tops: tops.reverse() };
}

/** Takes `node` out of its parent's list and makes it a top. */
function detach(node: number, links: Links): void {
  const above = links.parent[node] as number;
  links.parent[node] = -1;
  let previous = -1;
  let at = links.firstChild[above] as number;
  while (at !== node) {
    previous = at;
    at = links.nextSibling[at] as number;
  }
  const next = links.nextSibling[node] as number;
  if (previous < 0) links.firstChild[above] = next;
  else links.nextSibling[previous] = next;
  links.nextSibling[node] = -1;
  links.children[above] = (links.children[above] as number) - 1;
  links.tops.push(node);
}

/** Lists the subtree of `top` into `order` from `filled` on; gives back where it ended. No recursion: chains go deep. */
function walk(
  top: number,
  links: Links,
  order: Int32Array,
  place: Int32Array,
  depth: Int32Array,
  filled: number,
): number {
  let node = top;
  depth[top] = 0;
  for (;;) {
    order[filled] = node;
    place[node] = filled;
    filled += 1;
    const child = links.firstChild[node] as number;
    if (child >= 0) {
      depth[child] = (depth[node] as number) + 1;
      node = child;
      continue;
    }
    while (node !== top && (links.nextSibling[node] as number) < 0) node = links.parent[node] as number;
    if (node === top) return filled;
    const level = depth[node] as number;
    node = links.nextSibling[node] as number;
    depth[node] = level;
  }
}

/** What follows from the preorder in one pass each way. */
function shape(links: Links, order: Int32Array, depth: Int32Array) {
  const count = order.length;
  const size = new Int32Array(count).fill(1);
  const position = new Int32Array(count);
  const siblings = new Int32Array(count);
  let deepest = 0;
  for (let at = count - 1; at >= 0; at--) {
    const node = order[at] as number;
    const above = links.parent[node] as number;
    if (above >= 0) size[above] = (size[above] as number) + (size[node] as number);
    if ((depth[node] as number) > deepest) deepest = depth[node] as number;
  }
  links.tops.forEach((top, index) => {
    position[top] = index + 1;
    siblings[top] = links.tops.length;
  });
  for (let node = 0; node < count; node++) {
    let index = 0;
    for (
      let child = links.firstChild[node] as number;
      child >= 0;
      child = links.nextSibling[child] as number
    ) {
      index += 1;
      position[child] = index;
      siblings[child] = links.children[node] as number;
    }
  }
  const { children, firstChild, nextSibling } = links;
  return { size, position, siblings, deepest, children, firstChild, nextSibling };
}

/** The rows that folds leave visible. */
export interface Rows {
  /** Nodes from the first row to the last. */
  readonly nodes: Int32Array;
  /** The row of each node, or -1 while it is folded away. */
  readonly rowOf: Int32Array;
}

/** Lists the visible rows: the preorder without what lies under a folded node. */
export function visibleRows(tree: Tree, folded: (node: number) => boolean): Rows {
  const nodes = new Int32Array(tree.count);
  const rowOf = new Int32Array(tree.count).fill(-1);
  let rows = 0;
  for (let at = 0; at < tree.order.length; ) {
    const node = tree.order[at] as number;
    nodes[rows] = node;
    rowOf[node] = rows;
    rows += 1;
    at += (tree.children[node] as number) > 0 && folded(node) ? (tree.size[node] as number) : 1;
  }
  return { nodes: nodes.subarray(0, rows), rowOf };
}

/** The nearest node, itself or above, that has a row: where a folded-away node is to be looked for. */
export function nearestVisible(tree: Tree, rows: Rows, node: number): number {
  let at = node;
  while (at >= 0 && (rows.rowOf[at] as number) < 0) at = tree.parent[at] as number;
  return at;
}

/** The node's ancestors, nearest first. */
export function ancestors(tree: Tree, node: number): number[] {
  const list: number[] = [];
  for (let at = tree.parent[node] as number; at >= 0; at = tree.parent[at] as number) list.push(at);
  return list;
}

/** Nodes with children that stand deeper than or at `depth`: folding them leaves the levels above in sight. */
export function foldableFrom(tree: Tree, depth: number): number[] {
  const list: number[] = [];
  for (let node = 0; node < tree.count; node++) {
    if ((tree.children[node] as number) > 0 && (tree.depth[node] as number) >= depth) list.push(node);
  }
  return list;
}
