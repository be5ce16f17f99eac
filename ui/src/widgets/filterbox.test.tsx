import { MantineProvider } from "@mantine/core";
import { act, render, screen } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { useState } from "react";
import { afterEach, describe, expect, it, vi } from "vitest";
import { completeWord, FilterBox } from "./filterbox";

afterEach(() => vi.useRealTimers());

function show(check?: (text: string) => string | null) {
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
        {...(check ? { check } : {})}
        suggest={(text) => (text.endsWith("st") ? [{ insert: "status:error", note: "failed" }] : [])}
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

describe("FilterBox", () => {
  it("tells the page once, after a pause", async () => {
    const { said } = show();
    await userEvent.type(screen.getByLabelText("Filter"), "refund");
    await vi.waitFor(() => expect(said).toHaveBeenCalledOnce());
    expect(said).toHaveBeenCalledWith("refund", false);
  });

  it("tells at once on Enter", async () => {
    const { said } = show();
    await userEvent.type(screen.getByLabelText("Filter"), "a{Enter}");
    expect(said).toHaveBeenCalledWith("a", true);
  });

  it("says what is wrong and does not ask", async () => {
    const { said } = show((text) => (text === "bad" ? "No such word" : null));
    await userEvent.type(screen.getByLabelText("Filter"), "bad{Enter}");
    expect(screen.getByRole("alert")).toHaveTextContent("No such word");
    expect(said).not.toHaveBeenCalled();
  });

  it("follows the address when it moves by itself", async () => {
    const { move } = show();
    move("from a link");
    expect(screen.getByLabelText("Filter")).toHaveValue("from a link");
  });

  it("completes the last word", async () => {
    const { said } = show();
    await userEvent.type(screen.getByLabelText("Filter"), "refund st");
    await userEvent.click(screen.getByRole("option", { name: /status:error/ }));
    expect(screen.getByLabelText("Filter")).toHaveValue("refund status:error ");
    expect(said).toHaveBeenLastCalledWith("refund status:error", false);
  });
});

it("completeWord leaves room for a value", () => {
  expect(completeWord("a st", "status:ok")).toBe("a status:ok ");
  expect(completeWord("dur", "duration>")).toBe("duration>");
});
