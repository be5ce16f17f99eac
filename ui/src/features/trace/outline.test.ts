/** The model behind the waterfall: gaps, own time, ticks, and that 50,000 spans are ready within a frame or two. */
import { describe, expect, it } from "vitest";
import {
  isMissing,
  nameOf,
  nodeOf,
  PARENT,
  serviceOf,
  spanIdOf,
  textOf,
  traceModel,
  typeOf,
} from "./outline";
import { largeOutline, testId, testOutline } from "./testing/outlines";

describe("traceModel", () => {
  it("keeps the children of a parent that has not arrived together, where the first of them starts", () => {
    const model = traceModel(
      testOutline([
        { start: 0, duration: 100 },
        { missing: "aa00000000000001", start: 10, duration: 20 },
        { parent: 0, start: 20, duration: 10 },
        { missing: "bb00000000000002", start: 40, duration: 5 },
        { missing: "aa00000000000001", start: 60, duration: 30 },
      ]),
    );
    expect(model.spans).toBe(5);
    expect(model.missing).toEqual(["aa00000000000001", "bb00000000000002"]);
    expect([...model.tree.order]).toEqual([0, 2, 5, 1, 4, 6, 3]);
    expect(isMissing(model, 5)).toBe(true);
    expect([model.start[5], model.end[5]]).toEqual([10, 90]);
    expect(spanIdOf(model, 5)).toBe("aa00000000000001");
    expect(nodeOf(model, "bb00000000000002")).toBe(6);
    expect([...model.tree.depth]).toEqual([0, 1, 1, 1, 1, 0, 0]);
  });

  it("takes remote and circular parents as tops", () => {
    const model = traceModel(
      testOutline([{}, { parent: PARENT.remote }, { parent: PARENT.circle }, { parent: 2 }]),
    );
    expect([...model.tree.parent]).toEqual([-1, -1, -1, 2]);
  });

  it("counts as own what no child covers, overlap once, children clipped to their parent", () => {
    const model = traceModel(
      testOutline([
        { start: 0, duration: 100 },
        { parent: 0, start: 10, duration: 20 },
        { parent: 0, start: 20, duration: 20 },
        { parent: 0, start: 90, duration: 50 },
        { parent: 0, start: 500, duration: 50 },
      ]),
    );
    expect(model.self[0]).toBe(60);
    expect(model.self[1]).toBe(20);
    expect(model.total).toBe(550);
  });

  it("counts failed spans below, at every level", () => {
    const model = traceModel(
      testOutline([{}, { parent: 0 }, { parent: 1, status: 2 }, { parent: 2, status: 2 }]),
    );
    expect([...model.errorsBelow]).toEqual([2, 2, 1, 0]);
  });

  it("sorts ticks by span", () => {
    const outline = testOutline([
      { ticks: [{ at: 1 }] },
      {},
      { parent: 0, ticks: [{ at: 5, error: true }, { at: 6 }] },
    ]);
    outline.spans.tick_span.reverse();
    outline.spans.tick_at.reverse();
    const model = traceModel(outline);
    expect([...model.tickFrom]).toEqual([0, 1, 1, 3]);
    expect([...model.ticks].slice(1, 3).map((tick) => outline.spans.tick_at[tick])).toEqual([6, 5]);
  });

  it("reads texts and types", () => {
    const model = traceModel(testOutline([{ name: "chat", service: "bot", type: "model", model: "gpt-4o" }]));
    expect(nameOf(model, 0)).toBe("chat");
    expect(serviceOf(model, 0)).toBe("bot");
    expect(typeOf(model, 0)).toBe("model");
    expect(textOf(model, "model", 0)).toBe("gpt-4o");
    expect(textOf(model, "detail", 0)).toBeNull();
    expect(nodeOf(model, testId(0))).toBe(0);
    expect(nodeOf(model, "ffffffffffffffff")).toBe(-1);
  });

  it("is empty for an empty outline, and can still be divided by", () => {
    const model = traceModel(testOutline([]));
    expect(model.tree.count).toBe(0);
    expect(model.total).toBe(1);
  });

  it("makes 50,000 spans, chain and fan included, without a quadratic step", () => {
    const outline = largeOutline({ spans: 50_000, fan: 20_000 });
    const began = performance.now();
    const model = traceModel(outline);
    // Generous: a busy machine takes some 30 ms; one quadratic step takes minutes.
    expect(performance.now() - began).toBeLessThan(1500);
    expect(model.tree.count).toBe(50_003);
    expect(model.tree.deepest).toBeGreaterThanOrEqual(500);
  });
});
