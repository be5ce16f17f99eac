import { describe, expect, it } from "vitest";
import { checkFilter, isWhole, suggestFilter } from "./filter";

describe("checkFilter", () => {
  it.each([
    "",
    "refund",
    "status:error",
    "status:fai",
    "duration>2s",
    "duration<=150ms",
    "duration>1",
    "duration>",
  ])("finds nothing wrong with %j", (text) => expect(checkFilter(text)).toBeNull());
  it.each(["status:broken", "status:ok,no", "duration>fast", "refund duration>2parsecs"])(
    "objects to %j",
    (text) => expect(checkFilter(text)).not.toBeNull(),
  );
});

describe("isWhole", () => {
  it.each(["", "refund", "status:ok,failed duration>2s", "service:web", 'name:"GET /x y"'])(
    "%j can be asked",
    (text) => expect(isWhole(text)).toBe(true),
  );
  it.each(["status:", "status:err", "duration>2", "duration:2s", "service:", 'say "hello'])(
    "%j is still being typed",
    (text) => expect(isWhole(text)).toBe(false),
  );
});

describe("suggestFilter", () => {
  it("completes the last word only", () => {
    expect(suggestFilter("refund sta", []).map((s) => s.insert)).toEqual([
      "status:error",
      "status:failed",
      "status:ok",
    ]);
  });
  it("offers services that contain what is typed", () => {
    expect(suggestFilter("service:out", ["checkout", "web"]).map((s) => s.insert)).toEqual([
      "service:checkout",
    ]);
  });
  it("quotes a service with spaces", () => {
    expect(suggestFilter("service:my", ["my shop"]).map((s) => s.insert)).toEqual(['service:"my shop"']);
  });
  it("offers nothing for a plain word", () => {
    expect(suggestFilter("refund", [])).toEqual([]);
  });
});
