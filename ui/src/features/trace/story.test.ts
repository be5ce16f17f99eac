/** The story level: what stays, on whose pill the rest lies, and what unfolding brings back. */
import { describe, expect, it } from "vitest";
import { visibleRows } from "../../widgets/tree/tree";
import { nodeOf, traceModel } from "./outline";
import { pillOf, pillTypes, storyModel, storyOf, wholeOf } from "./story";
import { largeOutline, testId, testOutline } from "./testing/outlines";

// 0 POST /chat ─ 1 auth ─ 2 agent ─ 3 chain ─ 4 chat ─ 5 POST api (failed) ─ 6 DNS
//                                 └ 7 tool ─ 8 GET ─ 9 SELECT        0 ─ 10 POST /analytics
const whole = traceModel(
  testOutline([
    { name: "POST /chat", type: "http", duration: 1000 },
    { parent: 0, type: "database", start: 0, duration: 50 },
    { parent: 0, type: "agent", start: 100, duration: 800 },
    { parent: 2, type: "chain", start: 100, duration: 400 },
    { parent: 3, type: "model", start: 120, duration: 300 },
    { parent: 4, type: "http", start: 150, duration: 200, status: 2 },
    { parent: 5, type: "function", start: 150, duration: 20 },
    { parent: 2, type: "tool", start: 600, duration: 200 },
    { parent: 7, type: "http", start: 610, duration: 100 },
    { parent: 8, type: "database", start: 620, duration: 60 },
    { parent: 0, type: "http", start: 950, duration: 30 },
  ]),
);
const story = storyOf(whole);
if (!story) throw new Error("this trace tells a story");
const opened = (...nodes: number[]) => {
  const flags = new Uint8Array(whole.tree.count);
  for (const node of nodes) flags[node] = 1;
  return flags;
};
const seen = (...nodes: number[]) => {
  const model = storyModel(whole, story, opened(...nodes));
  return { model, rows: [...visibleRows(model.tree, () => false).nodes] };
};

describe("the story of a trace", () => {
  it("keeps what an agent, a model and a tool did, under each other", () => {
    const { model, rows } = seen();
    expect(rows).toEqual([2, 4, 7]);
    expect([2, 4, 7].map((node) => model.tree.depth[node])).toEqual([0, 1, 1]);
    expect([model.tree.parent[4], model.tree.children[2], model.tree.siblings[7]]).toEqual([2, 2, 2]);
    expect(wholeOf(model)).toBe(whole);
    expect(nodeOf(model, testId(9))).toBe(9);
  });

  it("folds the rest onto the nearest: above, else below, else beside", () => {
    const { model } = seen();
    // The request round the agent, what stands beside it, and the chain inside.
    expect(pillOf(model, 2)).toEqual({ count: 4, time: 120 + 50 + 100 + 30, errors: 0, opened: false });
    expect(pillOf(model, 4)).toEqual({ count: 2, time: 200, errors: 1, opened: false });
    expect(pillOf(model, 7)).toMatchObject({ count: 2, time: 100 });
    expect(pillTypes(model, 2)).toEqual([
      ["http", 2],
      ["database", 1],
      ["chain", 1],
    ]);
    // What is folded is found at its pill, and failures count where they are folded.
    expect([model.tree.parent[6], model.tree.parent[0]]).toEqual([4, 2]);
    expect(model.errorsBelow[2]).toBe(1);
  });

  it("unfolds a pill in its place", () => {
    expect(seen(4).rows).toEqual([2, 4, 5, 6, 7]);
    const { model, rows } = seen(2);
    expect(rows).toEqual([0, 1, 2, 3, 4, 7, 10]);
    expect([2, 3, 4].map((node) => model.tree.depth[node])).toEqual([1, 2, 3]);
    expect(pillOf(model, 2)?.opened).toBe(true);
  });

  it("is none where nothing tells one", () => {
    expect(storyOf(traceModel(testOutline([{ type: "http" }, { parent: 0, type: "database" }])))).toBeNull();
    expect(storyOf(traceModel(testOutline([])))).toBeNull();
  });

  it("folds trees without a story, and parents that have not arrived, onto a neighbour", () => {
    const model = traceModel(
      testOutline([
        { type: "http" },
        { type: "model", missing: "aa00000000000001" },
        { type: "function", missing: "aa00000000000001" },
        { type: "messaging" },
      ]),
    );
    const told = storyOf(model);
    expect([...(told?.host ?? [])]).toEqual([1, 1, 1, 1, 1]);
    expect(told?.count[1]).toBe(3);
  });

  it("is made of 50,000 spans within a frame or two", () => {
    const big = traceModel(largeOutline({ spans: 50_000 }));
    const began = performance.now();
    const told = storyOf(big);
    if (!told) throw new Error("it tells one");
    const model = storyModel(big, told, new Uint8Array(big.tree.count));
    expect(performance.now() - began).toBeLessThan(250);
    const rows = model.tree.order.length;
    expect(rows + told.count.reduce((sum, n) => sum + n, 0)).toBe(big.spans);
  });
});
