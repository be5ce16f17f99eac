import type { Changes } from "@proto";
import { describe, expect, it } from "vitest";
import { isStale } from "./freshness";

const changes = (over: Partial<Changes>): Changes => ({
  cursor: "1",
  kinds: [],
  trace_ids: [],
  complete: true,
  ...over,
});

describe("isStale", () => {
  it("asks again only what is made of what changed", () => {
    expect(isStale({ kinds: ["logs"] }, changes({ kinds: ["traces"] }))).toBe(false);
    expect(isStale({ kinds: ["logs", "traces"] }, changes({ kinds: ["traces"] }))).toBe(true);
    expect(isStale(undefined, changes({ kinds: ["traces"] }))).toBe(false);
  });
  it("leaves a trace alone when only others got spans", () => {
    const meta = { kinds: ["traces", "logs"], traceId: "a" } as const;
    expect(isStale(meta, changes({ kinds: ["traces"], trace_ids: ["b"] }))).toBe(false);
    expect(isStale(meta, changes({ kinds: ["traces"], trace_ids: ["b", "a"] }))).toBe(true);
  });
  it("does not trust an incomplete list of traces, nor a log without a trace", () => {
    const meta = { kinds: ["traces", "logs"], traceId: "a" } as const;
    expect(isStale(meta, changes({ kinds: ["traces"], complete: false }))).toBe(true);
    expect(isStale(meta, changes({ kinds: ["traces", "logs"], trace_ids: ["b"] }))).toBe(true);
  });
  it("asks everything again after a deletion", () => {
    expect(isStale({ kinds: ["metrics"] }, changes({ kinds: ["deleted"] }))).toBe(true);
  });
});
