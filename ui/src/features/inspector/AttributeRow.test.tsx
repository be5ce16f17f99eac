/** An attribute's row as people use it: short values whole, long ones on demand, both copied whole. */
import { MantineProvider } from "@mantine/core";
import { render, screen } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { describe, expect, it, vi } from "vitest";
import { AttributeRow } from "./AttributeRow";
import { type AttributeActions, AttributeActionsProvider } from "./attributeActions";
import { attribute, text } from "./testing";
import type { ReadValue } from "./whole";

const show = (row: Parameters<typeof attribute>, read: ReadValue | null = null) =>
  render(
    <MantineProvider>
      <AttributeRow attribute={attribute(...row)} read={read} />
    </MantineProvider>,
  );

describe("AttributeRow", () => {
  it("shows a short value whole and its type unless it is text", () => {
    const { container } = show(["server.port", { type: "int", value: "8443" }]);
    expect(container).toHaveTextContent("server.port");
    expect(screen.getByText("8443")).toBeInTheDocument();
    expect(screen.getByText("int")).toBeInTheDocument();
    expect(screen.queryByText(/all/)).toBeNull();
  });

  it("tells an empty text from no value", () => {
    show(["a", ""]);
    show(["b", { type: "empty" }]);
    expect(screen.getByText("empty", { selector: "span[class*=nothing]" })).toBeInTheDocument();
    expect(screen.getByText("no value")).toBeInTheDocument();
  });

  it("opens a long value in place and closes it again", async () => {
    const user = userEvent.setup();
    show(["prompt", "word ".repeat(400)]);
    await user.click(screen.getByRole("button", { name: /all 2\.00 kB/ }));
    expect(screen.getByRole("region", { name: "Value of prompt" })).toBeInTheDocument();
    await user.click(screen.getByRole("button", { name: "Show less" }));
    expect(screen.queryByRole("region", { name: "Value of prompt" })).toBeNull();
  });

  it("copies the whole of a value that was cut, reading the rest", async () => {
    const user = userEvent.setup();
    const written = vi.spyOn(navigator.clipboard, "writeText").mockResolvedValue();
    const read = vi.fn(async ({ offset }: { offset: number }) => ({ offset, bytes: 8, text: "tail" }));
    show(["message", text("head", 8)], read);
    await user.click(screen.getByRole("button", { name: "Copy the value of message" }));
    expect(read).toHaveBeenCalledWith({ offset: 4, length: expect.any(Number) });
    expect(written).toHaveBeenCalledWith("headtail");
  });

  it("says so when the rest cannot be had here", async () => {
    const user = userEvent.setup();
    show(["message", text("head", 100_000)]);
    await user.click(screen.getByRole("button", { name: /all 100 kB/ }));
    expect(screen.getByText(/the rest is in Raw/)).toBeInTheDocument();
  });

  it("filters for its value, without it, and hands on its field", async () => {
    const user = userEvent.setup();
    const actions = {
      shortNames: new Set(["user"]),
      pinned: ["user.id"],
      filter: vi.fn(),
      exclude: vi.fn(),
      addColumn: vi.fn(),
      pin: vi.fn(),
    } satisfies AttributeActions;
    render(
      <MantineProvider>
        <AttributeActionsProvider value={actions}>
          <AttributeRow attribute={attribute("user.id", "a b")} read={null} reach="span" />
          <AttributeRow
            attribute={attribute("user", { type: "map", entries: [] })}
            read={null}
            reach="span"
          />
          <AttributeRow attribute={attribute("of.scope", "x")} read={null} />
        </AttributeActionsProvider>
      </MantineProvider>,
    );
    await user.click(screen.getByRole("button", { name: 'Filter for user.id:"a b"' }));
    expect(actions.filter).toHaveBeenCalledWith('user.id:"a b"');
    await user.click(screen.getByRole("button", { name: 'Filter out user.id:"a b"' }));
    expect(actions.exclude).toHaveBeenCalledWith('user.id:"a b"');
    await user.click(screen.getByRole("button", { name: 'Show "user" as a column of the list' }));
    expect(actions.addColumn).toHaveBeenCalledWith('"user"');
    expect(screen.getByRole("button", { name: "Unpin user.id from the facets" })).toHaveAttribute(
      "aria-pressed",
      "true",
    );
    // A map is no term, and nothing asks for a scope's attributes.
    expect(screen.getAllByRole("button", { name: /^Filter/ })).toHaveLength(2);
    expect(screen.queryByRole("button", { name: /of\.scope as a column/ })).toBeNull();
  });
});
