import { expect, it } from "vitest";
import { categoryColour, severityBand, typeColour } from "./colour";

it("bands severities as the logs data model does", () => {
  expect([0, 1, 4, 5, 9, 12, 13, 17, 20, 21, 24].map(severityBand)).toEqual([
    "none",
    "trace",
    "trace",
    "debug",
    "info",
    "info",
    "warn",
    "error",
    "error",
    "fatal",
    "fatal",
  ]);
});

it("gives a name the same colour every time, from the palette", () => {
  expect(categoryColour("checkout")).toBe(categoryColour("checkout"));
  for (const name of ["", "a", "checkout", "日本"]) expect(categoryColour(name)).toMatch(/^var\(--c-\d\)$/);
});

it("paints an unknown type as a function", () => {
  expect(typeColour("model")).toBe("var(--t-model)");
  expect(typeColour("teleport")).toBe("var(--t-function)");
});
