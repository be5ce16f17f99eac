import { expect, it } from "vitest";
import { quoted, splitWords } from "./words";

it("parts words at spaces but not inside quotation marks", () => {
  expect(splitWords('chat  "two words" name:"GET /x y"')).toEqual({
    words: ["chat", '"two words"', 'name:"GET /x y"'],
    open: false,
  });
  expect(splitWords('say "hel lo')).toEqual({ words: ["say", '"hel lo'], open: true });
  expect(splitWords("  ")).toEqual({ words: [], open: false });
});

it("quotes what has spaces", () => {
  expect(quoted("checkout")).toBe("checkout");
  expect(quoted("my shop")).toBe('"my shop"');
});
