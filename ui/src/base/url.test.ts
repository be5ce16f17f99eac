import { describe, expect, it } from "vitest";
import { betweenText, parseRange, queryString, rangeBounds, searchText, searchWord } from "./url";

describe("time ranges in the address", () => {
  it("reads the named ones and counts back from now", () => {
    expect(rangeBounds(parseRange("1h"), 3_600_000)).toEqual({ from: "0" });
  });
  it("reads and writes instants, either side open", () => {
    for (const text of ["10-20", "10-", "-20"]) {
      const range = parseRange(text);
      expect(range.kind).toBe("between");
      if (range.kind === "between") expect(betweenText(range.from, range.to)).toBe(text);
    }
    expect(rangeBounds(parseRange("1795227448352426715-"), 0)).toEqual({ from: "1795227448352426715" });
  });
  it.each([undefined, "", "-", "soon", "1-2-3"])("takes %j for any time", (text) => {
    expect(rangeBounds(parseRange(text), 0)).toEqual({});
  });
});

describe("queryString", () => {
  it("leaves out what is absent, repeats lists, encodes the rest", () => {
    expect(queryString({ q: "a b&c", none: undefined, no: null, empty: "", trace: ["x", "y"], n: 0 })).toBe(
      "?q=a+b%26c&trace=x&trace=y&n=0",
    );
    expect(queryString({})).toBe("");
  });
});

it("reads texts and words forgivingly", () => {
  expect(searchText(7)).toBe("7");
  expect(searchText("")).toBeUndefined();
  expect(searchText({})).toBeUndefined();
  expect(searchWord("asc", ["asc", "desc"])).toBe("asc");
  expect(searchWord("up", ["asc", "desc"])).toBeUndefined();
});
