import { beforeEach, expect, it } from "vitest";
import { keepColumns, keptColumns } from "./habit";
import { fieldList, validateTracesSearch } from "./search";

beforeEach(() => localStorage.clear());

it("reads what it understands and leaves out the rest", () => {
  expect(
    validateTracesSearch({
      q: "a",
      on: "spans",
      sort: "start",
      order: "desc",
      group: 7,
      other: "x",
      hide: "",
    }),
  ).toEqual({ q: "a", on: "spans", group: "7" });
  expect(validateTracesSearch({ on: "logs", order: "up" })).toEqual({});
});

it("shows the columns chosen last where the address is silent", () => {
  keepColumns("traces", { columns: "http.route", hide: "" });
  expect(validateTracesSearch({}, keptColumns)).toEqual({ columns: "http.route" });
  expect(validateTracesSearch({ columns: "user" }, keptColumns)).toEqual({ columns: "user" });
  expect(validateTracesSearch({ on: "spans" }, keptColumns)).toEqual({ on: "spans" });
  localStorage.setItem("columns.spans", "null");
  expect(validateTracesSearch({ on: "spans" }, keptColumns)).toEqual({ on: "spans" });
});

it("parts fields at commas outside quotation marks", () => {
  expect(fieldList('a, "b,c" ,d,')).toEqual(["a", '"b,c"', "d"]);
  expect(fieldList(undefined)).toEqual([]);
});
