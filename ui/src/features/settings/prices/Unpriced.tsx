/** Models that were called and have no price, most calls first; each one click from having one. */
import { Button } from "@mantine/core";
import type { Prices } from "@proto";
import { plural } from "../../../base/format";
import classes from "./prices.module.css";

interface UnpricedProps {
  models: Prices["unpriced"];
  onPrice: (model: string, provider: string) => void;
  onAlias: (model: string) => void;
}

export function Unpriced({ models, onPrice, onAlias }: UnpricedProps) {
  return (
    <div className={classes.block}>
      <div className={classes.head}>
        <h3>
          Models without a price{models.length > 0 && <span className={classes.n}>{models.length}</span>}
        </h3>
      </div>
      {models.length === 0 ? (
        <p className={classes.quiet}>None: every model that reported tokens has a price.</p>
      ) : (
        <table className={classes.table}>
          <caption className="visually-hidden">Models without a price</caption>
          <tbody>
            {models.map(([provider, model, spans]) => (
              <tr key={`${provider}/${model}`}>
                <th scope="row">
                  <span className={classes.name}>
                    {provider && <span className="faint">{provider}/</span>}
                    {model || "not named"}
                  </span>
                </th>
                <td className={classes.amount}>{plural(spans, "call")}</td>
                <td className={classes.acts}>
                  {model && (
                    <>
                      <Button
                        size="compact-xs"
                        variant="default"
                        aria-label={`Give it a price: ${model}`}
                        onClick={() => onPrice(model, provider)}
                      >
                        Give it a price
                      </Button>
                      <Button
                        size="compact-xs"
                        variant="default"
                        aria-label={`Costs as…: ${model}`}
                        onClick={() => onAlias(model)}
                      >
                        Costs as…
                      </Button>
                    </>
                  )}
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
    </div>
  );
}
