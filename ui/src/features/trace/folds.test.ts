/** Folds by span id, and what a growing trace must leave in place. */
import { describe, expect, it } from "vitest";
import { visibleRows } from "../../widgets/tree/tree";
import { foldedFrom, foldFlags, levelInSight, NO_FOLDS, revealed, withFold } from "./folds";
import { anchorAt, carriedZoom, scrollFor } from "./merge";
import { traceModel } from "./outline";
import { testId, testOutline } from "./testing/outlines";

const model = traceModel(testOutline([{}, { parent: 0 }, { parent: 1 }, { parent: 2 }, { parent: 0 }]));

describe("folds", () => {
  it("fold and unfold one, and keep the same set when nothing changes", () => {
    const one = withFold(NO_FOLDS, testId(1), true);
    expect([...foldFlags(model, one)]).toEqual([0, 1, 0, 0, 0]);
    expect(withFold(one, testId(1), true)).toBe(one);
    expect(withFold(one, testId(1), false).size).toBe(0);
  });

  it("open the way to a span", () => {
    const folds = new Set([testId(0), testId(2), testId(4)]);
    expect([...revealed(model, folds, 3)]).toEqual([testId(4)]);
    expect(revealed(model, folds, 0)).toBe(folds);
  });

  it("fold by level", () => {
    expect([...foldedFrom(model, 1)]).toEqual([testId(1), testId(2)]);
    expect(levelInSight(model, foldedFrom(model, 1))).toBe(1);
    expect(levelInSight(model, NO_FOLDS)).toBe(4);
  });

  it("ignore spans that are not there", () => {
    expect([...foldFlags(model, new Set(["ffffffffffffffff"]))]).toEqual([0, 0, 0, 0, 0]);
  });
});

describe("a trace that grows while it is read", () => {
  const ids = ["a", "b", "c"].map((letter) => letter.repeat(16));
  const before = traceModel(testOutline(ids.map((id, i) => ({ id, start: i * 10, duration: 100 }))));
  const after = traceModel(
    testOutline(
      ["d".repeat(16), ...ids].map((id, i) => ({ id, start: i * 10, duration: 100 })),
      { start: String(before.epoch - 10n) },
    ),
  );
  const none = () => false;

  it("keeps the row under the eye", () => {
    const anchor = anchorAt(before, visibleRows(before.tree, none), 31, 26);
    expect(anchor).toEqual({ spanId: ids[1], above: 5 });
    expect(anchor && scrollFor(after, visibleRows(after.tree, none), anchor, 26)).toBe(57);
  });

  it("lets the top be pushed", () => {
    expect(anchorAt(before, visibleRows(before.tree, none), 0, 26)).toBeNull();
  });

  it("keeps the wall-clock stretch zoomed to", () => {
    expect(carriedZoom({ from: 0, to: 101 }, before, after)).toEqual({ from: 10, to: 111 });
    expect(carriedZoom(null, before, after)).toBeNull();
  });
});
