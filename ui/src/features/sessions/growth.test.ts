import type { SessionTrace } from "@proto";
import { expect, it } from "vitest";
import { growthOf, growthWords } from "./growth";

const turns = (...sizes: (number | null)[]) =>
  sizes.map((context_tokens) => ({ context_tokens }) as SessionTrace);

it("takes the context of each turn, gaps included", () => {
  expect(growthOf(turns(100, null, 420))).toEqual([100, null, 420]);
  expect(growthOf(turns(100, null))).toEqual([]);
  expect(growthOf([])).toEqual([]);
});

it("says how much the context grew", () => {
  expect(growthWords([1540, null, 6481])).toBe("6.5k tokens, 4.2 times the first");
  expect(growthWords([100, 101])).toBe("101 tokens, as at first");
  expect(growthWords([10, 5_000])).toBe("5.0k tokens, 500 times the first");
  expect(growthWords([])).toBeNull();
});
