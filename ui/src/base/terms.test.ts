import { describe, expect, it } from "vitest";
import {
  freeText,
  hasTerm,
  hasValue,
  negated,
  termsOf,
  withoutField,
  withoutTerm,
  withoutValue,
  withTerm,
  withValue,
} from "./terms";

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

  it("put values of one field together as alternatives", () => {
    expect(withValue("x model:a", "model:b")).toBe("x model:a,b");
    expect(withValue('model:a,"b c"', 'model:"b c"')).toBe('model:a,"b c"');
    expect(withValue("model:a,b", "-model:b")).toBe("model:a -model:b");
    expect(withValue("-model:a", "-model:b")).toBe("-model:a,b");
    expect(withValue("-model:a", "model:a")).toBe("model:a");
    expect(withValue("model:a OR x", "model:b")).toBe("(model:a OR x) model:b");
    expect(withValue("model:a", "service:b")).toBe("model:a service:b");
    expect(withoutValue("x model:a,b", "model:a")).toBe("x model:b");
    expect(withoutValue("x model:a", "model:a")).toBe("x");
    expect([hasValue("model:a,b", "model:b"), hasValue("-model:a,b", "model:b")]).toEqual([true, false]);
    expect(hasValue('url:"http://a:1/b,c"', 'url:"http://a:1/b,c"')).toBe(true);
  });

  it("leave a field's own terms out, to count its other values", () => {
    expect(withoutField("x model:a,b -model:c duration>2s", "model")).toBe("x -model:c duration>2s");
    expect(withoutField('"my key":a x', "my key")).toBe("x");
    expect(withoutField("model:a OR x", "model")).toBe("model:a OR x");
  });

  it("tell their free words", () => {
    expect(freeText('refund service:a "rate limit" -x duration>2s word*')).toBe("refund rate limit word");
    expect(freeText("(a OR b) same(kind:llm)")).toBe("");
  });
});
