import { expect, it } from "vitest";
import { oneLine } from "./oneLine";

it("is one line without the marks of Markdown", () => {
  expect(oneLine("# Refund\n\nYour **€38.20**\tis  on its way\n")).toBe("Refund Your €38.20 is on its way");
  expect(oneLine("2 ** 3 and my__name__x, 5 ** 6")).toBe("2 ** 3 and my__name__x, 5 ** 6");
  expect(oneLine("  ")).toBe("");
});
