/** An answer's rows: numbers on the right, NULL faint, ids of traces as links. */
import type { SqlAnswer, SqlValue } from "@proto";
import { Link } from "@tanstack/react-router";
import { useMemo, useState } from "react";
import type { Column } from "../../widgets/table/columns";
import { DataTable } from "../../widgets/table/DataTable";
import { cellText, isNumber } from "./answer";
import classes from "./sql.module.css";

interface Line {
  id: string;
  cells: SqlValue[];
}

/** So many rows say whether a column holds numbers. */
const LOOKED_AT = 50;

export function AnswerTable({ answer }: { answer: SqlAnswer }) {
  const [selected, setSelected] = useState<string | null>(null);
  const rows = useMemo(() => answer.rows.map((cells, at): Line => ({ id: String(at), cells })), [answer]);
  const columns = useMemo(
    () =>
      answer.columns.map((name, at): Column<Line> => {
        const right = answer.rows.slice(0, LOOKED_AT).some((row) => isNumber(row[at]));
        return {
          id: String(at),
          header: name,
          width: 120,
          grow: right ? 1 : 2,
          ...(right ? { align: "right" as const } : {}),
          cell: ({ cells }) => <Cell name={name} value={cells[at]} />,
        };
      }),
    [answer],
  );
  if (rows.length === 0) return <p className={classes.none}>No row.</p>;
  return (
    <DataTable
      label="Answer"
      rows={rows}
      columns={columns}
      rowId={(row) => row.id}
      total={rows.length}
      sort={{ by: "", order: "asc" }}
      onSort={() => {}}
      selected={selected}
      onSelect={(row) => setSelected(row?.id ?? null)}
      onOpen={() => {}}
    />
  );
}

function Cell({ name, value }: { name: string; value: SqlValue | undefined }) {
  const text = value ? cellText(value) : null;
  if (text === null) return <span className="faint">NULL</span>;
  if (/^trace(_id)?$/.test(name) && /^[0-9a-f]{32}$/.test(text)) {
    return (
      <Link
        to="/trace/$traceId"
        params={{ traceId: text }}
        className="mono ellipsis"
        title={`Open trace ${text}`}
      >
        {text}
      </Link>
    );
  }
  return (
    <span className={value && value.type !== "text" ? "mono ellipsis" : "ellipsis"} title={text}>
      {text}
    </span>
  );
}
