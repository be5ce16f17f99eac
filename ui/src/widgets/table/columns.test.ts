import { describe, expect, it } from "vitest";
import { type Column, gridTracks, leastWidth, nextSort, shownColumns } from "./columns";

interface Row {
  model: string | null;
}
const columns: Column<Row>[] = [
  {
    id: "name",
    header: "Name",
    width: 100,
    grow: 2,
    fixed: true,
    sortable: true,
    firstOrder: "asc",
    cell: () => null,
  },
  { id: "model", header: "Model", width: 80, present: (row) => row.model !== null, cell: () => null },
];
const ids = (list: Column<Row>[]) => list.map((c) => c.id);

describe("columns", () => {
  it("with nothing to say in any row are left out", () => {
    expect(ids(shownColumns(columns, [{ model: null } as Row], new Set()))).toEqual(["name"]);
    expect(ids(shownColumns(columns, [{ model: null }, { model: "m" }], new Set()))).toEqual([
      "name",
      "model",
    ]);
  });
  it("can be hidden, but not the fixed ones", () => {
    expect(ids(shownColumns(columns, [{ model: "m" } as Row], new Set(["name", "model"])))).toEqual(["name"]);
  });
  it("share what is left, unless the user set a width", () => {
    expect(gridTracks(columns, {})).toBe("minmax(100px, 2fr) 80px");
    expect(gridTracks(columns, { name: 300, model: 3 })).toBe("300px 44px");
    expect(leastWidth(columns, { model: 3 })).toBe(144);
  });
  it("sort by their first order, then the other way", () => {
    const [name] = columns;
    if (!name) throw new Error("no column");
    expect(nextSort(name, { by: "start", order: "desc" })).toEqual({ by: "name", order: "asc" });
    expect(nextSort(name, { by: "name", order: "asc" })).toEqual({ by: "name", order: "desc" });
  });
});
