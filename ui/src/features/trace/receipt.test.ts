import { expect, it } from "vitest";
import { traceModel } from "./outline";
import { receiptOf } from "./receipt";
import { testOutline } from "./testing/outlines";

it("adds up counted calls by model, and says what it left out", () => {
  const model = traceModel(
    testOutline([
      { type: "agent", input: 30, output: 3, counted: false },
      { type: "model", model: "a", input: 10, output: 1, counted: true, cost: 0.5 },
      { type: "model", model: "a", input: 20, counted: true },
      { type: "model", model: "b", output: 2, counted: true, cost: 0.75 },
      { type: "model", model: "c" },
    ]),
  );
  expect(receiptOf(model)).toEqual({
    repeats: 1,
    lines: [
      { model: "b", calls: 1, input: null, output: 2, cost: 0.75, unpriced: 0 },
      { model: "a", calls: 2, input: 30, output: 1, cost: 0.5, unpriced: 1 },
    ],
  });
});
