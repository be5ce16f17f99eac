/**
 * The story of a trace: only the spans that say what an agent, a model, a tool did. What lies between (HTTP, databases,
 * frameworks) is folded into a pill on the nearest of them: how many, how long, how many failed. Owns which span stands
 * where and the tree that is left; pure, O(spans), made once a trace. Never draws.
 */
import { projectTree } from "../../widgets/tree/project";
import type { Tree } from "../../widgets/tree/tree";
import { SPAN_TYPES, type TraceModel } from "./outline";

/** The types that a story is made of. */
const TOLD: ReadonlySet<string> = new Set(["agent", "model", "tool", "retrieval", "embedding", "evaluator"]);
const TELLS = SPAN_TYPES.map((type) => TOLD.has(type));

/** What is folded where. Arrays are indexed by node. */
export interface Story {
  /** The node on whose pill a node is folded; a node of the story is its own. */
  readonly host: Int32Array;
  /** Spans on each node's pill. Parents that have not arrived are folded too, but are not spans. */
  readonly count: Int32Array;
  /** Time those spans spent themselves, nanoseconds: of an HTTP call round an agent only what the agent did not take. */
  readonly time: Float64Array;
  /** Those of them that failed. */
  readonly errors: Int32Array;
  /** Members of the pill of node n: `members[memberFrom[n] .. memberFrom[n + 1]]`. */
  readonly memberFrom: Int32Array;
  readonly members: Int32Array;
}

/** A model seen as a story: which it was made from, and which pills are unfolded. */
export interface StoryLook {
  readonly whole: TraceModel;
  readonly story: Story;
  /** 1 where the node's pill is unfolded. */
  readonly opened: Uint8Array;
}

/** The model with every span: itself, or what a story was made from. */
export function wholeOf(model: TraceModel): TraceModel {
  return model.look?.whole ?? model;
}

const stories = new WeakMap<TraceModel, Story | null>();

/** The story of a trace; null when no span of it tells one. */
export function storyOf(model: TraceModel): Story | null {
  let story = stories.get(model);
  if (story === undefined) {
    story = makeStory(model);
    stories.set(model, story);
  }
  return story;
}

function makeStory(model: TraceModel): Story | null {
  const host = hosts(model);
  if (!host) return null;
  const nodes = model.tree.count;
  const count = new Int32Array(nodes);
  const time = new Float64Array(nodes);
  const errors = new Int32Array(nodes);
  const memberFrom = new Int32Array(nodes + 1);
  for (let node = 0; node < model.spans; node++) {
    const on = host[node] as number;
    if (on === node) continue;
    count[on] = (count[on] as number) + 1;
    time[on] = (time[on] as number) + (model.self[node] as number);
    errors[on] = (errors[on] as number) + (model.error[node] as number);
    memberFrom[on + 1] = (memberFrom[on + 1] as number) + 1;
  }
  for (let node = 0; node < nodes; node++)
    memberFrom[node + 1] = (memberFrom[node + 1] as number) + (memberFrom[node] as number);
  const next = memberFrom.slice();
  const members = new Int32Array(memberFrom[nodes] as number);
  for (let node = 0; node < model.spans; node++) {
    const on = host[node] as number;
    if (on === node) continue;
    members[next[on] as number] = node;
    next[on] = (next[on] as number) + 1;
  }
  return { host, count, time, errors, memberFrom, members };
}

const isTold = (model: TraceModel, node: number) => node < model.spans && TELLS[model.type[node] as number];

/**
 * The nearest node of the story, for each: the one above it, else the first one below it, else that of what encloses it
 * (a log written beside the agent), else that of the tree before. Null when there is none at all.
 */
function hosts(model: TraceModel): Int32Array | null {
  const { order, size, parent } = model.tree;
  const host = new Int32Array(order.length).fill(-1);
  /** At each place in the preorder the next node of the story from there on, or -1. */
  const following = new Int32Array(order.length + 1).fill(-1);
  const followingAt = new Int32Array(order.length + 1).fill(order.length);
  for (let at = order.length - 1; at >= 0; at--) {
    const told = isTold(model, order[at] as number);
    following[at] = told ? (order[at] as number) : (following[at + 1] as number);
    followingAt[at] = told ? at : (followingAt[at + 1] as number);
  }
  const first = following[0] as number;
  if (first < 0) return null;
  /** 1 where the host stands above the node or is the node. */
  const under = new Uint8Array(order.length);
  let before = first;
  for (let at = 0; at < order.length; at++) {
    const node = order[at] as number;
    const above = parent[node] as number;
    if (isTold(model, node)) {
      host[node] = node;
      under[node] = 1;
    } else if (above >= 0 && under[above] === 1) {
      host[node] = host[above] as number;
      under[node] = 1;
    } else if ((followingAt[at] as number) < at + (size[node] as number)) {
      host[node] = following[at] as number;
    } else {
      host[node] = above >= 0 ? (host[above] as number) : before;
    }
    if (above < 0) before = host[node] as number;
  }
  return host;
}

/** The model of what a story leaves to see, with some pills unfolded. */
export function storyModel(whole: TraceModel, story: Story, opened: Uint8Array): TraceModel {
  const { host } = story;
  const tree = projectTree(whole.tree, (node) => host[node] === node || opened[host[node] as number] === 1);
  const parent = tree.parent.slice();
  // What is folded is looked for at its pill.
  for (let node = 0; node < parent.length; node++)
    if ((tree.place[node] as number) < 0) parent[node] = host[node] as number;
  return {
    ...whole,
    tree: { ...tree, parent },
    errorsBelow: errorsBelow(whole, tree, story, opened),
    look: { whole, story, opened },
  };
}

/** Failed spans below each node, those on folded pills there included. */
function errorsBelow(whole: TraceModel, tree: Tree, story: Story, opened: Uint8Array): Int32Array {
  const below = new Int32Array(tree.count);
  for (let at = tree.order.length - 1; at >= 0; at--) {
    const node = tree.order[at] as number;
    const above = tree.parent[node] as number;
    if (above < 0) continue;
    const folded = opened[node] === 1 ? 0 : (story.errors[node] as number);
    below[above] =
      (below[above] as number) + (below[node] as number) + (whole.error[node] as number) + folded;
  }
  return below;
}

/** A node's pill, where it has one. */
export interface Pill {
  readonly count: number;
  readonly time: number;
  readonly errors: number;
  readonly opened: boolean;
}

/** The pill on a node's row, or null. */
export function pillOf(model: TraceModel, node: number): Pill | null {
  const { look } = model;
  if (!look || look.story.host[node] !== node) return null;
  const count = look.story.count[node] as number;
  if (count === 0) return null;
  return {
    count,
    time: look.story.time[node] as number,
    errors: look.story.errors[node] as number,
    opened: look.opened[node] === 1,
  };
}

/** How many spans of each type are on a pill, most first: `[["http", 3], ["database", 1]]`. */
export function pillTypes(model: TraceModel, node: number): [string, number][] {
  const story = model.look?.story;
  if (!story) return [];
  const counts = new Map<string, number>();
  for (let at = story.memberFrom[node] as number; at < (story.memberFrom[node + 1] as number); at++) {
    const type = SPAN_TYPES[model.type[story.members[at] as number] as number] ?? "function";
    counts.set(type, (counts.get(type) ?? 0) + 1);
  }
  return [...counts].sort((a, b) => b[1] - a[1]);
}
