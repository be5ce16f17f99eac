/** The address: forgiving to read, canonical to write. */
import { describe, expect, it } from "vitest";
import { readTraceSearch, readZoom, writeZoom } from "./url";

describe("readTraceSearch", () => {
  it("keeps what it knows and drops the rest", () => {
    expect(
      readTraceSearch({
        span: "00F067AA0BA902B7",
        tab: "raw",
        view: "logs",
        zoom: "10-20",
        find: "refund",
        x: 1,
      }),
    ).toEqual({ span: "00f067aa0ba902b7", tab: "raw", view: "logs", zoom: "10-20", find: "refund" });
  });
  it("leaves defaults and nonsense out", () => {
    expect(readTraceSearch({ span: "xyz", view: "waterfall", zoom: "20-10" })).toEqual({});
  });
  it("reads numbers that a router has parsed", () => {
    expect(readTraceSearch({ find: 404 })).toEqual({ find: "404" });
  });
});

describe("zoom", () => {
  it("goes there and back", () => {
    expect(readZoom(writeZoom({ from: 10.4, to: 20.6 }))).toEqual({ from: 10, to: 21 });
    expect(writeZoom(null)).toBeUndefined();
    expect(writeZoom({ from: 5.1, to: 5.2 })).toBe("5-6");
  });
});
