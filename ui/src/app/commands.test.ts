import { describe, expect, it } from "vitest";
import { type Command, commandsFor, matches, readTraceId } from "./commands";

const ID = "4bf92f3577b34da6a3ce929d0e0e4736";

describe("readTraceId", () => {
  it("reads a trace id, a traceparent and a UUID", () => {
    expect(readTraceId(` ${ID.toUpperCase()} `)).toEqual({ traceId: ID, spanId: undefined });
    expect(readTraceId(`00-${ID}-00f067aa0ba902b7-01`)).toEqual({ traceId: ID, spanId: "00f067aa0ba902b7" });
    expect(readTraceId("4bf92f35-77b3-4da6-a3ce-929d0e0e4736")?.traceId).toBe(ID);
  });
  it("does not take other text for an id", () => {
    expect(readTraceId("refund")).toBeNull();
    expect(readTraceId(ID.slice(1))).toBeNull();
  });
});

describe("commands", () => {
  const fixed: Command[] = [
    { kind: "go", id: "1", label: "Go to Logs", to: "/logs" },
    { kind: "act", id: "2", label: "Live on or off", action: "toggle-live" },
  ];
  it("finds by beginnings of words, in any order", () => {
    expect(matches("Go to Logs", "lo go")).toBe(true);
    expect(matches("Go to Logs", "traces")).toBe(false);
  });
  it("offers the text itself as a filter after what it names", () => {
    expect(commandsFor("logs", fixed).map((c) => c.label)).toEqual([
      "Go to Logs",
      "Filter traces by “logs”",
      "Filter sessions by “logs”",
      "Filter logs by “logs”",
    ]);
  });
  it("offers only the trace for a trace id", () => {
    expect(commandsFor(ID, fixed)).toHaveLength(1);
  });
});
