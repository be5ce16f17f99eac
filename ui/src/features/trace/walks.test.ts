/** One-key walks: order, wrapping, and where "slowest" starts. */
import { describe, expect, it } from "vitest";
import { traceModel } from "./outline";
import { testOutline } from "./testing/outlines";
import { nextError, nextModelCall, nextSlowest } from "./walks";

const model = traceModel(
  testOutline([
    { start: 0, duration: 1000 },
    { parent: 0, start: 0, duration: 100, type: "model" },
    { parent: 0, start: 100, duration: 700, status: 2 },
    { parent: 2, start: 100, duration: 50, type: "model", status: 2 },
    { parent: 0, start: 800, duration: 150, type: "model" },
    { missing: "aa00000000000001", start: 900, duration: 10 },
  ]),
);

describe("walks", () => {
  it("go on in tree order and wrap", () => {
    expect(nextError(model, -1)).toBe(2);
    expect(nextError(model, 2)).toBe(3);
    expect(nextError(model, 3)).toBe(2);
    expect(nextModelCall(model, 0)).toBe(1);
    expect(nextModelCall(model, 4)).toBe(1);
  });

  it("go back", () => {
    expect(nextError(model, 2, -1)).toBe(3);
    expect(nextModelCall(model, -1, -1)).toBe(4);
  });

  it("find the only one again, and nothing in nothing", () => {
    const one = traceModel(testOutline([{ status: 2 }]));
    expect(nextError(one, 0)).toBe(0);
    expect(nextModelCall(one, 0)).toBe(-1);
    expect(nextError(traceModel(testOutline([])), -1)).toBe(-1);
  });

  it("rank by own time and start at the top unless already walking", () => {
    expect(nextSlowest(model, 4, -1)).toEqual({ node: 2, rank: 1 });
    expect(nextSlowest(model, 2, 2)).toEqual({ node: 4, rank: 2 });
    expect(nextSlowest(model, 4, 4)).toEqual({ node: 1, rank: 3 });
    expect(nextSlowest(model, 0, 4)).toEqual({ node: 2, rank: 1 });
  });
});
