/**
 * The story level on screen: whether it is on (the address says so), which pills are unfolded, and the model to show.
 * Owns that state; story.ts owns what a story is.
 */
import { type RefObject, useMemo } from "react";
import { type Folds, foldFlags, withFold } from "./folds";
import { spanIdOf, type TraceModel } from "./outline";
import { storyModel, storyOf } from "./story";
import { useFolds } from "./useFolds";
import type { Held } from "./useGrowth";

export interface StoryState {
  /** What is to be shown: the trace, or its story. */
  readonly model: TraceModel;
  readonly on: boolean;
  /** Whether the trace has a story at all. */
  readonly told: boolean;
  /** Unfolds or folds a node's pill; its row stays where it is. */
  readonly setPill: (node: number, opened: boolean) => void;
  /** Unfolds the pill that a node is folded into, if it is; the node is then scrolled to. */
  readonly reveal: (node: number) => void;
}

export function useStory(
  whole: TraceModel,
  traceId: string,
  level: "story" | undefined,
  held: RefObject<Held>,
): StoryState {
  const [pills, setPills] = useFolds("pills", traceId);
  const story = useMemo(() => storyOf(whole), [whole]);
  const shown = level === "story" ? story : null;
  const model = useMemo(
    () => (shown ? storyModel(whole, shown, openedPills(whole, shown.host, pills)) : whole),
    [whole, shown, pills],
  );
  const set = (node: number, opened: boolean, hold: Held) => {
    held.current = hold;
    setPills(withFold(pills, spanIdOf(whole, node), opened));
  };
  return {
    model,
    on: shown !== null,
    told: story !== null,
    setPill: (node, opened) => set(node, opened, node),
    reveal: (node) => {
      const host = shown?.host[node];
      if (host === undefined || host === node || model.look?.opened[host] === 1) return;
      set(host, true, "free");
    },
  };
}

/** A flag per node. A span that came late may have moved a pill: it is unfolded where the spans now are. */
function openedPills(whole: TraceModel, host: Int32Array, pills: Folds): Uint8Array {
  const flags = foldFlags(whole, pills);
  for (let node = 0; node < flags.length; node++) if (flags[node] === 1) flags[host[node] as number] = 1;
  return flags;
}
