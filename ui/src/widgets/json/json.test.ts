/** JSON laid out in lines, wrapped and tinted: nothing lost, nothing slow, nothing thrown. */
import { describe, expect, it } from "vitest";
import { ENTRY, type LineMaker, type Lines, PlainLines, splitLines } from "./lines";
import { JsonLayout, looksLikeJson } from "./pretty";
import { type Place, START, scrolled, TALLEST } from "./tall";
import { tinted } from "./tint";
import { Wrapping, wrap } from "./wrap";

/** What a maker makes of pieces, each taken `most` characters at a time. */
function made<T extends LineMaker>(maker: T, pieces: Iterable<string>, most = Number.POSITIVE_INFINITY): T {
  for (const piece of pieces) for (let at = 0; at < piece.length; ) at = maker.push(piece, at, most);
  maker.end();
  return maker;
}

/** The lines with those that stand in several entries joined. */
function whole({ lines, continued }: Lines): string[] {
  const joined: string[] = [];
  for (const [at, line] of lines.entries()) {
    if (continued.has(at)) joined[joined.length - 1] += line;
    else joined.push(line);
  }
  return joined;
}

/** `text` in pieces of differing lengths up to `most`. */
function* cut(text: string, most: number): Generator<string> {
  for (let at = 0, n = 1; at < text.length; n = ((n * 7) % most) + 1) {
    yield text.slice(at, at + n);
    at += n;
  }
}

const prettyAll = (text: string) => whole(made(new JsonLayout(), [text]));
const rowsOf = (wrapped: Wrapping) => Array.from({ length: wrapped.rows }, (_, row) => wrapped.piece(row));

describe("JsonLayout", () => {
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
    const long = made(new JsonLayout(), [`{"m":"${"x".repeat(5_000_000)}"}`]);
    expect(whole(long)[1]).toHaveLength(5_000_000 + 9);
    expect(Math.max(...long.lines.map((line) => line.length))).toBe(ENTRY);
  });

  it("says the same whatever the pieces and the pace", () => {
    const value = {
      a: ["\\", '\\"', "{,}[]:", { b: {}, c: [], d: [[]] }],
      n: [1, -2.5e10, null, true],
      "": "\n",
    };
    for (const text of [
      JSON.stringify(value),
      JSON.stringify(value, null, 3),
      '{"a": 1}\n{"b": [ ]}\n',
      '[ "',
      "[\n",
    ]) {
      for (const most of [2, 3, 5, 11]) {
        expect(whole(made(new JsonLayout(), cut(text, most)))).toEqual(prettyAll(text));
        expect(whole(made(new JsonLayout(), [text], most))).toEqual(prettyAll(text));
      }
    }
  });
});

