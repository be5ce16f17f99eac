/** Which columns a table shows: a menu of check marks. */
import { Menu } from "@mantine/core";
import { IconCheck, IconColumns3 } from "@tabler/icons-react";
import classes from "./columnmenu.module.css";
import type { Column } from "./columns";

interface ColumnMenuProps<Row> {
  columns: readonly Column<Row>[];
  hidden: ReadonlySet<string>;
  onChange: (hidden: ReadonlySet<string>) => void;
}

export function ColumnMenu<Row>({ columns, hidden, onChange }: ColumnMenuProps<Row>) {
  return (
    <Menu closeOnItemClick={false} position="bottom-end" width={230}>
      <Menu.Target>
        <button type="button" className={classes.button}>
          <IconColumns3 size={14} aria-hidden />
          Columns
        </button>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Label>A column without any value is left out by itself</Menu.Label>
        {columns
          .filter((column) => !column.fixed)
          .map(({ id, header }) => (
            <Menu.Item
              key={id}
              role="menuitemcheckbox"
              aria-checked={!hidden.has(id)}
              leftSection={<IconCheck size={13} style={{ opacity: hidden.has(id) ? 0 : 1 }} aria-hidden />}
              onClick={() => {
                const next = new Set(hidden);
                if (!next.delete(id)) next.add(id);
                onChange(next);
              }}
            >
              {header}
            </Menu.Item>
          ))}
      </Menu.Dropdown>
    </Menu>
  );
}
