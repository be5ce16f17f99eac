/** Which columns a list shows: the usual ones by check mark, any field or attribute beside them, their order. */
import { Menu } from "@mantine/core";
import { IconArrowLeft, IconArrowRight, IconX } from "@tabler/icons-react";
import { getRouteApi } from "@tanstack/react-router";
import { ColumnMenu } from "../../widgets/table/ColumnMenu";
import { hideText } from "../../widgets/table/choose";
import type { Column } from "../../widgets/table/columns";
import { FieldPicker } from "./FieldPicker";
import { keepColumns } from "./habit";
import { fieldList } from "./search";
import classes from "./traces.module.css";

const route = getRouteApi("/traces");

interface ColumnsProps<Row> {
  on: "traces" | "spans";
  all: readonly Column<Row>[];
  hidden: ReadonlySet<string>;
}

export function Columns<Row>({ on, all, hidden }: ColumnsProps<Row>) {
  const navigate = route.useNavigate();
  const search = route.useSearch();
  const fields = fieldList(search.columns);
  const keep = (columns: string, hide: string) => {
    keepColumns(on, { columns, hide });
    void navigate({
      search: (was) => ({ ...was, columns: columns || undefined, hide: hide || undefined }),
      replace: true,
    });
  };
  const set = (next: readonly string[]) => keep(next.join(","), search.hide ?? "");
  const move = (from: number, by: number) => {
    const next = [...fields];
    const [field] = next.splice(from, 1);
    if (field !== undefined) next.splice(from + by, 0, field);
    set(next);
  };
  return (
    <>
      {fields.length > 0 && (
        <Menu closeOnItemClick={false} position="bottom-end" width={300}>
          <Menu.Target>
            <button type="button" className={classes.tool}>
              {fields.length} added
            </button>
          </Menu.Target>
          <Menu.Dropdown>
            <Menu.Label>Columns you added</Menu.Label>
            {fields.map((field, at) => (
              <div key={field} className={classes.added}>
                <code className="ellipsis">{field}</code>
                <button
                  type="button"
                  aria-label={`Move ${field} left`}
                  disabled={at === 0}
                  onClick={() => move(at, -1)}
                >
                  <IconArrowLeft size={13} aria-hidden />
                </button>
                <button
                  type="button"
                  aria-label={`Move ${field} right`}
                  disabled={at === fields.length - 1}
                  onClick={() => move(at, 1)}
                >
                  <IconArrowRight size={13} aria-hidden />
                </button>
                <button
                  type="button"
                  aria-label={`Remove ${field}`}
                  onClick={() => set(fields.filter((one) => one !== field))}
                >
                  <IconX size={13} aria-hidden />
                </button>
              </div>
            ))}
          </Menu.Dropdown>
        </Menu>
      )}
      <FieldPicker
        on={on}
        label="Column"
        taken={[...fields, ...all.map(({ id }) => id)]}
        onPick={(field) =>
          set([...fields, /[,\s]/.test(field) && !field.startsWith('"') ? `"${field}"` : field])
        }
      />
      <ColumnMenu
        columns={all.filter(({ id }) => !fields.includes(id))}
        hidden={hidden}
        onChange={(next) => keep(search.columns ?? "", hideText(next))}
      />
    </>
  );
}
