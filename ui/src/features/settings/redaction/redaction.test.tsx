/** Redaction as a person sets it: previewed, switched, a rule refused in place, and the words and differences beside it. */
import type { Redaction, RedactionRule } from "@proto";
import { screen, waitFor, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { describe, expect, it } from "vitest";
import { type Asked, serve, show } from "../testing";
import { RedactionSection } from "./RedactionSection";
import { differences, EMPTY_RULE, fieldOf, ruleWords, traceIdOf } from "./rules";

const ID = "4bf92f3577b34da6a3ce929d0e0e4736";
const preset: RedactionRule = {
  ...EMPTY_RULE,
  name: "E-mail addresses",
  value: "@",
  replacement: "[x]",
  preset: true,
};
const own: RedactionRule = { ...EMPTY_RULE, name: "Mine", key: "*.customer" };

/** A server that keeps rules, refuses `(`, and finds one value. */
function serving(first: Redaction, stored = true): Asked[] {
  let now = first;
  return serve(({ method, path, body }) => {
    if (path.startsWith("/api/traces"))
      return { rows: stored ? [{ trace_id: ID }] : [], next: null, total: 0 };
    if (path.startsWith("/api/redaction/preview")) {
      const change = {
        span_id: "",
        place: "resource: host",
        rules: ["Mine"],
        before: "by ada@x.org!",
        after: "by [x]!",
      };
      return { changes: [change], values: 41, more: 2 };
    }
    if (method === "PUT") {
      const said = body as Redaction;
      if (said.rules.some((rule) => rule.value === "("))
        return Response.json(
          {
            code: "bad_request",
            message: 'the value of the rule "N" is not a regular expression: unclosed group',
            hint: "Write it.",
          },
          { status: 400 },
        );
      now = said;
    }
    return now;
  });
}

const put = (log: Asked[]) =>
  log.filter(({ method }) => method === "PUT").map(({ body }) => body as Redaction);

describe("redaction", () => {
  it("is previewed on the latest trace as if it were on, and shows what differs", async () => {
    const log = serving({ on: false, rules: [preset, own] });
    show(<RedactionSection />);
    expect(await screen.findByText(/everything is stored exactly as it comes in/)).toBeInTheDocument();
    await userEvent.click(screen.getByRole("button", { name: "Preview" }));
    const list = await screen.findByRole("list", { name: "What would change" });
    expect(within(list).getByText("ada@x.org!").tagName).toBe("DEL");
    expect(within(list).getByText("[x]!").tagName).toBe("INS");
    expect(screen.getByText("3 of 41 values")).toBeInTheDocument();
    const asked = log.find(({ path }) => path.startsWith("/api/redaction/preview"));
    expect(asked).toMatchObject({ path: `/api/redaction/preview?trace_id=${ID}`, body: { on: true } });
    // A rule that changes makes what was found old.
    await userEvent.click(screen.getByRole("switch", { name: "Mine" }));
    expect(await screen.findByText(/rules have changed since/)).toBeInTheDocument();
    expect(put(log)).toEqual([{ on: false, rules: [preset, { ...own, on: false }] }]);
  });

  it("says what is no trace's id, and that there is no trace", async () => {
    serving({ on: false, rules: [] }, false);
    show(<RedactionSection />);
    const box = await screen.findByRole("textbox", { name: "Trace to preview on" });
    await userEvent.type(box, "abc{Enter}");
    expect(screen.getByText(/32 hexadecimal digits/)).toBeInTheDocument();
    await userEvent.clear(box);
    await userEvent.type(box, "{Enter}");
    expect(await screen.findByText(/Nothing is stored yet/)).toBeInTheDocument();
  });

  it("is switched on and off", async () => {
    const log = serving({ on: false, rules: [preset] });
    show(<RedactionSection />);
    await userEvent.click(await screen.findByRole("switch", { name: "Take out what the rules find" }));
    expect(await screen.findByText(/On: 1 of 1 rules/)).toBeInTheDocument();
    expect(put(log)).toEqual([{ on: true, rules: [preset] }]);
  });

  it("says at its field what is wrong with a rule, until it is typed again", async () => {
    const log = serving({ on: true, rules: [preset] });
    show(<RedactionSection />);
    await userEvent.click(await screen.findByRole("button", { name: "Add a rule…" }));
    const dialog = await screen.findByRole("dialog");
    await userEvent.type(within(dialog).getByRole("textbox", { name: "Name" }), "N");
    const text = within(dialog).getByRole("textbox", { name: "Text" });
    await userEvent.type(text, "(");
    await userEvent.click(within(dialog).getByRole("button", { name: "Save, and apply from now on" }));
    expect(await within(dialog).findByText(/unclosed group/)).toBeInTheDocument();
    expect(text).toBeInvalid();
    await userEvent.type(text, "a)");
    expect(within(dialog).queryByText(/unclosed group/)).toBeNull();
    await userEvent.click(within(dialog).getByRole("button", { name: "Save, and apply from now on" }));
    await waitFor(() => expect(screen.queryByRole("dialog")).toBeNull());
    expect(put(log).at(-1)?.rules[1]).toEqual({ ...EMPTY_RULE, name: "N", value: "(a)" });
    await userEvent.click(screen.getByRole("button", { name: "Remove the rule N" }));
    await waitFor(() => expect(put(log).at(-1)?.rules).toEqual([preset]));
  });
});

describe("a rule", () => {
  it("is said in words", () => {
    expect(ruleWords(preset)).toMatch(/^ada@example\.com/);
    expect(ruleWords({ ...preset, name: "Unheard of" })).toBe("what @ matches, in any text");
    expect(ruleWords(own)).toBe("the whole value of *.customer");
    expect(ruleWords({ ...own, value: "x+" })).toBe("what x+ matches, in values called *.customer");
  });

  it("has a field for each complaint", () => {
    expect(fieldOf("Rule 3 has no name.")).toBe("name");
    expect(fieldOf('The rule "x" is empty.')).toBe("key");
    expect(fieldOf('The rule "x" takes out every value.')).toBe("key");
    expect(fieldOf('The value of the rule "x" is too large a regular expression.')).toBe("value");
    expect(fieldOf('The replacement of the rule "x" is longer than 200 bytes.')).toBe("replacement");
    expect(fieldOf("There are 65 rules switched on; at most 64 can be.")).toBeNull();
  });
});

describe("differences", () => {
  it("are told by words, each thing taken out for itself", () => {
    const { before, after } = differences("key sk-1, to a@b.c now", "key [k], to [m] now");
    expect(before.filter(({ changed }) => changed).map(({ text }) => text)).toEqual(["sk-1", "a@b.c"]);
    expect(after.filter(({ changed }) => changed).map(({ text }) => text)).toEqual(["[k]", "[m]"]);
    for (const side of [before, after]) expect(side[0]).toEqual({ text: "key ", changed: false });
  });

  it("join the words of one thing", () => {
    const { before, after } = differences("Bearer abc", "[redacted: it]");
    expect(before).toEqual([{ text: "Bearer abc", changed: true }]);
    expect(after).toEqual([{ text: "[redacted: it]", changed: true }]);
  });

  it("lose nothing", () => {
    for (const [a, b] of [
      ["", "x"],
      ["aa", "a"],
      ["a  b\nc", "c b"],
      ["😀 b", "b 😁"],
    ] as const) {
      const { before, after } = differences(a, b);
      expect(before.map(({ text }) => text).join("")).toBe(a);
      expect(after.map(({ text }) => text).join("")).toBe(b);
    }
  });
});

describe("a trace's id", () => {
  it("is taken as pasted", () => {
    expect(traceIdOf(` ${ID.toUpperCase()}\n`)).toBe(ID);
    expect(traceIdOf("4bf92f35-77b3-4da6-a3ce-929d0e0e4736")).toBe(ID);
    expect(traceIdOf("xyz")).toBeNull();
    expect(traceIdOf("")).toBeNull();
  });
});
