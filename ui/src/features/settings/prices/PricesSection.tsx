/**
 * Prices: what has none, the user's own, other names, and the shipped table. Owns which dialog is open; each change is saved by
 * itself, says what it changed, and can be undone.
 */
import { Button } from "@mantine/core";
import type { Alias, Price, Prices } from "@proto";
import { useQuery } from "@tanstack/react-query";
import { useEffect, useState } from "react";
import { pricesQuery } from "../../../api/prices";
import { openOutside } from "../../../host";
import { Failed, Loading, Notice } from "../../../widgets/states";
import { Section } from "../Section";
import type { SettingsSearch } from "../search";
import { AliasDialog } from "./AliasDialog";
import { Aliases } from "./Aliases";
import { changeWords, editsOf, labelOf, overrideOf, withItem, without } from "./edits";
import { PriceDialog, type PriceDraft } from "./PriceDialog";
import { PriceTable } from "./PriceTable";
import classes from "./prices.module.css";
import { Shipped } from "./Shipped";
import { Unpriced } from "./Unpriced";
import { useEdits } from "./useEdits";

interface PricesSectionProps {
  search: SettingsSearch;
  onSearch: (change: SettingsSearch) => void;
}

export function PricesSection({ search, onSearch }: PricesSectionProps) {
  const { data: prices, error, refetch } = useQuery(pricesQuery("", 1));
  return (
    <Section id="prices" title="Prices">
      {!prices && error && (
        <Failed what="The prices could not be read" error={error} onRetry={() => void refetch()} />
      )}
      {!prices && !error && <Loading what="the prices" />}
      {prices && <PriceEditor prices={prices} search={search} onSearch={onSearch} />}
    </Section>
  );
}

/** Which dialog is open, on what. */
type Open = { kind: "price"; draft: PriceDraft } | { kind: "alias"; at: number; alias: Alias } | null;

function PriceEditor({ prices, search, onSearch }: PricesSectionProps & { prices: Prices }) {
  const edits = useEdits(prices);
  const [open, setOpen] = useState<Open>(null);
  const { overrides, aliases } = prices;

  // A link from a call's receipt asks for a model's price to be written.
  const { price: asked, provider: server } = search;
  useEffect(() => {
    if (!asked) return;
    const at = overrideOf(overrides, asked, server);
    const price = overrides[at] ?? { model: asked, provider: server ?? "" };
    setOpen({ kind: "price", draft: { at, price, shipped: null } });
    onSearch({ price: undefined, provider: undefined });
  }, [asked, server, overrides, onSearch]);

  const close = () => {
    setOpen(null);
    edits.forget();
  };
  const openPrice = (draft: PriceDraft) => setOpen({ kind: "price", draft });
  const editOverride = (at: number) => {
    const price = overrides[at];
    if (price) openPrice({ at, price, shipped: null });
  };
  const editShipped = (shipped: Price) => {
    const at = overrideOf(overrides, shipped.model, shipped.provider);
    // Its dates are the table's: one's own price holds for all calls unless one says otherwise.
    const copy = { ...shipped, from: null, until: null, hours: null };
    openPrice({ at, price: overrides[at] ?? copy, shipped });
  };
  const savePrice = (draft: PriceDraft, price: Price) => {
    const before = overrides[draft.at] ?? draft.shipped;
    const next = { ...editsOf(prices), overrides: withItem(overrides, draft.at, price) };
    edits.put(next, changeWords(before, price), close);
  };
  const removePrice = (at: number) => {
    const gone = overrides[at];
    if (!gone) return;
    const words = `Your price of ${labelOf(gone)} is removed: the shipped table's holds, where it has one.`;
    edits.put({ ...editsOf(prices), overrides: without(overrides, at) }, words, close);
  };
  const saveAlias = (at: number, alias: Alias) =>
    edits.put(
      { ...editsOf(prices), aliases: withItem(aliases, at, alias) },
      `${alias.name} costs as ${alias.model}.`,
      close,
    );
  const removeAlias = (at: number) =>
    edits.put(
      { ...editsOf(prices), aliases: without(aliases, at) },
      `${aliases[at]?.name} is no alias any more.`,
      close,
    );

  return (
    <>
      <Source prices={prices} />
      <Applied prices={prices} />
      {edits.last && (
        <div className={classes.notice}>
          <Notice
            action={
              edits.last.before && (
                <Button size="compact-xs" variant="default" loading={edits.saving} onClick={edits.undo}>
                  Undo
                </Button>
              )
            }
          >
            {edits.last.words}
          </Notice>
        </div>
      )}
      {edits.failure && !open && (
        <div className={classes.notice}>
          <Notice tone="bad">
            Not saved: {edits.failure.message} {edits.failure.hint}
          </Notice>
        </div>
      )}
      <Unpriced
        models={prices.unpriced}
        onPrice={(model, provider) => openPrice({ at: -1, price: { model, provider }, shipped: null })}
        onAlias={(name) => setOpen({ kind: "alias", at: -1, alias: { name, model: "" } })}
      />
      <Own
        prices={prices}
        onAdd={() => openPrice({ at: -1, price: {}, shipped: null })}
        onEdit={editOverride}
        onRemove={removePrice}
      />
      <Aliases
        aliases={aliases}
        onAdd={() => setOpen({ kind: "alias", at: -1, alias: { name: "", model: "" } })}
        onEdit={(at) => setOpen({ kind: "alias", at, alias: aliases[at] ?? { name: "", model: "" } })}
        onRemove={removeAlias}
      />
      <Shipped
        prices={prices}
        find={search.find ?? ""}
        onFind={(find) => onSearch({ find: find || undefined })}
        onEdit={editShipped}
      />
      {open?.kind === "price" && (
        <PriceDialog
          draft={open.draft}
          saving={edits.saving}
          failure={edits.failure}
          onSave={(price) => savePrice(open.draft, price)}
          onRemove={open.draft.at < 0 ? null : () => removePrice(open.draft.at)}
          onClose={close}
        />
      )}
      {open?.kind === "alias" && (
        <AliasDialog
          alias={open.alias}
          others={open.at < 0 ? aliases : without(aliases, open.at)}
          overrides={overrides}
          saving={edits.saving}
          failure={edits.failure}
          onSave={(alias) => saveAlias(open.at, alias)}
          onClose={close}
        />
      )}
    </>
  );
}

