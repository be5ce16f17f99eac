import { describe, expect, it } from "vitest";
import { bytes, compact, count, duration, plural, rate, shortId, shortPath } from "./format";

describe("count", () => {
  it.each([
    [0, "0"],
    [412906, "412,906"],
    ["18446744073709551615", "18,446,744,073,709,551,615"],
    [-1234, "−1,234"],
  ])("%s is %s", (n, text) => expect(count(n)).toBe(text));
});

describe("compact", () => {
  it.each([
    [0, "0"],
    [999, "999"],
    [1000, "1.0k"],
    [14_200, "14.2k"],
    [184_000, "184k"],
    [999_940, "1.00M"],
    [1_840_000, "1.84M"],
    ["12345678901", "12.3G"],
  ])("%s is %s", (n, text) => expect(compact(n)).toBe(text));
});

describe("bytes", () => {
  it.each([
    [0, "0 B"],
    [999, "999 B"],
    [1000, "1.00 kB"],
    [141_000_000, "141 MB"],
    ["2000000000", "2.00 GB"],
  ])("%s is %s", (n, text) => expect(bytes(n)).toBe(text));
});

describe("duration", () => {
  it.each([
    [0, "0"],
    [850, "850 ns"],
    [12_000, "12 µs"],
    [3_400_000, "3.4 ms"],
    [370_000_000, "370 ms"],
    [999_600_000, "1.00 s"],
    [1_460_000_000, "1.46 s"],
    [59_999_000_000, "1 m 00 s"],
    [125_000_000_000, "2 m 05 s"],
    [11_520_000_000_000, "3 h 12 m"],
    [187_200_000_000_000, "2 d 4 h"],
    [8_636_400e9, "99 d 23 h"],
    [8_640_000e9, "100 d"],
    [95_230_800e9, "1,102 d"],
    [-1_000_000, "−1.0 ms"],
  ])("%d ns is %s", (ns, text) => expect(duration(ns)).toBe(text));
  it("takes bigint", () => expect(duration(2_000_000n)).toBe("2.0 ms"));
});

it("plural", () => {
  expect(plural(1, "span")).toBe("1 span");
  expect(plural("1204", "span")).toBe("1,204 spans");
});

it("rate keeps a digit while it is small", () => {
  expect([0, 0.4, 5, 38.4, 75_000].map(rate)).toEqual(["0", "0.4", "5", "38", "75.0k"]);
});

it("ids and paths keep what tells them apart", () => {
  expect(shortId("4bf92f3577b34da6a3ce929d0e0e4736")).toBe("4bf92f35…0e4736");
  expect(shortId("00f067aa0ba902b7", 8, 8)).toBe("00f067aa0ba902b7");
  expect(shortPath("/a/very/long/way/to/the/file.db", 12)).toBe("…the/file.db");
});
