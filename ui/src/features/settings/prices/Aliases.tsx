/** The user's aliases: a name on spans, and the model it costs as. */
import { Button } from "@mantine/core";
import type { Alias } from "@proto";
import classes from "./prices.module.css";

interface AliasesProps {
  aliases: readonly Alias[];
  onAdd: () => void;
  onEdit: (at: number) => void;
  onRemove: (at: number) => void;
}

export function Aliases({ aliases, onAdd, onEdit, onRemove }: AliasesProps) {
  return (
    <div className={classes.block}>
      <div className={classes.head}>
        <h3>Aliases{aliases.length > 0 && <span className={classes.n}>{aliases.length}</span>}</h3>
        <Button size="compact-xs" variant="default" onClick={onAdd}>
          Add an alias…
        </Button>
      </div>
      {aliases.length === 0 ? (
        <p className={classes.quiet}>
          None. A deployment or a gateway may call a model by a name of its own: an alias says which model it
          is.
        </p>
      ) : (
        <table className={classes.table}>
          <caption className="visually-hidden">Aliases</caption>
          <thead>
            <tr>
              <th scope="col">Name on spans</th>
              <th scope="col">Costs as</th>
              <th scope="col">
                <span className="visually-hidden">Change</span>
              </th>
            </tr>
          </thead>
          <tbody>
            {aliases.map((alias, at) => (
              <tr key={alias.name}>
                <th scope="row" className={classes.name}>
                  {alias.name}
                </th>
                <td className={classes.name}>{alias.model}</td>
                <td className={classes.acts}>
                  <Button
                    size="compact-xs"
                    variant="default"
                    aria-label={`Edit the alias ${alias.name}`}
                    onClick={() => onEdit(at)}
                  >
                    Edit
                  </Button>
                  <Button
                    size="compact-xs"
                    variant="default"
                    aria-label={`Remove the alias ${alias.name}`}
                    onClick={() => onRemove(at)}
                  >
                    Remove
                  </Button>
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
    </div>
  );
}
