import { expect, it } from "vitest";
import { validateSessionSearch, validateSessionsSearch } from "./search";

it("reads what it understands and leaves out the rest", () => {
  expect(validateSessionsSearch({ q: "user:ada", sort: "last", order: "up", hide: "cost", x: 1 })).toEqual({
    q: "user:ada",
    hide: "cost",
  });
  expect(validateSessionsSearch({ sort: "cost", order: "asc" })).toEqual({ sort: "cost", order: "asc" });
  const turn = "4BF92F3577B34DA6A3CE929D0E0E4736";
  expect(validateSessionSearch({ turn })).toEqual({ turn: turn.toLowerCase() });
  expect(validateSessionSearch({ turn: "3" })).toEqual({});
});
