/** JSON laid out in lines, wrapped and tinted: nothing lost, nothing slow, nothing thrown. */
import { describe, expect, it } from "vitest";
import { looksLikeJson, prettyAll, prettyLines } from "./pretty";
import { tinted } from "./tint";
import { splitLines } from "./useLines";
import { lineAt, pieceAt, wrap } from "./wrap";

describe("prettyLines", () => {
  it("lays out objects and arrays and keeps every digit", () => {
    expect(prettyAll('{"a":1,"big":9223372036854775807,"l":[true,null,{"x":"y"}],"e":{},"n":[]}')).toEqual([
      "{",
      '  "a": 1,',
      '  "big": 9223372036854775807,',
      '  "l": [',
      "    true,",
      "    null,",
      "    {",
      '      "x": "y"',
      "    }",
      "  ],",
      '  "e": {},',
      '  "n": []',
      "}",
    ]);
  });

  it("leaves strings alone, whatever stands in them", () => {
    expect(prettyAll('{"k":"a, {b} [c]: \\" \\\\"}')).toEqual(["{", '  "k": "a, {b} [c]: \\" \\\\"', "}"]);
  });

  it("says the same as JSON.stringify, for what is laid out already too", () => {
    const value = { a: [1, [2, []], { b: "ü\n", c: {} }], d: -1.5e-7, e: "" };
    const lines = JSON.stringify(value, null, 2);
    expect(prettyAll(JSON.stringify(value)).join("\n")).toBe(lines);
    expect(prettyAll(lines).join("\n")).toBe(lines);
  });

  it("shows what is no JSON, or only the head of it", () => {
    expect(prettyAll("hello")).toEqual(["hello"]);
    expect(prettyAll('{"a":"cut of')).toEqual(["{", '  "a": "cut of']);
    expect(prettyAll("]]]}")).toEqual(["]", "]", "]", "}"]);
    expect(prettyAll("")).toEqual([]);
  });

  it("keeps JSON lines apart", () => expect(prettyAll('{"a":1}\n{"b":2}')).toHaveLength(6));

  it("does not choke on depth or on one long string", () => {
    expect(prettyAll("[".repeat(5000))[4000]?.length).toBeLessThan(200);
    const long = `{"m":"${"x".repeat(5_000_000)}"}`;
    expect(prettyAll(long)[1]).toHaveLength(5_000_000 + 9);
  });

  it("comes in batches", () => {
    const many = JSON.stringify(Array.from({ length: 50_000 }, (_, i) => ({ i })));
    const batches = [...prettyLines(many, 10_000)];
    expect(batches.length).toBeGreaterThan(20);
    expect(batches.flat().join("\n")).toBe(JSON.stringify(JSON.parse(many), null, 2));
  });
});

describe("looksLikeJson", () => {
  it.each(['{"a":1}', "[1,2]", " [ ]", '[{"role"', "{}"])("%s", (text) =>
    expect(looksLikeJson(text)).toBe(true),
  );
  it.each(["hello", "{name}", "[ERROR] failed", '"text"', "42", ""])("not %s", (text) =>
    expect(looksLikeJson(text)).toBe(false),
  );
});

describe("wrap", () => {
  const lines = ["0123456789", "", "abc", "x".repeat(25)];
  const wrapped = wrap(lines, 10);
  it("counts rows", () => expect([...wrapped.rowOf, wrapped.rows]).toEqual([0, 1, 2, 3, 6]));
  it("finds lines", () =>
    expect([0, 1, 2, 3, 5].map((row) => lineAt(wrapped, row))).toEqual([0, 1, 2, 3, 3]));
  it("breaks after a space that is near, else anywhere", () => {
    const text = ["the quick brown fox", "x".repeat(40)];
    const cut = wrap(text, 12);
    expect([0, 1].map((row) => pieceAt(text, cut, row).text)).toEqual(["the quick ", "brown fox"]);
    expect(pieceAt(text, cut, 2).text).toHaveLength(12);
  });
  it("gives pieces that join to the whole, whatever the text", () => {
    const odd = ["a  b ".repeat(9), " ".repeat(30), "😀".repeat(17), "", "word ".repeat(3) + "y".repeat(50)];
    for (const columns of [2, 3, 7, 40]) {
      const cut = wrap(odd, columns);
      const pieces = Array.from({ length: cut.rows }, (_, row) => pieceAt(odd, cut, row));
      for (const [line, text] of odd.entries()) {
        const own = pieces.filter((piece) => piece.line === line);
        expect(own.map((piece) => piece.text).join("")).toBe(text);
        expect(own.filter((piece) => piece.first)).toHaveLength(1);
      }
    }
  });
  it("never cuts a pair", () => {
    const text = ["aaa😀bbb"];
    const cut = wrap(text, 4);
    expect([0, 1].map((row) => pieceAt(text, cut, row).text)).toEqual(["aaa", "😀bb"]);
  });
  it("wraps a line of twenty megabytes", () => {
    const long = ["word and ".repeat(2_300_000)];
    const began = performance.now();
    expect(wrap(long, 80).rows).toBeGreaterThan(250_000);
    expect(performance.now() - began).toBeLessThan(1500);
  });
});

describe("tinted", () => {
  const say = (row: string, first = true) => tinted(row, first).map(({ text, tint }) => `${tint}:${text}`);
  it("tells keys, values and marks apart", () => {
    expect(say('  "a": 12,')).toEqual(['key:  "a"', "mark:: ", "number:12", "mark:,"]);
    expect(say('    "x: y",')).toEqual(["mark:    ", 'string:"x: y"', "mark:,"]);
    expect(say('"k": {')).toEqual(['key:"k"', "mark:: ", "mark:{"]);
    expect(say("  null")).toEqual(["mark:  ", "word:null"]);
  });
  it("goes on inside a string", () => expect(say("12, still", false)).toEqual(["string:12, still"]));
  it("joins to the whole row", () => {
    for (const row of ['  "a\\"b": "c', "]", "  -1e5,", "%%"]) {
      expect(
        tinted(row, true)
          .map((piece) => piece.text)
          .join(""),
      ).toBe(row);
    }
  });
});

describe("splitLines", () => {
  it("takes all ends", () => expect(splitLines("a\r\nb\rc\n")).toEqual(["a", "b", "c", ""]));
});
