import { expect, it } from "vitest";
import { parseSearch, stringifySearch, validateAppSearch } from "./search";

it("reads what it writes, as plain words", () => {
  const search = { project: "12", q: "a b", range: "1h" };
  expect(stringifySearch(search)).toBe("?project=12&q=a+b&range=1h");
  expect(parseSearch(stringifySearch(search))).toEqual(search);
});

it("leaves out what it does not understand", () => {
  expect(validateAppSearch({ project: "", range: "soon", live: "maybe", other: 1 })).toEqual({});
  expect(validateAppSearch({ project: "p", range: "5m", live: "off" })).toEqual({
    project: "p",
    range: "5m",
    live: "off",
  });
});