describe("PlainLines", () => {
  const plain = (pieces: Iterable<string>, most?: number) => made(new PlainLines(), pieces, most);
  it("go on where the last piece stopped", () => {
    expect(plain(["one\ntw", "o\n", "", "three"]).lines).toEqual(["one", "two", "three"]);
    expect(plain([]).lines).toEqual([""]);
  });
  it("take all ends as one, also cut in two", () => {
    const text = "a\r\nb\rc\n\r\n\r\rd\r";
    for (const most of [1, 2, 3, 7]) expect(plain(cut(text, most)).lines).toEqual(splitLines(text));
    for (const most of [1, 2, 3]) expect(plain([text], most).lines).toEqual(splitLines(text));
  });
  it("keep a long line in entries", () => {
    const text = `a\n${"b".repeat(ENTRY * 2 + 5)}\nc`;
    const lines = plain(cut(text, 9_999));
    expect(lines.lines.map((line) => line.length)).toEqual([1, ENTRY, ENTRY, 5, 1]);
    expect([...lines.continued]).toEqual([2, 3]);
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
  it("counts rows", () => {
    expect([0, 1, 2, 3, 4].map((line) => wrapped.rowOf(line))).toEqual([0, 1, 2, 3, 6]);
    expect(wrapped.rows).toBe(6);
  });
  it("finds lines", () => expect(rowsOf(wrapped).map((row) => row.line)).toEqual([0, 1, 2, 3, 3, 3]));
  it("breaks after a space that is near, else anywhere", () => {
    const cut = wrap(["the quick brown fox", "x".repeat(40)], 12);
    expect([0, 1].map((row) => cut.piece(row).text)).toEqual(["the quick ", "brown fox"]);
    expect(cut.piece(2).text).toHaveLength(12);
  });
  const odd = ["a  b ".repeat(9), " ".repeat(30), "😀".repeat(17), "", "word ".repeat(3) + "y".repeat(50)];
  it("gives pieces that join to the whole, whatever the text", () => {
    for (const columns of [2, 3, 7, 40]) {
      const pieces = rowsOf(wrap(odd, columns));
      for (const [line, text] of odd.entries()) {
        const own = pieces.filter((piece) => piece.line === line);
        expect(own.map((piece) => piece.text).join("")).toBe(text);
        expect(own.filter((piece) => piece.first)).toHaveLength(1);
      }
    }
  });
  it("never cuts a pair", () => {
    const cut = wrap(["aaa😀bbb"], 4);
    expect([0, 1].map((row) => cut.piece(row).text)).toEqual(["aaa", "😀bb"]);
  });
  it("wraps a line that stands in entries like one that does not, also while it grows", () => {
    const text = `${"some words 😀 ".repeat(15_000)}\n\n${"z".repeat(ENTRY + 3)}\nend`;
    const maker = new PlainLines();
    const growing = new Wrapping(maker, 71);
    for (const piece of cut(text, 5_003)) {
      maker.push(piece);
      growing.extend();
    }
    expect(maker.continued.size).toBe(4);
    const told = ({ text, first }: { text: string; first: boolean }) => ({ text, first });
    const once = rowsOf(wrap(text.split("\n"), 71)).map(told);
    expect(rowsOf(growing).map(told)).toEqual(once);
    expect(rowsOf(new Wrapping(maker, 71)).map(told)).toEqual(once);
  });
  it("wraps a line of twenty megabytes", () => {
    const long = ["word and ".repeat(2_300_000)];
    const began = performance.now();
    expect(wrap(long, 80).rows).toBeGreaterThan(250_000);
    expect(performance.now() - began).toBeLessThan(1500);
  });
});

describe("scrolled", () => {
  const view = 400;
  const whole = 90_000_000;
  const at = (place: Place) => place.top + place.shift;
  it("leaves what fits alone", () =>
    expect(scrolled(START, 5_000, { whole: TALLEST, view })).toEqual({ top: 5_000, shift: 0 }));
  it("jumps by shares of the whole, to the very ends", () => {
    const middle = scrolled(START, (TALLEST - view) / 2, { whole, view });
    expect(at(middle)).toBeCloseTo((whole - view) / 2);
    expect(at(scrolled(middle, TALLEST - view, { whole, view }))).toBe(whole - view);
    expect(at(scrolled(middle, 0, { whole, view }))).toBe(0);
  });
  it("steps by as much as was scrolled, also past where the element ends", () => {
    for (const step of [100, -100]) {
      let place = scrolled(START, step > 0 ? TALLEST - view - 1_000 : 1_000, { whole, view });
      for (let n = 0; n < 40; n++) {
        const next = scrolled(place, place.top + step, { whole, view });
        expect(at(next) - at(place)).toBeCloseTo(step);
        expect(next.top).toBeGreaterThan(0);
        expect(next.top).toBeLessThan(TALLEST - view);
        place = next;
      }
    }
  });
  it("stays where it is while the text grows", () => {
    const place = scrolled(START, 9_000_000, { whole: TALLEST, view });
    expect(at(scrolled(place, 9_000_000, { whole, view }))).toBe(9_000_000);
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
