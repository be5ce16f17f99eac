import { describe, expect, it } from "vitest";
import { hiddenBytes, printValue } from "./value";

const text = (value: string) => ({ type: "string", value }) as const;

describe("printValue", () => {
  it("leaves a text as it is, line breaks too", () => {
    expect(printValue(text('a "quoted"\nline'))).toBe('a "quoted"\nline');
  });
  it("keeps numbers as they were sent", () => {
    expect(printValue({ type: "int", value: "9223372036854775807" })).toBe("9223372036854775807");
    expect(printValue({ type: "double", value: "-0" })).toBe("-0");
  });
  it("prints short lists in a line and long maps in lines", () => {
    expect(printValue({ type: "array", values: [text("a"), { type: "bool", value: true }] })).toBe(
      '["a", true]',
    );
    const long = { key: "k", value: text("x".repeat(60)) };
    expect(printValue({ type: "map", entries: [long, { key: "e", value: { type: "empty" } }] })).toBe(
      `{\n  "k": "${"x".repeat(60)}",\n  "e": empty\n}`,
    );
  });
  it("prints nothing as such", () => {
    expect(printValue({ type: "map", entries: [] })).toBe("{}");
  });
});

describe("hiddenBytes", () => {
  it("counts what a head leaves out", () => {
    expect(hiddenBytes({ type: "string", value: "é", bytes: 10 })).toBe(8);
    expect(hiddenBytes({ type: "bytes", value: "AAAA", bytes: 3 })).toBe(0);
    expect(hiddenBytes(text("abc"))).toBe(0);
  });
});
