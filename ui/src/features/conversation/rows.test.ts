/** What of a conversation is folded, what is new, and that the answer never is. */
import { describe, expect, it } from "vitest";
import { answerKey, type Row, spanRows } from "./rows";
import { call, genai, message, result, subject, text } from "./testing";

const closed = () => false;
const say = (row: Row) =>
  row.kind === "message"
    ? `${row.message.role}${row.isNew ? " new" : ""}${row.same ? " same" : ""}`
    : row.kind === "fold"
      ? `${row.count} folded${row.same ? " same" : ""}`
      : row.kind;
const told = (one: Parameters<typeof subject>[0], isOpen = closed) => spanRows(subject(one), isOpen).map(say);

const talk = (n: number) =>
  Array.from({ length: n }, (_, i) => message(i % 2 === 0 ? "user" : "assistant", `line ${i}`));

describe("rows", () => {
  it("fold what the call before had, mark what is new, and leave the answer open", () => {
    const conversation = {
      input_messages: [message("system", "Be brief."), ...talk(5), message("user", "And now?")],
      repeated: 6,
      output_messages: [message("assistant", "Now this.")],
    };
    expect(told({ conversation })).toEqual(["system same", "5 folded same", "user new", "assistant"]);
    expect(told({ conversation }, () => true).slice(1)).toEqual([
      "5 folded same",
      ...["user", "assistant", "user", "assistant", "user"].map((role) => `${role} same`),
      "user new",
      "assistant",
    ]);
  });

  it("show a first call whole", () => {
    const conversation = { input_messages: [message("system", "s"), message("user", "u")] };
    expect(told({ conversation })).toEqual(["system", "user"]);
  });

  it("fold a call that repeats all, and more than all, up to the question of its answer", () => {
    const told3 = ["2 folded same", "user same"];
    expect(told({ conversation: { input_messages: talk(3), repeated: 3 } })).toEqual(told3);
    expect(told({ conversation: { input_messages: talk(3), repeated: 9 } })).toEqual(told3);
    const unasked = [message("assistant", "a"), message("assistant", "b")];
    expect(told({ conversation: { input_messages: unasked, repeated: 2 } })).toEqual(["2 folded same"]);
  });

  it("fold a long history that no call before said, up to the last question", () => {
    const conversation = { input_messages: [message("system", "s"), ...talk(199)] };
    expect(told({ conversation })).toEqual(["system", "198 folded", "user"]);
  });

  it("keep a result with the call it answers", () => {
    const steps = Array.from({ length: 20 }, (_, i) => [
      message("assistant", call(`c${i}`, "look")),
      message("tool", result(`c${i}`)),
    ]).flat();
    const rows = told({ conversation: { input_messages: [message("user", "go"), ...steps] } });
    expect(rows[0]).toMatch(/folded/);
    expect(rows[1]).toBe("assistant");
    expect(rows.length).toBeLessThan(16);
  });

  it("are one for each document and each input", () => {
    const document = { id: null, content: "x", score: 0.5, metadata: null };
    expect(told({ conversation: { retrieval: { query: "q", documents: [document, document] } } })).toEqual([
      "query",
      "document",
      "document",
    ]);
    expect(told({ conversation: { embeddings: { inputs: ["a", "b"], dimensions: 3 } } })).toEqual([
      "embeddings",
      "embedded",
      "embedded",
    ]);
  });

  it("say what is missing, what failed and what it cost, in that order", () => {
    const missing = { why: "off", setting: "X=1" };
    expect(told({ conversation: { missing, notes: ["cut"] }, error: "rate limit", genai: genai() })).toEqual([
      "note",
      "missing",
      "error",
      "usage",
    ]);
  });

  it("have keys of their own", () => {
    const conversation = { input_messages: talk(30), output_messages: talk(3), repeated: 4 };
    const keys = spanRows(subject({ conversation }), () => true).map(({ key }) => key);
    expect(new Set(keys).size).toBe(keys.length);
  });

  it("stay quick with 5,000 messages", () => {
    const conversation = { input_messages: Array.from({ length: 5_000 }, () => message("user", text("x"))) };
    const began = performance.now();
    expect(spanRows(subject({ conversation }), () => true)).toHaveLength(5_001);
    expect(performance.now() - began).toBeLessThan(500);
  });

  it("lead to the answer, or to the failure", () => {
    const rows = (one: Parameters<typeof subject>[0]) => spanRows(subject(one), closed);
    expect(answerKey(rows({ conversation: { output_messages: talk(1) }, error: "x" }))).toBe("o0");
    expect(answerKey(rows({ error: "x" }))).toBe("error");
    expect(answerKey(rows({}))).toBeNull();
  });
});
