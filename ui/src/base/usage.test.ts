import type { Totals } from "@proto";
import { describe, expect, it } from "vitest";
import { costSaid, exact, tokensSaid, tokensShort, usageLines, usd } from "./usage";

const nothing: Totals = {
  input_tokens: null,
  output_tokens: null,
  cached_input_tokens: null,
  cache_write_tokens: null,
  reasoning_tokens: null,
  audio_input_tokens: null,
  audio_output_tokens: null,
  cost: null,
  tokens_at_least: false,
  cost_at_least: false,
};

it("scales money so that two digits always count", () => {
  expect(
    [0, 1e-12, 2.4e-7, 0.0000461, 0.00012, 0.0012, 0.00996, 0.0344, 0.7, 0.996, 12.4, 1234.5, 12_345].map(
      usd,
    ),
  ).toEqual([
    "$0",
    "under $0.00000001",
    "$0.00000024",
    "$0.000046",
    "$0.00012",
    "$0.0012",
    "$0.010",
    "$0.034",
    "$0.700",
    "$1.00",
    "$12.40",
    "$1,234.50",
    "$12.3k",
  ]);
  expect(exact(0.000046125)).toBe("$0.000046125");
  expect(exact(3)).toBe("$3.00");
});

it("names every class of tokens that was said", () => {
  expect(
    usageLines({
      ...nothing,
      input_tokens: 3100,
      cached_input_tokens: 1024,
      output_tokens: 90,
      reasoning_tokens: 64,
    }),
  ).toEqual(["3,100 read, of these 1,024 from a cache", "90 written, of these 64 reasoning"]);
  expect(tokensShort(3100, null)).toBe("3.1k → ?");
  expect(tokensShort(12, null, false)).toBe("12");
});

describe("sums", () => {
  it("are silent where there was no model", () => {
    expect(tokensSaid(nothing, false)).toBeNull();
    expect(costSaid(nothing, false)).toBeNull();
  });
  it("never say 0 for what nobody said", () => {
    expect(tokensSaid(nothing, true)?.short).toBe("not reported");
    expect(costSaid(nothing, true)?.short).toBe("no usage");
    expect(costSaid({ ...nothing, input_tokens: 10 }, true)?.short).toBe("unpriced");
  });
  it("are at least what is known", () => {
    const totals = { ...nothing, input_tokens: 10, cost: 0.0012, tokens_at_least: true, cost_at_least: true };
    expect(tokensSaid(totals, true)?.short).toBe("≥ 10 → ?");
    expect(costSaid(totals, true)).toMatchObject({ short: "≥ $0.0012", known: true });
  });
});
