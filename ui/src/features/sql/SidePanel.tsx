/** What can be asked: examples, the views and their columns, the functions. As the server describes them. */
import type { SqlSchema } from "@proto";
import classes from "./sql.module.css";

interface SidePanelProps {
  schema: SqlSchema | undefined;
  onExample: (sql: string) => void;
}

export function SidePanel({ schema, onExample }: SidePanelProps) {
  return (
    <aside className={classes.side} aria-label="What can be asked">
      <h2>Start from</h2>
      {schema?.examples.map(({ about, sql }) => (
        <button
          key={about}
          type="button"
          className={classes.example}
          title={sql}
          onClick={() => onExample(sql)}
        >
          {about}
        </button>
      ))}
      <h2>Views</h2>
      {schema?.views.map((view) => (
        <details key={view.name} className={classes.view}>
          <summary>
            <code>{view.name}</code> <span className="faint">{view.about}</span>
          </summary>
          <dl>
            {view.columns.map((column) => (
              <div key={column.name}>
                <dt>
                  <code>{column.name}</code>
                </dt>
                <dd>{column.about}</dd>
              </div>
            ))}
          </dl>
        </details>
      ))}
      <h2>Functions</h2>
      <dl>
        {schema?.functions.map(({ signature, about }) => (
          <div key={signature}>
            <dt>
              <code>{signature}</code>
            </dt>
            <dd>{about}</dd>
          </div>
        ))}
      </dl>
    </aside>
  );
}
