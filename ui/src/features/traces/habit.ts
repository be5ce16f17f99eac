/** The columns chosen last on this machine: what a list shows when the address says nothing of them. */

export interface Columns {
  /** Beside the usual ones, as the address has them. */
  columns?: string;
  /** Of the usual ones, those not shown. */
  hide?: string;
}

const key = (on: "traces" | "spans") => `columns.${on}`;

export function keptColumns(on: "traces" | "spans"): Columns {
  try {
    const kept = JSON.parse(localStorage.getItem(key(on)) ?? "{}") as Record<string, unknown> | null;
    const columns: Columns = {};
    if (typeof kept?.columns === "string" && kept.columns) columns.columns = kept.columns;
    if (typeof kept?.hide === "string" && kept.hide) columns.hide = kept.hide;
    return columns;
  } catch {
    return {};
  }
}

export function keepColumns(on: "traces" | "spans", columns: Columns) {
  localStorage.setItem(key(on), JSON.stringify(columns));
}
