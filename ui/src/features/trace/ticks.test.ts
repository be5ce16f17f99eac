/** The ruler's lines: nice steps, one unit, enough digits. */
import { describe, expect, it } from "vitest";
import { niceStep, rulerTicks } from "./ticks";

const labels = (from: number, to: number, most: number) =>
  rulerTicks({ from, to }, most).map((tick) => tick.label);

describe("rulerTicks", () => {
  it("labels seconds", () => expect(labels(0, 9.9e9, 6)).toEqual(["0", "2 s", "4 s", "6 s", "8 s"]));
  it("labels parts of a second in ms", () =>
    expect(labels(0, 900e6, 5)).toEqual(["0", "200 ms", "400 ms", "600 ms", "800 ms"]));
  it("stays in seconds while they read well", () =>
    expect(labels(3.1e9, 4.6e9, 4)).toEqual(["3.5 s", "4.0 s", "4.5 s"]));
  it("keeps one unit deep inside a long trace, with the digits the step needs", () =>
    expect(labels(9.351e9, 9.3514e9, 4)).toEqual([
      "9351.0 ms",
      "9351.1 ms",
      "9351.2 ms",
      "9351.3 ms",
      "9351.4 ms",
    ]));
  it("steps whole minutes", () => expect(labels(0, 420e9, 5)).toEqual(["0", "2 min", "4 min", "6 min"]));
  it("steps whole days in what was left open for years", () => {
    expect(labels(0, 1102 * 86_400e9, 6)).toEqual(["0", "200 d", "400 d", "600 d", "800 d", "1000 d"]);
    expect(labels(0, 3 * 86_400e9, 6)).toEqual(["0", "12 h", "24 h", "36 h", "48 h", "60 h", "72 h"]);
  });
  it("goes down to nanoseconds", () => expect(labels(0, 100, 4)).toEqual(["0", "50 ns", "100 ns"]));
  it("never gives more than there is room for", () => {
    for (let to = 3; to < 1e15; to *= 1.7)
      expect(rulerTicks({ from: 0, to }, 6).length).toBeLessThanOrEqual(7);
  });
});

describe("niceStep", () => {
  it.each([
    [1, 1],
    [3, 5],
    [7e5, 1e6],
    [1.2e9, 2e9],
    [40e9, 60e9],
    [3000e9, 3600e9],
    [86_400e9, 86_400e9],
    [90_000e9, 172_800e9],
  ])("%f → %f", (least, step) => expect(niceStep(least)).toBe(step));
});
