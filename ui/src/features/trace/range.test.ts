/** Zoom, pan, fit and their limits. */
import { describe, expect, it } from "vitest";
import {
  between,
  clamped,
  fitted,
  NARROWEST,
  panned,
  shown,
  toPixels,
  toTime,
  wheelFactor,
  zoomed,
} from "./range";

const TOTAL = 10_000;

describe("range", () => {
  it("shows all without a zoom", () => expect(shown(null, TOTAL)).toEqual({ from: 0, to: TOTAL }));

  it("zooms about the anchor", () => {
    const near = zoomed(null, TOTAL, 2500, 0.5);
    expect(near).toEqual({ from: 1250, to: 6250 });
    expect(toPixels(near ?? { from: 0, to: 1 }, 100, 2500)).toBe(25);
  });

  it("becomes whole again when zoomed out", () => {
    expect(zoomed({ from: 100, to: 9000 }, TOTAL, 5000, 2)).toBeNull();
  });

  it("never gets narrower than the narrowest, nor leaves the trace", () => {
    expect(zoomed({ from: 0, to: 150 }, TOTAL, 0, 0.01)).toEqual({ from: 0, to: NARROWEST });
    expect(clamped({ from: -500, to: 500 }, TOTAL)).toEqual({ from: 0, to: 1000 });
    expect(clamped({ from: 9500, to: 10_500 }, TOTAL)).toEqual({ from: 9000, to: TOTAL });
    expect(zoomed(null, 20, 5, 0.5)).toBeNull();
  });

  it("pans within the trace and keeps its width", () => {
    expect(panned({ from: 0, to: 1000 }, TOTAL, 300)).toEqual({ from: 300, to: 1300 });
    expect(panned({ from: 8500, to: 9500 }, TOTAL, 9999)).toEqual({ from: 9000, to: TOTAL });
    expect(panned(null, TOTAL, 5)).toBeNull();
  });

  it("fits a span with air, also one of no length", () => {
    const view = fitted(4000, 5000, TOTAL);
    expect(view?.from).toBeCloseTo(3940);
    expect(view?.to).toBeCloseTo(5060);
    expect(fitted(4000, 4000, TOTAL)).not.toBeNull();
    expect(fitted(0, TOTAL, TOTAL)).toBeNull();
  });

  it("maps there and back", () => {
    const view = { from: 2000, to: 4000 };
    expect(toTime(view, 500, toPixels(view, 500, 3210))).toBeCloseTo(3210);
    expect(between(5, 3)).toEqual({ from: 3, to: 5 });
  });

  it("turns wheels of any kind into even steps", () => {
    expect(wheelFactor(0, 0)).toBe(1);
    expect(wheelFactor(100, 0) * wheelFactor(-100, 0)).toBeCloseTo(1);
    expect(wheelFactor(3, 1)).toBeCloseTo(wheelFactor(48, 0));
    expect(wheelFactor(1e9, 0)).toBe(wheelFactor(240, 0));
  });
});