/** Where the shipped figures are from, and of when. */
function Source({ prices }: { prices: Prices }) {
  return (
    <p className={classes.lead}>
      A call costs by your own price for its model, else by the table shipped with the app, from{" "}
      <button
        type="button"
        className={classes.link}
        title={prices.source_url}
        onClick={() => void openOutside(prices.source_url)}
      >
        {prices.source}
      </button>{" "}
      of {prices.date}. All are US dollars for a million tokens. A change holds for what is stored as well.
    </p>
  );
}

/** How far a change has been worked into what is stored. */
function Applied({ prices: { applied } }: { prices: Prices }) {
  if (applied >= 1) return null;
  const percent = Math.floor(applied * 100);
  return (
    <div className={classes.progress} role="status">
      <progress value={applied} max={1} aria-label="Pricing what is stored" />
      What is stored is being priced anew: {percent} %
    </div>
  );
}

interface OwnProps {
  prices: Prices;
  onAdd: () => void;
  onEdit: (at: number) => void;
  onRemove: (at: number) => void;
}

/** The user's own prices. */
function Own({ prices: { overrides }, onAdd, onEdit, onRemove }: OwnProps) {
  return (
    <div className={classes.block}>
      <div className={classes.head}>
        <h3>Your prices{overrides.length > 0 && <span className={classes.n}>{overrides.length}</span>}</h3>
        <Button size="compact-xs" variant="default" onClick={onAdd}>
          Add a price…
        </Button>
      </div>
      {overrides.length === 0 ? (
        <p className={classes.quiet}>None. Add one here, or edit a row of the shipped table.</p>
      ) : (
        <PriceTable
          caption="Your prices"
          prices={overrides}
          actions={(price, at) => (
            <>
              <Button
                size="compact-xs"
                variant="default"
                aria-label={`Edit your price of ${labelOf(price)}`}
                onClick={() => onEdit(at)}
              >
                Edit
              </Button>
              <Button
                size="compact-xs"
                variant="default"
                aria-label={`Remove your price of ${labelOf(price)}`}
                onClick={() => onRemove(at)}
              >
                Remove
              </Button>
            </>
          )}
        />
      )}
    </div>
  );
}
