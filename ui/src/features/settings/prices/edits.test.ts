/** Prices as they are typed, and changes in words. */
import { describe, expect, it } from "vitest";
import { price } from "../testing";
import { aliasError, asides, changeWords, formOf, overrideOf, readForm, withItem, without } from "./edits";

describe("a price's form", () => {
  it("gives back what it was made of", () => {
    const whole = price({
      cached_read: 0.000000125,
      reasoning: 0,
      long_from: 200_000,
      long: { input: 5, cached_read: null, cached_write: 6.25, output: 22.5 },
      from: "2026-01-01",
      hours: "16:30-00:30",
    });
    expect(readForm(formOf(whole), whole.hours)).toEqual({ price: whole });
    expect(formOf(whole).cached_read).toBe("0.000000125");
  });

  it("takes dollars as people write them, and names what is no number", () => {
    const form = { ...formOf({}), model: " m ", input: "$2.50", output: " 0 ", cached_read: ".5" };
    expect(readForm(form, null)).toEqual({
      price: price({ provider: "", model: "m", input: 2.5, output: 0, cached_read: 0.5 }),
    });
    for (const text of ["1,000", "2,5", "-1", "1e3", "free"])
      expect(readForm({ ...form, input: text }, null)).toEqual({
        errors: { input: "A number such as 2.50" },
      });
  });

  it("needs a model and both sides, and all of a long price once a part is said", () => {
    const read = readForm({ ...formOf({}), long_output: "3" }, null);
    expect(Object.keys("errors" in read ? read.errors : {}).sort()).toEqual(
      ["input", "long_from", "long_input", "model", "output"].sort(),
    );
  });
});

describe("the user's prices", () => {
  const list = [price({ provider: "", model: "mine" }), price({ provider: "azure" }), price()];

  it("are found by model, with the provider before it or beside it", () => {
    expect(overrideOf(list, "MINE")).toBe(0);
    expect(overrideOf(list, "openai/gpt-4o")).toBe(2);
    expect(overrideOf(list, "gpt-4o", "openai")).toBe(2);
    expect(overrideOf(list, "gpt-4o")).toBe(1);
    expect(overrideOf(list, "gpt-4o", "mistral")).toBe(-1);
  });

  it("change one at a time", () => {
    expect(withItem(["a", "b"], 1, "c")).toEqual(["a", "c"]);
    expect(withItem(["a"], -1, "c")).toEqual(["a", "c"]);
    expect(without(["a", "b"], 0)).toEqual(["b"]);
  });
});

describe("words", () => {
  it("say what a change changed, and only that", () => {
    expect(changeWords(price(), price({ input: 5, cached_read: 1 }))).toBe(
      "openai/gpt-4o: input $2.50 → $5.00, cached read as input → $1.00 a million tokens.",
    );
    expect(changeWords(price(), price())).toBe("openai/gpt-4o: your price is kept.");
    expect(changeWords(null, price({ provider: "" }))).toBe(
      "gpt-4o costs $2.50 a million tokens read and $10.00 written.",
    );
  });

  it("say what stands in no column", () => {
    expect(asides(price())).toEqual([]);
    const long = { input: 5, cached_read: null, cached_write: null, output: 15 };
    expect(asides(price({ long_from: 200_000, long, until: "2026-06-01" }))).toEqual([
      "from 200,000 tokens in: $5.00 in, $15.00 out",
      "until 2026-06-01",
    ]);
  });

  it("say what is wrong with an alias", () => {
    expect(aliasError({ name: "", model: "m" }, [])).toHaveProperty("name");
    expect(aliasError({ name: "a", model: " " }, [])).toHaveProperty("model");
    expect(aliasError({ name: "a", model: "A" }, [])).toHaveProperty("model");
    expect(aliasError({ name: "a", model: "b" }, [{ name: "A", model: "c" }])).toHaveProperty("name");
    expect(aliasError({ name: "a", model: "b" }, [])).toBeNull();
  });
});
