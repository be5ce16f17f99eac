import { describe, expect, it } from "vitest";
import { freeText, hasTerm, negated, termsOf, withoutTerm, withTerm } from "./terms";

describe("terms", () => {
  it("are split outside quotation marks and parentheses", () => {
    expect(termsOf('service:a  name:"x y" (b OR c) -tool:d "\\" e"')).toEqual([
      "service:a",
      'name:"x y"',
      "(b OR c)",
      "-tool:d",
      '"\\" e"',
    ]);
  });

  it("come and go", () => {
    expect(withTerm("a -b", "b")).toBe("a b");
    expect(withTerm("a b", "-b")).toBe("a -b");
    expect(withTerm("a OR b", "c")).toBe("(a OR b) c");
    expect(withTerm("", "c")).toBe("c");
    expect(withoutTerm("a b a", "a")).toBe("b");
    expect(hasTerm('x name:"a b"', 'name:"a b"')).toBe(true);
    expect([negated("a"), negated("-a")]).toEqual(["-a", "a"]);
  });

  it("tell their free words", () => {
    expect(freeText('refund service:a "rate limit" -x duration>2s word*')).toBe("refund rate limit word");
    expect(freeText("(a OR b) same(kind:llm)")).toBe("");
  });
});
