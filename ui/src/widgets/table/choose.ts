/**
 * Which columns of a table are hidden: those the user chose (the address says `hide`, and `none` for none of them), else
 * those that do not fit the table's width. Pure but for measuring.
 */
import { type RefObject, useMemo } from "react";
import { useWidth } from "../useWidth";
import { type Column, unfitColumns } from "./columns";

/** In the address: the user wants every column. */
export const HIDE_NONE = "none";

/** The hidden columns of an address, or null when it says nothing of them. */
export function chosenHidden(hide: string | undefined): ReadonlySet<string> | null {
  if (!hide) return null;
  return new Set(hide === HIDE_NONE ? [] : hide.split(","));
}

/** As the address says it. */
export const hideText = (hidden: ReadonlySet<string>): string => [...hidden].join(",") || HIDE_NONE;

/** `place` is the element the table fills; `taken` the pixels of columns that stand beside the usual ones. */
export function useHidden<Row>(
  hide: string | undefined,
  columns: readonly Column<Row>[],
  rows: readonly Row[] | undefined,
  place: RefObject<HTMLElement | null>,
  taken: number,
): ReadonlySet<string> {
  const width = useWidth(place);
  return useMemo(
    () => chosenHidden(hide) ?? unfitColumns(columns, rows ?? [], width && Math.max(1, width - taken)),
    [hide, columns, rows, width, taken],
  );
}
