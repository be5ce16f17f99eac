/** Prices in rows: a model, its classes of tokens in US dollars for a million, and what can be done with it. */
import type { Price } from "@proto";
import type { ReactNode } from "react";
import { exact } from "../../../base/usage";
import { asides, CLASSES, labelOf } from "./edits";
import classes from "./prices.module.css";

/** Audio stands beneath the name: few models have it. */
const COLUMNS = CLASSES.slice(0, 5);

interface PriceTableProps {
  /** What the table is, for those who hear it. */
  caption: string;
  prices: readonly Price[];
  /** The buttons of a row. */
  actions: (price: Price, at: number) => ReactNode;
  /** A word after the name. */
  mark?: (price: Price) => ReactNode;
}

export function PriceTable({ caption, prices, actions, mark }: PriceTableProps) {
  return (
    <table className={classes.table}>
      <caption className="visually-hidden">{caption}</caption>
      <thead>
        <tr>
          <th scope="col">Model</th>
          {COLUMNS.map(({ field, label }) => (
            <th key={field} scope="col" className={classes.amount}>
              {label}
            </th>
          ))}
          <th scope="col">
            <span className="visually-hidden">Change</span>
          </th>
        </tr>
      </thead>
      <tbody>
        {prices.map((price, at) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: a model may have several prices, and a list is always replaced whole
          <tr key={`${labelOf(price)} ${price.from} ${price.hours} ${at}`}>
            <th scope="row">
              <span className={classes.name}>
                {price.provider && <span className="faint">{price.provider}/</span>}
                {price.model}
              </span>
              {mark?.(price)}
              {asides(price).map((aside) => (
                <div key={aside} className={classes.aside}>
                  {aside}
                </div>
              ))}
            </th>
            {COLUMNS.map(({ field, else: otherwise }) => (
              <Amount key={field} amount={price[field]} otherwise={otherwise} />
            ))}
            <td className={classes.acts}>{actions(price, at)}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

function Amount({ amount, otherwise }: { amount: number | null; otherwise: string }) {
  if (amount === null) return <td className={`${classes.amount} ${classes.unsaid}`}>{otherwise}</td>;
  return <td className={classes.amount}>{exact(amount)}</td>;
}
