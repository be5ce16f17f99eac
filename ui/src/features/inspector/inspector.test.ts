/** The inspector's words: values, groups, facts, warnings, and texts read on by range. */
import type { Value } from "@proto";
import { describe, expect, it } from "vitest";
import { utf8Length } from "../../base/utf8";
import { attributeLines, namespaceOf } from "./attributes";
import { flagWords, genAiFacts, kindWord, serviceLine, statusWord, warnings } from "./facts";
import { ValueText } from "./stretches";
import { attribute, NO_USAGE, testGenAi, testSpan, text } from "./testing";
import { cutBytes, preview, valueJson, valueText } from "./values";
import { type ReadValue, wholeValue } from "./whole";

describe("values", () => {
  it("keep every digit and say lists and maps as JSON", () => {
    expect(valueText({ type: "int", value: "9223372036854775807" })).toBe("9223372036854775807");
    expect(
      valueText({
        type: "map",
        entries: [
          { key: "a", value: { type: "array", values: [{ type: "bool", value: true }, { type: "empty" }] } },
          { key: "b", value: { type: "int", value: "9007199254740993" } },
          { key: "n", value: { type: "double", value: "NaN" } },
          { key: "d", value: { type: "double", value: "-0.1" } },
          { key: "t", value: text('say "hi"') },
        ],
      }),
    ).toBe('{"a": [true, null], "b": 9007199254740993, "n": "NaN", "d": -0.1, "t": "say \\"hi\\""}');
    expect(valueJson({ type: "empty" })).toBe("null");
  });

  it("know how much of a text is not here, in bytes", () => {
    expect(cutBytes(text("ünï", 100))).toBe(95);
    expect(cutBytes(text("ünï"))).toBe(0);
    const all = "aß€😀\ud800";
    expect(utf8Length("aß€😀")).toBe(new TextEncoder().encode("aß€😀").length);
    expect(utf8Length(all)).toBeGreaterThan(10);
  });

  it("are shown by their beginning only when long", () => {
    expect(preview("short\ntext")).toBeNull();
    expect(preview("x".repeat(1000))).toHaveLength(360);
    expect(preview("a\nb\nc\nd\ne\nf\ng\nh")).toBe("a\nb\nc\nd\ne\nf");
  });
});

describe("attributeLines", () => {
  const span = testSpan({
    attributes: [
      attribute("gen_ai.request.model", "gpt-4o"),
      attribute("plain", "x"),
      attribute("http.method", "GET"),
      attribute("gen_ai.request.model", "again"),
    ],
    resource: { attributes: [attribute("service.name", "shop")], dropped_attributes: 2, schema_url: "" },
    scope: {
      name: "lib",
      version: "1",
      attributes: [attribute("team", "a")],
      dropped_attributes: 0,
      schema_url: "",
    },
  });
  const brief = (filter: string) =>
    attributeLines(span, filter).map((line) =>
      line.kind === "group"
        ? `${line.title} ${line.count}${line.note ? ` (${line.note})` : ""}`
        : line.attribute.key,
    );

  it("groups by namespace in the order sent, resource and scope apart", () => {
    expect(brief("")).toEqual([
      "gen_ai 2",
      "gen_ai.request.model",
      "gen_ai.request.model",
      "http 1",
      "http.method",
      "no namespace 1",
      "plain",
      "Resource 1 (2 dropped by the SDK)",
      "service.name",
      "Scope 1 (lib 1)",
      "team",
    ]);
  });

  it("tells repeated keys and gives each its own identity", () => {
    const lines = attributeLines(span, "");
    expect(lines.filter((line) => line.kind === "attribute" && line.repeated)).toHaveLength(1);
    expect(new Set(lines.map((line) => line.id)).size).toBe(lines.length);
  });

  it("filters by key and value, without regard to case", () => {
    expect(brief("GPT")).toEqual(["gen_ai 1", "gen_ai.request.model"]);
    expect(brief("method")).toEqual(["http 1", "http.method"]);
    expect(brief("nothing like it")).toEqual([]);
  });

  it("names the namespace", () => {
    expect(namespaceOf("a.b.c")).toBe("a");
    expect(namespaceOf(".odd")).toBe("no namespace");
  });
});

describe("facts", () => {
  it("never say Unset", () => {
    expect([0, 1, 2].map(statusWord)).toEqual(["No error reported", "Ok", "Failed"]);
    expect([0, 3, 9].map(kindWord)).toEqual(["not said", "client", "unknown (9)"]);
  });

  it("read flags", () => {
    expect(flagWords(0)).toBe("not sampled");
    expect(flagWords(0x301)).toBe("sampled, parent in another process");
    expect(flagWords(0x103)).toBe("sampled, random trace id, parent in the same process");
  });

  it("warn of what is odd", () => {
    expect(warnings(testSpan())).toEqual([]);
    const backwards = warnings(testSpan({ end: "1795272533500000000" }));
    expect(backwards[0]).toMatch(/ends 500 ms before it starts/);
    expect(warnings(testSpan({ dropped_attributes: 1, dropped_links: 2 }))[0]).toBe(
      "The SDK dropped 1 attribute, 2 links before sending.",
    );
    expect(warnings(testSpan({ received: "1795272524000000000" }))[0]).toMatch(/clock is ahead/);
    expect(warnings(testSpan({ attributes: [attribute("a", "1"), attribute("a", "2")] }))).toHaveLength(1);
  });

  it("show where each GenAI fact was read, and an unknown as unknown", () => {
    const genai = testGenAi({
      operation: "chat",
      usage: { ...NO_USAGE, input_tokens: 6481, cached_input_tokens: 4608 },
      finish_reasons: ["stop", "length"],
      time_to_first_token: "440000000",
      sources: { input_tokens: "gen_ai.usage.input_tokens" },
    });
    const say = (model: boolean) =>
      genAiFacts(genai, model).map(({ label, value, source }) => [label, value, source]);
    expect(say(true)).toEqual([
      ["Operation", "chat", null],
      ["Tokens read", "6,481", "gen_ai.usage.input_tokens"],
      ["… from a cache", "4,608", null],
      ["Tokens written", "not reported", null],
      ["First token after", "440 ms", null],
      ["Finished because", "stop, length", null],
    ]);
    expect(say(false)).toHaveLength(5);
  });

  it("name the service with what was sent about it", () => {
    const attributes = [attribute("service.namespace", "shop"), attribute("service.version", "2")];
    const span = testSpan({ resource: { attributes, dropped_attributes: 0, schema_url: "" } });
    expect(serviceLine(span, "orders")).toBe("shop / orders 2");
    expect(serviceLine(testSpan(), "orders")).toBe("orders");
  });
});

