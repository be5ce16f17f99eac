/** What tokens and cost say of themselves. */
import type { Cost } from "@proto";
import { describe, expect, it } from "vitest";
import { brief, classLines, costNotes, costWord, countedLine, priceAddress, tokensLine } from "./receipt";
import { genai } from "./testing";

const cost: Cost = {
  usd: 0.0164,
  lines: [{ class: "input", tokens: 100, per_million: 2.5, usd: 0.00025 }],
  price: "openai/gpt-4o",
  source: "genai-prices",
  date: "2026-11-02",
  note: "",
};

describe("tokens", () => {
  it("are said by side, with the cached part, and where they were read", () => {
    const said = genai({
      usage: { input_tokens: 6481, cached_input_tokens: 4608, output_tokens: 595 },
      sources: { input_tokens: "gen_ai.usage.input_tokens" },
    });
    expect(tokensLine(said)).toBe("6,481 in (4,608 cached) → 595 out");
    expect(classLines(said)).toEqual([
      { label: "Input", tokens: "6,481", part: false, source: "gen_ai.usage.input_tokens" },
      { label: "read from a cache", tokens: "4,608", part: true, source: null },
      { label: "Output", tokens: "595", part: false, source: null },
    ]);
  });

  it("are unknown, never 0, when nobody said them", () => {
    expect(tokensLine(genai())).toBeNull();
    expect(tokensLine(genai({ usage: { input_tokens: 12 } }))).toBe("12 in → ? out");
    expect(tokensLine(genai({ usage: { input_tokens: 0, output_tokens: 0 } }))).toBe("0 in → 0 out");
    expect(classLines(genai()).map(({ tokens }) => tokens)).toEqual(["not reported", "not reported"]);
  });

  it("of an embedding have one side only", () => {
    const said = genai({ type: "embedding", usage: { input_tokens: 8 } });
    expect(tokensLine(said)).toBe("8 in");
    expect(classLines(said)).toHaveLength(1);
  });

  it("say whether they count, and why", () => {
    const usage = { input_tokens: 1, output_tokens: 1 };
    expect(countedLine(genai({ usage, counted: false, why: "Its children say the same." }))).toBe(
      "Not counted in the trace's total: its children say the same.",
    );
    expect(countedLine(genai({ usage, counted: true }))).toBe("Counted in the trace's total.");
    expect(countedLine(genai())).toMatch(/nothing to count/);
  });
});

describe("cost", () => {
  const usage = { input_tokens: 100, output_tokens: 10 };
  it("names price, source and date", () => {
    const said = genai({ usage, cost });
    expect(costWord(said)).toEqual({ text: "$0.016", known: true });
    expect(costNotes(said)).toEqual(["Price of openai/gpt-4o, from genai-prices, 2026-11-02."]);
    expect(costNotes(genai({ usage, cost: { ...cost, source: "override" } }))[0]).toMatch(/your own price/);
    expect(brief(said)).toBe("100 → 10 · $0.016");
  });

  it("is unpriced, or not to be known, but never 0", () => {
    const unpriced = genai({ usage, cost: { ...cost, usd: null, lines: [], price: "" } });
    expect(costWord(unpriced)).toEqual({ text: "unpriced", known: false });
    expect(costNotes(unpriced)[0]).toMatch(/gpt-4o is not in the price table/);
    expect(costWord(genai())).toBeNull();
  });

  it("is at least, when a side was not said", () => {
    const half = genai({ usage: { input_tokens: 100 }, cost });
    expect(costWord(half)?.text).toBe("≥ $0.016");
    expect(costNotes(half)).toContain("At least: nobody said how many tokens were written.");
  });

  it("tells what the program reports, apart", () => {
    expect(costNotes(genai({ usage, cost, reported_cost: 0.02 })).at(-1)).toMatch(/itself reports \$0.02/);
  });
});

describe("the way to a price", () => {
  const usage = { input_tokens: 1, output_tokens: 1 };

  it("leads to the row, to one's own price, or to a new one", () => {
    expect(priceAddress(genai({ usage, cost }))).toEqual({ find: "openai/gpt-4o" });
    expect(priceAddress(genai({ usage, cost: { ...cost, source: "override" } }))).toEqual({
      price: "openai/gpt-4o",
    });
    expect(priceAddress(genai({ usage, cost: null, response_model: "mine" }))).toEqual({
      price: "mine",
      provider: "openai",
    });
    expect(priceAddress(genai({ cost: null }))).toBeNull();
    expect(priceAddress(genai({ usage, request_model: null }))).toBeNull();
  });
});
