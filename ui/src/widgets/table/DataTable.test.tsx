import { MantineProvider } from "@mantine/core";
import { fireEvent, render, screen, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { useState } from "react";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { listenKeys } from "../actions";
import type { Column, Sort } from "./columns";
import { DataTable } from "./DataTable";

interface Row {
  id: string;
  n: number;
}
const rows: Row[] = Array.from({ length: 10_000 }, (_, n) => ({ id: `r${n}`, n }));
const columns: Column<Row>[] = [
  { id: "id", header: "Name", width: 100, grow: 1, sortable: true, cell: (row) => row.id },
  { id: "n", header: "Number", width: 80, align: "right", cell: (row) => row.n },
];

let stop: () => void;
beforeEach(() => {
  stop = listenKeys(window);
  // jsdom lays nothing out: give the scroller the height of twenty rows.
  vi.spyOn(Element.prototype, "clientHeight", "get").mockReturnValue(560);
  vi.spyOn(Element.prototype, "clientWidth", "get").mockReturnValue(800);
});
afterEach(() => stop());

function show() {
  const said = { open: vi.fn(), sort: vi.fn<(sort: Sort) => void>(), touch: vi.fn() };
  function Page() {
    const [selected, setSelected] = useState<string | null>(null);
    return (
      <DataTable
        label="Things"
        rows={rows}
        columns={columns}
        rowId={(row) => row.id}
        total={12_345}
        sort={{ by: "id", order: "desc" }}
        onSort={said.sort}
        selected={selected}
        onSelect={(row) => setSelected(row ? row.id : null)}
        onOpen={said.open}
        onTouch={said.touch}
      />
    );
  }
  render(
    <MantineProvider env="test">
      <Page />
    </MantineProvider>,
  );
  return said;
}

describe("DataTable", () => {
  it("is a grid that says how many rows there are and draws only some", () => {
    show();
    const grid = screen.getByRole("grid", { name: "Things" });
    expect(grid).toHaveAttribute("aria-rowcount", "12346");
    const drawn = within(grid).getAllByRole("row").length;
    expect(drawn).toBeGreaterThan(10);
    expect(drawn).toBeLessThan(80);
  });

  it("moves by keys, opens with Enter, lets go with Escape", () => {
    const said = show();
    const press = (key: string) => fireEvent.keyDown(document.body, { key });
    press("j");
    press("ArrowDown");
    press("k");
    const row = screen.getByRole("row", { selected: true });
    expect(row).toHaveTextContent("r0");
    expect(screen.getByRole("grid")).toHaveAttribute("aria-activedescendant", row.id);
    press("Enter");
    expect(said.open).toHaveBeenCalledWith(rows[0]);
    expect(said.touch).toHaveBeenCalledWith("keys");
    press("Escape");
    expect(screen.queryByRole("row", { selected: true })).toBeNull();
  });

  it("says and asks for the sort", async () => {
    const said = show();
    expect(screen.getByRole("columnheader", { name: "Name" })).toHaveAttribute("aria-sort", "descending");
    await userEvent.click(screen.getByRole("button", { name: "Name" }));
    expect(said.sort).toHaveBeenCalledWith({ by: "id", order: "asc" });
    expect(screen.queryByRole("button", { name: "Number" })).toBeNull();
  });

  it("opens a row by a click", async () => {
    const said = show();
    await userEvent.click(screen.getByText("r3"));
    expect(said.open).toHaveBeenCalledWith(rows[3]);
  });
});
