import { expect, it } from "vitest";
import { chosenHidden, hideText } from "./choose";
import { type Column, unfitColumns } from "./columns";

const column = (id: string, width: number, more: Partial<Column<number>> = {}): Column<number> => ({
  id,
  header: id,
  width,
  cell: () => null,
  ...more,
});
const columns = [
  column("start", 100, { fixed: true }),
  column("input", 120, { rank: 1 }),
  column("cost", 80, { rank: 0 }),
  column("session", 90, { rank: 3, present: (row) => row > 1 }),
  column("spans", 60, { rank: 4 }),
];

it("keeps what matters most where the table is narrow", () => {
  expect([...unfitColumns(columns, [1], 310)]).toEqual(["spans"]);
  expect([...unfitColumns(columns, [1], 370)]).toEqual([]);
  // A column with something to say takes its room before those that matter less.
  expect([...unfitColumns(columns, [2], 400)]).toEqual(["spans"]);
  expect([...unfitColumns(columns, [2], 250)]).toEqual(["input", "session"]);
  expect([...unfitColumns(columns, [2], 0)]).toEqual([]);
  // What wants more gets it before what matters less.
  const wanting = columns.map((one) => (one.id === "input" ? { ...one, wants: 200 } : one));
  expect([...unfitColumns(wanting, [1], 310)]).toEqual(["spans"]);
  expect([...unfitColumns(wanting, [1], 439)]).toEqual(["spans"]);
  expect([...unfitColumns(wanting, [1], 440)]).toEqual([]);
});

it("tells what the user chose from what nobody chose", () => {
  expect(chosenHidden(undefined)).toBeNull();
  expect([...(chosenHidden("a,b") ?? [])]).toEqual(["a", "b"]);
  expect(chosenHidden(hideText(new Set()))?.size).toBe(0);
});
