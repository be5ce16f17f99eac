/** Calls find their results, by id and without, also where ids repeat. */
import type { Message } from "@proto";
import { describe, expect, it } from "vitest";
import { callsMade, pairsOf, toolSpans } from "./links";
import { call, message, result, subject } from "./testing";

/** `call place -> result place` of every pair. */
const told = (input: Message[], output: Message[] = []) =>
  [...new Set(pairsOf(input, output).values())].map(({ call, result }) => `${call} -> ${result}`);

describe("pairs", () => {
  it("join by id, in whatever order results come", () => {
    expect(
      told([
        message("assistant", "I look.", call("a", "x"), call("b", "y")),
        message("tool", result("b")),
        message("tool", result("a")),
      ]),
    ).toEqual(["input 0 1 -> input 2 0", "input 0 2 -> input 1 0"]);
  });

  it("join the last call of an id that repeats", () => {
    const step = [message("assistant", call("call_0", "x")), message("tool", result("call_0"))];
    expect(told([...step, ...step])).toEqual(["input 0 0 -> input 1 0", "input 2 0 -> input 3 0"]);
  });

  it("join by name and order where no ids are", () => {
    expect(
      told([
        message("assistant", call(null, "x"), call(null, "y"), call(null, "x")),
        message("tool", result(null, "1", "x"), result(null, "2", "y"), result(null, "3", "x")),
      ]),
    ).toEqual(["input 0 0 -> input 1 0", "input 0 1 -> input 1 1", "input 0 2 -> input 1 2"]);
  });

  it("leave alone what has no other half", () => {
    expect(told([message("tool", result("gone"))], [message("assistant", call("new", "x"))])).toEqual([
      "null -> input 0 0",
      "output 0 0 -> null",
    ]);
  });
});

describe("across spans", () => {
  it("a call finds the tool's span by id", () => {
    const tool = { name: "x", call_id: "a", description: null, arguments: null, result: null };
    const one = subject({ type: "tool", conversation: { tool } });
    expect([...toolSpans([one, subject()])]).toEqual([["a", one.spanId]]);
    const made = subject({ conversation: { output_messages: [message("assistant", call("a", "x"))] } });
    expect([...callsMade([made])]).toEqual(["a"]);
  });
});
