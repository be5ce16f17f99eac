/** The shipped price table, searched. Each row can become a price of the user's own. */
import { Button, TextInput } from "@mantine/core";
import type { Price, Prices } from "@proto";
import { IconSearch } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { useDeferredValue, useState } from "react";
import { pricesQuery } from "../../../api/prices";
import { count } from "../../../base/format";
import { Notice } from "../../../widgets/states";
import { Pill } from "../../../widgets/text";
import { labelOf, overrideOf } from "./edits";
import { PriceTable } from "./PriceTable";
import classes from "./prices.module.css";

/** Rows shown at first, and after asking for more. */
const FEW = 8;
const MANY = 200;

interface ShippedProps {
  prices: Prices;
  /** What is looked for. */
  find: string;
  onFind: (text: string) => void;
  onEdit: (shipped: Price) => void;
}

export function Shipped({ prices, find, onFind, onEdit }: ShippedProps) {
  const [many, setMany] = useState(false);
  const wanted = useDeferredValue(find);
  // One more than is shown tells whether there are more.
  const shown = many ? MANY : FEW;
  const found = useQuery(pricesQuery(wanted, shown + 1));
  const rows = found.data?.table ?? [];
  return (
    <div className={classes.block}>
      <div className={classes.head}>
        <h3>
          Shipped table<span className={classes.n}>{count(prices.table_rows)}</span>
        </h3>
        <TextInput
          className={classes.find ?? ""}
          aria-label="Search the shipped table"
          placeholder="Search a model or a provider"
          leftSection={<IconSearch size={13} />}
          value={find}
          onChange={(event) => onFind(event.currentTarget.value)}
          spellCheck={false}
        />
      </div>
      {found.error && <Notice tone="bad">The table could not be searched: {found.error.message}</Notice>}
      {found.data && rows.length === 0 && (
        <p className={classes.quiet} role="status">
          No model of the table fits “{wanted}”.
        </p>
      )}
      {rows.length > 0 && (
        <PriceTable
          caption="Shipped table"
          prices={rows.slice(0, shown)}
          mark={(price) =>
            overrideOf(prices.overrides, price.model, price.provider) >= 0 && (
              <span className={classes.mark}>
                <Pill tone="accent">yours holds</Pill>
              </span>
            )
          }
          actions={(price) => (
            <Button
              size="compact-xs"
              variant="default"
              aria-label={`Edit the price of ${labelOf(price)}`}
              onClick={() => onEdit(price)}
            >
              Edit
            </Button>
          )}
        />
      )}
      {rows.length > shown && (
        <div className={classes.more}>
          {many ? (
            <span>The first {count(MANY)}. Search for the others.</span>
          ) : (
            <Button size="compact-xs" variant="default" onClick={() => setMany(true)}>
              Show more
            </Button>
          )}
        </div>
      )}
    </div>
  );
}