describe("long texts", () => {
  const pieces = (
    whole: Uint8Array<ArrayBuffer>,
    say: (bytes: Uint8Array<ArrayBuffer>) => string,
    border: (at: number) => number,
  ) => {
    const asked: (string | undefined)[] = [];
    const read: ReadValue = async ({ offset, length, path }) => {
      asked.push(path);
      const end = border(Math.min(whole.length, offset + length));
      return { offset, bytes: whole.length, text: say(whole.subarray(offset, end)) };
    };
    return { read, asked };
  };
  const utf8 = (whole: string) => {
    const bytes = new TextEncoder().encode(whole);
    const border = (at: number) => {
      let end = at;
      while (end < bytes.length && ((bytes[end] as number) & 0xc0) === 0x80) end -= 1;
      return end;
    };
    return { bytes, ...pieces(bytes, (part) => new TextDecoder().decode(part), border) };
  };

  it("are read to the end, whatever the pieces' borders", async () => {
    const whole = "aß€😀".repeat(250_000);
    const { bytes, read, asked } = utf8(whole);
    const got = await wholeValue(text("aß€😀", bytes.length), read);
    expect(got).toEqual(text(whole));
    expect(asked.length).toBe(3);
  });

  it("join as bytes too, from a head that ends inside a group", async () => {
    const whole = Uint8Array.from({ length: 2_000_000 }, (_, i) => (i * 7) % 251);
    const base64 = (part: Uint8Array) => Buffer.from(part).toString("base64");
    const { read } = pieces(whole, base64, (at) => at);
    const head: Value = { type: "bytes", value: base64(whole.subarray(0, 65_536)), bytes: whole.length };
    expect(cutBytes(head)).toBe(2_000_000 - 65_536);
    expect(await wholeValue(head, read)).toEqual({
      type: "bytes",
      value: base64(whole),
      bytes: whole.length,
    });
  });

  it("are found inside lists and maps", async () => {
    const { bytes, read, asked } = utf8("long text");
    const cut = text("long", bytes.length);
    const map: Value = {
      type: "map",
      entries: [attribute("a", "x"), attribute("b", { type: "array", values: [cut] })],
    };
    expect(cutBytes(map)).toBe(5);
    expect(valueText(await wholeValue(map, read))).toBe('{"a": "x", "b": ["long text"]}');
    expect(asked).toEqual(["1/0"]);
    const shown = new ValueText(map, true);
    expect(shown.pieces).toEqual(['{"a": "x", "b": ["long']);
    expect([shown.loaded, shown.complete]).toEqual([shown.bytes - 5, false]);
    await shown.next(read);
    expect(shown.pieces.join("")).toBe('{"a": "x", "b": ["long text"]}');
    expect([shown.loaded, shown.complete]).toEqual([shown.bytes, true]);
    await shown.next(read);
    expect(shown.pieces).toHaveLength(2);
  });

  it("are shown from their beginning, piece by piece, quoted inside lists", async () => {
    const whole = 'say "hi" \\ 😀\n'.repeat(120_000);
    const { bytes, read } = utf8(whole);
    const cut = text(whole.slice(0, 17 * 10), bytes.length);
    const plain = new ValueText(cut, true);
    expect(plain.pieces).toEqual([whole.slice(0, 170)]);
    const listed = new ValueText({ type: "array", values: [cut, { type: "int", value: "7" }] }, true);
    for (const shown of [plain, listed]) {
      let last = 0;
      while (!shown.complete) {
        expect(shown.loaded).toBeGreaterThan(last);
        last = shown.loaded;
        await shown.next(read);
      }
      expect(shown.loaded).toBe(shown.bytes);
    }
    expect(plain.pieces.length).toBeGreaterThan(2);
    expect(plain.pieces.join("")).toBe(whole);
    expect(JSON.parse(listed.pieces.join(""))).toEqual([whole, 7]);
  });

  it("that cannot be read on are what is here", () => {
    const shown = new ValueText(text("head", 100), false);
    expect(shown.pieces).toEqual(["head"]);
    expect([shown.complete, shown.loaded, shown.bytes]).toEqual([true, 4, 100]);
  });

  it("stop when nothing more comes", async () => {
    const read: ReadValue = async () => ({ offset: 1, bytes: 10, text: "" });
    expect(await wholeValue(text("a", 10), read)).toEqual(text("a"));
  });
});
