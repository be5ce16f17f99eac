import { MantineProvider } from "@mantine/core";
import { act, render, screen, waitFor } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { useState } from "react";
import { afterEach, describe, expect, it, vi } from "vitest";
import { type Assist, FilterBox } from "./filterbox";
import type { Reading } from "./querytext";
import { accept, asBeginning, fitting } from "./useOffer";

afterEach(() => localStorage.clear());

const good: Reading = { tokens: [], mistake: null, unfinished: false, hints: [] };
const bad = (to: number): Reading => ({
  ...good,
  mistake: { at: { from: 0, to }, message: "No such word.", hint: "Write another." },
});

/** Finds fault with "bad", completes "st". */
const assist: Assist = {
  read: async (text) => (text.includes("bad") ? bad(text.length) : good),
  complete: async (text) => ({
    replace: { from: text.length - 2, to: text.length },
    items: text.endsWith("st")
      ? [{ label: "status", insert: "status:", note: "how it ended", count: "12" }]
      : text.endsWith("status:")
        ? [{ label: "error", insert: "or:error", note: "" }]
        : [],
  }),
};

function show() {
  const said = vi.fn();
  let move: (value: string) => void = () => {};
  function Page() {
    const [value, setValue] = useState("");
    move = setValue;
    return (
      <FilterBox
        label="Filter"
        placeholder=""
        value={value}
        live
        assist={assist}
        longest={100}
        history="test"
        onChange={(text, final) => {
          said(text, final);
          setValue(text);
        }}
      />
    );
  }
  render(
    <MantineProvider env="test">
      <Page />
    </MantineProvider>,
  );
  return { said, move: (value: string) => act(() => move(value)) };
}

describe("a word in typing", () => {
  it("is searched for by its beginning, and nothing else is", () => {
    expect(asBeginning("refu")).toBe("refu*");
    expect(asBeginning("service:a (refu")).toBe("service:a (refu*");
    for (const whole of ["refund ", "model:g", "duration>2", '"rate li', "a OR", "model in", "refu*", ""])
      expect(asBeginning(whole)).toBe(whole);
  });
});

describe("a suggestion", () => {
  it("replaces the word as it is now, also when it was offered for fewer letters", () => {
    const offer = { text: "x s", replace: { from: 2, to: 3 }, items: [] };
    const item = { label: "service", insert: "service:", note: "" };
    expect(accept("x servi", offer, item)).toEqual({ text: "x service:", at: 10, open: true });
    expect(accept("x s", offer, item).text).toBe("x service:");
  });

  it("is taken only when it fits what was typed since it was offered", () => {
    const value = (insert: string) => ({ label: insert, insert, note: "" });
    const offer = {
      text: "service:",
      replace: { from: 8, to: 8 },
      items: [value("many"), value("live-arrival")],
    };
    expect(fitting(offer, "service:").length).toBe(2);
    expect(fitting(offer, "service:Live").map(({ insert }) => insert)).toEqual(["live-arrival"]);
    expect(fitting(offer, "service:x")).toEqual([]);
  });
});

describe("FilterBox", () => {
  it("tells the page once, after a pause", async () => {
    const { said } = show();
    await userEvent.type(screen.getByLabelText("Filter"), "refund");
    await waitFor(() => expect(said).toHaveBeenCalledOnce());
    expect(said).toHaveBeenCalledWith("refund*", false);
  });

  it("tells at once on Enter, and remembers", async () => {
    const { said } = show();
    await userEvent.type(screen.getByLabelText("Filter"), "a{Enter}");
    await waitFor(() => expect(said).toHaveBeenCalledWith("a", true));
    expect(localStorage.getItem("asked.test")).toBe('["a"]');
  });

  it("says what is wrong and what to write, and does not ask", async () => {
    const { said } = show();
    await userEvent.type(screen.getByLabelText("Filter"), "bad{Enter}");
    expect(await screen.findByRole("alert")).toHaveTextContent("No such word. Write another.");
    expect(said).not.toHaveBeenCalled();
  });

  it("refuses what is too long", async () => {
    show();
    await userEvent.click(screen.getByLabelText("Filter"));
    await userEvent.paste("x".repeat(101));
    expect(screen.getByRole("alert")).toHaveTextContent("at most 100 characters");
    expect(screen.getByLabelText("Filter")).toHaveValue("");
  });

  it("completes with Tab", async () => {
    show();
    await userEvent.type(screen.getByLabelText("Filter"), "st");
    expect(await screen.findByText("how it ended")).toBeInTheDocument();
    await userEvent.keyboard("{Tab}");
    expect(screen.getByLabelText("Filter")).toHaveValue("status:");
  });

  it("follows the address when it moves by itself", async () => {
    const { move } = show();
    move("from a link");
    expect(screen.getByLabelText("Filter")).toHaveValue("from a link");
  });
});
