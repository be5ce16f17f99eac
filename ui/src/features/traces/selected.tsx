/** Which rows are chosen for an action: by check box, by Shift for a run of them, or all that match. */
import { IconCheck } from "@tabler/icons-react";
import { useEffect, useMemo, useState } from "react";
import type { Column } from "../../widgets/table/columns";
import classes from "./traces.module.css";

export interface Chosen {
  /** How many; all that match count as one more than none. */
  count: number;
  /** All that match, also those not loaded. */
  all: boolean;
  ids: ReadonlySet<string>;
  toggle: (id: string) => void;
  /** Chooses these. */
  choose: (ids: readonly string[]) => void;
  chooseAll: () => void;
  clear: () => void;
}

/** Another question has other rows: `question` names it. */
export function useSelected(question: string): Chosen {
  const [ids, setIds] = useState<ReadonlySet<string>>(new Set());
  const [all, setAll] = useState(false);
  // biome-ignore lint/correctness/useExhaustiveDependencies: another question is the reason
  useEffect(() => {
    setIds(new Set());
    setAll(false);
  }, [question]);
  return useMemo(
    () => ({
      ids,
      all,
      count: all ? Math.max(1, ids.size) : ids.size,
      toggle: (id) => {
        setAll(false);
        setIds((was) => {
          const next = new Set(was);
          if (!next.delete(id)) next.add(id);
          return next;
        });
      },
      choose: (more) => setIds((was) => new Set([...was, ...more])),
      chooseAll: () => setAll(true),
      clear: () => {
        setIds(new Set());
        setAll(false);
      },
    }),
    [ids, all],
  );
}

/** Pixels of the check boxes' column. */
export const SELECT_WIDTH = 36;

let last: string | null = null;

/** The column of check boxes. */
export function selectColumn<Row>(
  chosen: Chosen,
  rowId: (row: Row) => string,
  rows: readonly Row[],
): Column<Row> {
  return {
    id: "select",
    header: "Selected",
    unnamed: true,
    width: SELECT_WIDTH,
    fixed: true,
    cell: (row) => {
      const id = rowId(row);
      const on = chosen.all || chosen.ids.has(id);
      return (
        // biome-ignore lint/a11y/useSemanticElements: a native box can't be drawn at this size in both themes
        <button
          type="button"
          role="checkbox"
          aria-checked={on}
          aria-label="Select"
          tabIndex={-1}
          className={classes.check}
          onClick={(event) => {
            event.preventDefault();
            if (event.shiftKey && last !== null) {
              const from = rows.findIndex((one) => rowId(one) === last);
              const to = rows.findIndex((one) => rowId(one) === id);
              if (from >= 0 && to >= 0) {
                chosen.choose(rows.slice(Math.min(from, to), Math.max(from, to) + 1).map(rowId));
                return;
              }
            }
            last = id;
            chosen.toggle(id);
          }}
        >
          {on && <IconCheck size={11} stroke={3} aria-hidden />}
        </button>
      );
    },
  };
}
