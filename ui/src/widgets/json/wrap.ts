/**
 * Soft wrapping by columns: which row of a text of any size shows which piece of which line. Arithmetic over line
 * lengths, so that a million lines wrap in milliseconds and nothing is measured. Pure.
 */

/** A wrapped text. */
export interface Wrapped {
  readonly columns: number;
  /** The first row of each line. */
  readonly rowOf: Int32Array;
  /** Rows in all. */
  readonly rows: number;
}

/** Wraps `lines` at `columns` UTF-16 units. An empty line takes a row. */
export function wrap(lines: readonly string[], columns: number): Wrapped {
  const width = Math.max(1, columns);
  const rowOf = new Int32Array(lines.length);
  let rows = 0;
  for (let line = 0; line < lines.length; line++) {
    rowOf[line] = rows;
    rows += Math.max(1, Math.ceil((lines[line] as string).length / width));
  }
  return { columns: width, rowOf, rows };
}

/** The line that a row belongs to. Binary search. */
export function lineAt(wrapped: Wrapped, row: number): number {
  let low = 0;
  let high = wrapped.rowOf.length - 1;
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if ((wrapped.rowOf[middle] as number) <= row) low = middle;
    else high = middle - 1;
  }
  return low;
}

/** A row's piece of its line, never cut through a surrogate pair, and whether it begins the line. */
export function pieceAt(
  lines: readonly string[],
  wrapped: Wrapped,
  row: number,
): { line: number; first: boolean; text: string } {
  const line = lineAt(wrapped, row);
  const text = lines[line] ?? "";
  const part = row - (wrapped.rowOf[line] ?? 0);
  const from = part * wrapped.columns;
  const to = from + wrapped.columns;
  return { line, first: part === 0, text: text.slice(from - low(text, from), to - low(text, to)) };
}

/** 1 when the unit at `at` is the second half of a pair. */
function low(text: string, at: number): number {
  const unit = text.charCodeAt(at);
  return unit >= 0xdc00 && unit <= 0xdfff ? 1 : 0;
}
