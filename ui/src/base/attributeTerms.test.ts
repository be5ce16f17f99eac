import { expect, it } from "vitest";
import { fieldOf, termOf } from "./attributeTerms";

const NAMES = new Set(["model", "name", "tokens.in", "service.name", "service"]);

it("calls an attribute by its key, quoted where a short name or a scope would be meant", () => {
  expect(fieldOf("http.route", "span", NAMES)).toBe("http.route");
  expect(fieldOf("service.name", "span", NAMES)).toBe("service");
  expect(fieldOf("model", "span", NAMES)).toBe('"model"');
  expect(fieldOf("Tokens.In", "span", NAMES)).toBe('"Tokens.In"');
  expect(fieldOf("event.payload", "span", NAMES)).toBe('"event.payload"');
  expect(fieldOf("in", "span", NAMES)).toBe('"in"');
  expect(fieldOf("odd key", "span", NAMES)).toBe('"odd key"');
  expect(fieldOf('a"b', "event", NAMES)).toBe('event."a\\"b"');
  expect(fieldOf("exception.type", "event", NAMES)).toBe("event.exception.type");
});

it("asks for a value as its type allows", () => {
  expect(termOf("http.route", { type: "string", value: "/orders/{id}" })).toBe('http.route:"/orders/{id}"');
  expect(termOf("k", { type: "string", value: "" })).toBe('k:""');
  expect(termOf("k", { type: "string", value: "-5" })).toBe('k:"-5"');
  expect(termOf("k", { type: "string", value: "gpt-4o" })).toBe("k:gpt-4o");
  expect(termOf("k", { type: "int", value: "-5" })).toBe("k:-5");
  expect(termOf("k", { type: "double", value: "NaN" })).toBeNull();
  expect(termOf("k", { type: "bool", value: true })).toBe("k:true");
  expect(termOf("k", { type: "string", value: "x", bytes: 9 })).toBeNull();
  expect(termOf("k", { type: "map", entries: [] })).toBeNull();
});

it("finds a short list by its elements", () => {
  const text = (value: string) => ({ type: "string", value }) as const;
  expect(termOf("k", { type: "array", values: [text("stop")] })).toBe("k:stop");
  expect(termOf("k", { type: "array", values: [text("a"), text("b"), text("a")] })).toBe("(k:a k:b)");
  expect(termOf("k", { type: "array", values: [text("a"), { type: "empty" }] })).toBeNull();
  expect(termOf("k", { type: "array", values: [] })).toBeNull();
});
