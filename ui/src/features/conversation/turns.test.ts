/** A trace as a dialogue: nothing twice, nothing lost. */
import { describe, expect, it } from "vitest";
import type { IsOpen } from "./rows";
import { call, message, result, subject } from "./testing";
import { turnRows } from "./turns";

const closed = () => false;

const question = message("user", "Where is order 7?");
const asks = message("assistant", call("c1", "find", '{"order":7}'));
const found = message("tool", result("c1", '{"state":"lost"}'));
const answer = message("assistant", "It is lost.");

const first = subject({
  start: 10n,
  duration: 5n,
  conversation: { input_messages: [message("system", "s"), question], output_messages: [asks] },
});
const tool = subject({
  type: "tool",
  start: 20n,
  duration: 5n,
  conversation: {
    tool: { name: "find", call_id: "c1", description: null, arguments: "{}", result: '{"state":"lost"}' },
  },
});
const second = subject({
  start: 30n,
  duration: 5n,
  conversation: {
    input_messages: [message("system", "s"), question, asks, found],
    repeated: 3,
    output_messages: [answer],
  },
});
const agent = subject({
  type: "agent",
  name: "invoke_agent",
  start: 0n,
  duration: 100n,
  conversation: { input_messages: [question], output_messages: [answer] },
});

const told = (subjects: Parameters<typeof turnRows>[0], isOpen: IsOpen = closed) =>
  turnRows(subjects, isOpen).map((row) =>
    row.kind === "message" ? row.message.role : row.kind === "turn" ? row.subject.type : row.kind,
  );

describe("turns", () => {
  it("say each thing once: history is not repeated, nor a result its tool's span shows", () => {
    expect(told([agent, first, tool, second])).toEqual([
      "agent",
      "model",
      "system",
      "user",
      "assistant",
      "tool",
      "tool",
      "model",
      "assistant",
    ]);
  });

  it("keep a result that no span shows", () => {
    expect(told([first, second]).slice(-3)).toEqual(["model", "tool", "assistant"]);
  });

  it("go on from a call whose question stands above, also where another trace said all of it before", () => {
    const [question, asks, found] = [
      message("user", "q"),
      message("assistant", call("c", "look")),
      message("tool", result("c")),
    ];
    const first = subject({
      spanId: "1",
      conversation: { input_messages: [question], repeated: 1, output_messages: [asks] },
    });
    const second = subject({
      spanId: "2",
      conversation: {
        input_messages: [question, asks, found],
        repeated: 3,
        output_messages: [message("assistant", "a")],
      },
    });
    expect(told([first, second])).toEqual(["model", "user", "assistant", "model", "tool", "assistant"]);
  });

  it("keep the question of an answer, also where nothing about it is new", () => {
    const again = subject({
      conversation: { input_messages: [question], repeated: 1, output_messages: [answer] },
    });
    expect(told([first, again]).slice(-3)).toEqual(["model", "user", "assistant"]);
    expect(told([again])).toEqual(["model", "user", "assistant"]);
  });

  it("fold history that no turn here says, unless it goes on from others that do", () => {
    const later = subject({
      conversation: {
        input_messages: [message("system", "s"), question, answer, message("user", "And order 8?")],
        repeated: 3,
        output_messages: [message("assistant", "It is on its way.")],
      },
    });
    expect(told([later])).toEqual(["model", "system", "fold", "user", "assistant"]);
    const rows = turnRows([later], closed, true);
    expect(rows.map(({ kind }) => kind)).toEqual(["turn", "message", "message"]);
  });

  it("open an agent's own messages on demand, and show them where no model call says them", () => {
    const wrapper = `${agent.spanId} turn`;
    expect(told([agent, first], (key) => key === wrapper).slice(0, 3)).toEqual([
      "agent",
      "user",
      "assistant",
    ]);
    expect(told([agent])).toEqual(["agent", "user", "assistant"]);
  });

  it("show a failure also where the rest is folded", () => {
    expect(told([{ ...agent, error: "boom" }, first]).slice(0, 2)).toEqual(["agent", "error"]);
  });

  it("have keys of their own", () => {
    const keys = turnRows([agent, first, tool, second], () => true).map(({ key }) => key);
    expect(new Set(keys).size).toBe(keys.length);
  });
});
