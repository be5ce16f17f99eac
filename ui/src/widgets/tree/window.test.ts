/** Windows over long lists: always cover what is in sight, keep their size, stay small. */
import { describe, expect, it } from "vitest";
import { rowWindow, scrollToSee } from "./window";

describe("rowWindow", () => {
  it.each([0, 1, 25, 26, 333, 9_000, 129_999, 1_299_100])("covers the sight at %d", (scrollTop) => {
    const { first, count } = rowWindow(scrollTop, 900, 50_000, 26);
    expect(first * 26).toBeLessThanOrEqual(scrollTop);
    expect((first + count) * 26).toBeGreaterThanOrEqual(Math.min(scrollTop + 900, 50_000 * 26));
    expect(count).toBeLessThan(90);
  });

  it("keeps its size while rows are enough", () => {
    const counts = new Set([0, 2600, 26_000, 260_000].map((top) => rowWindow(top, 900, 50_000, 26).count));
    expect(counts.size).toBe(1);
  });

  it("shows all of a short list", () => expect(rowWindow(0, 900, 7, 26)).toEqual({ first: 0, count: 7 }));
  it("takes a scroll position beyond a list that shrank", () => {
    const { first, count } = rowWindow(1_000_000, 900, 40, 26);
    expect([first, first + count]).toEqual([0, 40]);
  });
  it("is empty for nothing", () => expect(rowWindow(0, 900, 0, 26)).toEqual({ first: 0, count: 0 }));
});

describe("scrollToSee", () => {
  it("leaves what is in sight", () => expect(scrollToSee(3, 26, 0, 260)).toBeNull());
  it("moves a neighbour just over the edge", () => {
    expect(scrollToSee(10, 26, 0, 260)).toBe(26);
    expect(scrollToSee(9, 26, 260, 260)).toBe(234);
  });
  it("brings a far row to the middle", () => expect(scrollToSee(100, 26, 0, 260)).toBe(2600 - 117));
});
