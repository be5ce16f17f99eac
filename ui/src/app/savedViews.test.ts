import type { SavedView } from "@proto";
import { expect, it } from "vitest";
import { isShown, placeOf, readViews, viewOf } from "./savedViews";

const slow: SavedView = {
  name: "Slow",
  on: "spans",
  q: "duration>2s",
  project: "shop",
  range: "1h",
  columns: ["http.route", '"odd, key"'],
  sort: "duration",
  order: "asc",
  group: "model",
};

it("leads where it was saved", () => {
  const place = placeOf(slow);
  expect(place.to).toBe("/traces");
  expect(viewOf("Slow", place)).toEqual(slow);
  expect(isShown(slow, place)).toBe(true);
  expect(isShown(slow, { to: "/traces", search: { ...place.search, q: "x" } as never })).toBe(false);
});

it("keeps pickers as terms", () => {
  expect(viewOf("v", { to: "/traces", search: { service: "my shop", q: "refund" } }).q).toBe(
    'refund service:"my shop"',
  );
  const logs = viewOf("v", { to: "/logs", search: { severity: 13, trace: "ab" } });
  expect(logs).toEqual({ name: "v", on: "logs", q: "severity>=13 trace:ab" });
  expect(placeOf(logs)).toEqual({ to: "/logs", search: { q: "severity>=13 trace:ab" } });
});

it("says what is wrong with a file", () => {
  expect(() => readViews("no")).toThrow("not JSON");
  expect(() => readViews("[]")).toThrow("no saved views");
  expect(readViews('{"views":[]}')).toEqual({ views: [] });
});
