/** Prices as a person changes them: edited, undone, refused, given to a model that had none. */
import type { PriceEdits, Prices } from "@proto";
import { screen, waitFor, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import axe from "axe-core";
import { describe, expect, it, vi } from "vitest";
import type { SettingsSearch } from "../search";
import { type Asked, price, prices, serve, show } from "../testing";
import { PricesSection } from "./PricesSection";

/** A server that keeps what is put. */
function keeping(first: Partial<Prices> = {}) {
  let now = prices(first);
  return serve(({ method, body }) => {
    if (method === "PUT") now = { ...now, ...(body as PriceEdits) };
    return now;
  });
}

const sent = (log: Asked[]) => log.filter(({ method }) => method === "PUT").map(({ body }) => body);

function open(search: SettingsSearch = {}) {
  const onSearch = vi.fn();
  return { onSearch, ...show(<PricesSection search={search} onSearch={onSearch} />) };
}

describe("prices", () => {
  it("say where the shipped table is from, and that a change is being worked in", async () => {
    keeping({ applied: 0.4257 });
    const { container } = open();
    expect(await screen.findByText(/2026-11-02/)).toHaveTextContent("genai-prices 1");
    expect(screen.getByText(/priced anew: 42 %/)).toBeInTheDocument();
    const { violations } = await axe.run(container, { rules: { "color-contrast": { enabled: false } } });
    expect(violations.map(({ id }) => id)).toEqual([]);
  });

  it("are edited from the shipped row, shown at once, and undone", async () => {
    const log = keeping();
    open();
    await userEvent.click(await screen.findByRole("button", { name: "Edit the price of openai/gpt-4o" }));
    const dialog = await screen.findByRole("dialog");
    const input = within(dialog).getByRole("textbox", { name: "Input" });
    await userEvent.clear(input);
    await userEvent.type(input, "lots");
    await userEvent.click(within(dialog).getByRole("button", { name: "Save the price" }));
    expect(within(dialog).getByText("A number such as 2.50")).toBeInTheDocument();
    await userEvent.clear(input);
    await userEvent.type(input, "5");
    await userEvent.click(within(dialog).getByRole("button", { name: "Save the price" }));
    expect(await screen.findByText(/input \$2\.50 → \$5\.00 a million/)).toBeInTheDocument();
    expect(screen.getByRole("table", { name: "Your prices" })).toHaveTextContent("$5.00");
    expect(screen.getByText("yours holds")).toBeInTheDocument();
    await userEvent.click(screen.getByRole("button", { name: "Undo" }));
    await waitFor(() => expect(screen.queryByRole("table", { name: "Your prices" })).toBeNull());
    expect(sent(log)).toEqual([
      { overrides: [price({ input: 5 })], aliases: [] },
      { overrides: [], aliases: [] },
    ]);
  });

  it("are removed one at a time", async () => {
    const log = keeping({ overrides: [price({ model: "a" }), price({ model: "b" })] });
    open();
    await userEvent.click(await screen.findByRole("button", { name: "Remove your price of openai/a" }));
    expect(await screen.findByText(/Your price of openai\/a is removed/)).toBeInTheDocument();
    expect(sent(log)).toEqual([{ overrides: [price({ model: "b" })], aliases: [] }]);
  });

  it("open on a model that an address names, and forget the address", async () => {
    keeping({ overrides: [price({ model: "mine", input: 7 })] });
    const { onSearch } = open({ price: "openai/mine" });
    const dialog = await screen.findByRole("dialog", { name: "Price of mine" });
    expect(within(dialog).getByRole("textbox", { name: "Input" })).toHaveValue("7");
    expect(within(dialog).getByRole("button", { name: "Remove this price" })).toBeInTheDocument();
    expect(onSearch).toHaveBeenCalledWith({ price: undefined, provider: undefined });
  });

  it("say in the dialog what the server refuses", async () => {
    serve(({ method }) =>
      method === "PUT"
        ? Response.json(
            { code: "bad_request", message: "the model is no model", hint: "Check it." },
            { status: 400 },
          )
        : prices({ unpriced: [["openai", "mine", 3]] }),
    );
    open();
    await userEvent.click(await screen.findByRole("button", { name: "Give it a price: mine" }));
    const dialog = await screen.findByRole("dialog", { name: "Price of mine" });
    expect(within(dialog).getByRole("textbox", { name: "Provider" })).toHaveValue("openai");
    await userEvent.type(within(dialog).getByRole("textbox", { name: "Input" }), "1");
    await userEvent.type(within(dialog).getByRole("textbox", { name: "Output" }), "2");
    await userEvent.click(within(dialog).getByRole("button", { name: "Save the price" }));
    expect(await within(dialog).findByRole("alert")).toHaveTextContent("The model is no model. Check it.");
  });

  it("are given by another model's name", async () => {
    const log = keeping({ unpriced: [["", "mine", 3]] });
    open();
    await userEvent.click(await screen.findByRole("button", { name: "Costs as…: mine" }));
    const dialog = await screen.findByRole("dialog");
    await userEvent.type(within(dialog).getByLabelText("Costs as"), "gpt-4o");
    await userEvent.click(within(dialog).getByRole("button", { name: "Save the alias" }));
    expect(await screen.findByText("mine costs as gpt-4o.")).toBeInTheDocument();
    expect(sent(log)).toEqual([{ overrides: [], aliases: [{ name: "mine", model: "gpt-4o" }] }]);
    await userEvent.click(screen.getByRole("button", { name: "Remove the alias mine" }));
    await waitFor(() => expect(sent(log)).toHaveLength(2));
    expect(sent(log)[1]).toEqual({ overrides: [], aliases: [] });
  });
});
