/** Columns for fields and attributes the user asked for. */
import type { Value } from "@proto";
import type { Column } from "../../widgets/table/columns";
import { isNumber, valueText } from "./value";

/** One column a field, in that order; `values` are a row's, as the server answered them. */
export function fieldColumns<Row>(
  fields: readonly string[],
  values: (row: Row) => readonly (Value | null)[],
): Column<Row>[] {
  return fields.map((field, at) => ({
    id: field,
    header: field.replace(/^"|"$/g, ""),
    width: 130,
    grow: 1,
    sortable: true,
    explain: `${field}: the earliest span's value that has one`,
    cell: (row) => {
      const value = values(row)[at];
      const text = valueText(value);
      if (text === null) return <span className="faint">–</span>;
      return (
        <span
          className={isNumber(value) ? "mono ellipsis" : "ellipsis"}
          style={isNumber(value) ? { marginLeft: "auto" } : undefined}
          title={text}
        >
          {text}
        </span>
      );
    },
  }));
}
