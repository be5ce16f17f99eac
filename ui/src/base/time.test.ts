import { describe, expect, it } from "vitest";
import {
  absolute,
  clock,
  day,
  editable,
  fromMillis,
  listTime,
  logTime,
  nanos,
  parseLocal,
  relative,
  toMillis,
} from "./time";

// Local, so that the tests hold in every zone.
const at = (h: number, m = 0, s = 0, date = 21) => fromMillis(new Date(2026, 10, date, h, m, s).getTime());
const NOW = toMillis(at(14, 48, 54));

describe("nanos", () => {
  it("keeps every digit", () => expect(nanos("1795227448352426715")).toBe(1795227448352426715n));
  it.each(["", "abc", "1.5", null, undefined])("reads %j as unknown", (text) => expect(nanos(text)).toBe(0n));
});

describe("clock", () => {
  it("shows as many digits of the second as asked", () => {
    const ns = at(9, 5, 7) + 30_612_345n;
    expect(clock(ns)).toBe("09:05:07");
    expect(clock(ns, 3)).toBe("09:05:07.030");
    expect(clock(ns, 9)).toBe("09:05:07.030612345");
  });
});

describe("relative", () => {
  it.each([
    [0, "now"],
    [12, "12 s ago"],
    [60, "1 m ago"],
    [3_599, "59 m ago"],
    [7_200, "2 h ago"],
    [172_800, "2 d ago"],
    [-4, "in 4 s"],
  ])("%i s before now is %j", (seconds, text) => {
    expect(relative(fromMillis(NOW - seconds * 1000), NOW)).toBe(text);
  });
});

describe("listTime", () => {
  it("is relative within the last minute, unless exact", () => {
    expect(listTime(at(14, 48, 42), NOW)).toBe("12 s ago");
    expect(listTime(at(14, 48, 42), NOW, true)).toBe("14:48:42");
  });
  it("then the clock, then the day, then the year", () => {
    expect(listTime(at(14, 40), NOW)).toBe("14:40:00");
    expect(listTime(at(9, 30, 0, 20), NOW)).toBe("Nov 20, 09:30");
    expect(listTime(fromMillis(new Date(2024, 1, 3, 4, 5).getTime()), NOW)).toBe("2024-02-03 04:05");
  });
  it("does not call a slightly fast clock the future", () => {
    expect(listTime(fromMillis(NOW + 1_500), NOW)).toBe("now");
  });
  it("survives a time no calendar has", () => {
    expect(listTime(10n ** 27n, NOW)).toBe("unknown");
    expect(absolute(10n ** 27n)).toBe(`${10n ** 27n} ns since 1970`);
  });
});

describe("logTime", () => {
  it("shows milliseconds, and the day when it was another", () => {
    expect(logTime(at(1, 2, 3) + 4_000_000n, NOW)).toBe("01:02:03.004");
    expect(logTime(at(1, 2, 3, 20), NOW)).toBe("Nov 20 01:02:03.000");
  });
});

describe("parseLocal", () => {
  it("reads what editable writes", () => {
    const ns = at(14, 48, 54);
    expect(parseLocal(editable(ns), NOW)).toBe(ns);
  });
  it.each([
    ["2026-11-21", at(0)],
    ["2026-11-21T14:30", at(14, 30)],
    ["14:30", at(14, 30)],
    ["2026-11-21 14:30:05.25", at(14, 30, 5) + 250_000_000n],
  ])("reads %j", (text, ns) => expect(parseLocal(text, NOW)).toBe(ns));
  it.each(["", "soon", "2026-13-01", "2026-02-30", "25:00", "14:75"])("refuses %j", (text) =>
    expect(parseLocal(text, NOW)).toBeNull(),
  );
});

it("day is local", () => expect(day(at(23, 59))).toBe("2026-11-21"));
