/** The small drawing: where lines stand, what is drawn last, and that it stays cheap. */
import { describe, expect, it } from "vitest";
import { pixelOf, rasterise, stackOf } from "./raster";

const palette = new Uint32Array([11, 22, 99]);
const intervals = (list: [start: number, end: number, colour: number, loud?: number][], total: number) => ({
  order: list.map((_, i) => i),
  start: list.map(([start]) => start),
  end: list.map(([, end]) => end),
  colour: list.map(([, , colour]) => colour),
  loud: list.map(([, , , loud]) => loud ?? 0),
  total,
});

describe("rasterise", () => {
  it("draws each on its line, at least two pixels wide", () => {
    const pixels = new Uint32Array(100 * 40);
    rasterise(
      pixels,
      100,
      40,
      intervals(
        [
          [0, 100, 0],
          [50, 50, 1],
        ],
        100,
      ),
      palette,
      1,
    );
    const { pitch, margin } = stackOf(2, 40, 1);
    expect(pixels[margin * 100]).toBe(11);
    expect(pixels[margin * 100 + 99]).toBe(11);
    const second = (margin + Math.floor(pitch)) * 100;
    expect([...pixels.slice(second + 49, second + 53)]).toEqual([0, 22, 22, 0]);
  });

  it("draws loud ones over all others, in their own colour", () => {
    const pixels = new Uint32Array(10 * 9);
    rasterise(
      pixels,
      10,
      9,
      intervals(
        [[0, 10, 0, 1], ...Array.from({ length: 50 }, () => [0, 10, 1] as [number, number, number])],
        10,
      ),
      palette,
      1,
    );
    expect(pixels.includes(99)).toBe(true);
  });

  it("stays inside whatever comes", () => {
    const pixels = new Uint32Array(10 * 9);
    rasterise(
      pixels,
      10,
      9,
      intervals(
        [
          [-50, 500, 0],
          [1e9, 2e9, 1],
          [10, 5, 1],
        ],
        10,
      ),
      palette,
      2,
    );
    expect(pixels).toHaveLength(90);
  });

  it("draws 50,000 long ones quickly", () => {
    const many = intervals(
      Array.from({ length: 50_000 }, (_, i) => [0, 100, i % 2]),
      100,
    );
    const began = performance.now();
    rasterise(new Uint32Array(3000 * 112), 3000, 112, many, palette, 2);
    expect(performance.now() - began).toBeLessThan(1000);
  });
});

describe("pixelOf", () => {
  it("reads hex and rgb", () => {
    expect(pixelOf("#010203").toString(16)).toBe("ff030201");
    expect(pixelOf("rgb(1, 2, 3)").toString(16)).toBe("ff030201");
    expect(pixelOf("hotpink").toString(16)).toBe("ff808080");
  });
});
