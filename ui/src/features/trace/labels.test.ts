/** Where bars and their labels go. */
import { describe, expect, it } from "vitest";
import { barIn, placeLabel } from "./labels";

describe("barIn", () => {
  it("cuts to the lane and keeps a thin bar in sight", () => {
    expect(barIn(-50, 50, 400)).toEqual({ x: 0, width: 50, out: "no" });
    expect(barIn(10, 10.1, 400)).toEqual({ x: 10, width: 2, out: "no" });
    expect(barIn(400, 400, 400)).toEqual({ x: 398, width: 2, out: "no" });
  });
  it("says which way a bar outside lies", () => {
    expect(barIn(-50, -1, 400).out).toBe("left");
    expect(barIn(401, 500, 400).out).toBe("right");
  });
});

describe("placeLabel", () => {
  it("stands right of the bar", () =>
    expect(placeLabel(barIn(10, 60, 400), 40, 400)).toEqual({ x: 66, align: "start", inside: false }));
  it("stands left when the right is full", () =>
    expect(placeLabel(barIn(340, 395, 400), 40, 400)).toEqual({ x: 334, align: "end", inside: false }));
  it("stands inside a bar over most of the lane", () =>
    expect(placeLabel(barIn(0, 330, 400), 40, 400)).toEqual({ x: 6, align: "start", inside: true }));
  it("stands inside when neither side has room", () =>
    expect(placeLabel(barIn(30, 270, 300), 100, 300)).toEqual({ x: 36, align: "start", inside: true }));
});
