/** Tokens and cost in the trace's header, and, for who rests on them or tabs to them, what they are made of. */
import { Tooltip } from "@mantine/core";
import { type ReactNode, useMemo } from "react";
import { compact, count, plural } from "../../base/format";
import { costSaid, exact, tokensSaid, usageLines, usd } from "../../base/usage";
import classes from "./header.module.css";
import type { TraceModel } from "./outline";
import { receiptOf } from "./receipt";

/** Silent where the trace made no model call. */
export function Sums({ model }: { model: TraceModel }) {
  const { totals, models } = model.outline.summary;
  const calls = models.length > 0;
  const tokens = tokensSaid(totals, calls);
  const cost = costSaid(totals, calls);
  if (!tokens && !cost) return null;
  const spoken = [tokens && `Tokens: ${tokens.short}`, cost && `Cost: ${cost.short}`]
    .filter(Boolean)
    .join(", ");
  return (
    <Tooltip
      label={<Paper model={model} />}
      events={{ hover: true, focus: true, touch: true }}
      openDelay={200}
      multiline
      classNames={{ tooltip: classes.paper ?? "" }}
    >
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: the keyboard asks for the receipt by resting on the sum */}
      <span className={`${classes.fact} ${classes.sums}`} role="note" aria-label={spoken} tabIndex={0}>
        {tokens?.known && (
          <span>
            <b>{tokens.short}</b> tokens
          </span>
        )}
        {tokens && !tokens.known && <span>tokens {tokens.short}</span>}
        {/* Without tokens it goes without saying that there is no cost. */}
        {cost && (cost.known || tokens?.known) && (
          <span>{cost.known ? <b>{cost.short}</b> : cost.short}</span>
        )}
      </span>
    </Tooltip>
  );
}

/** The receipt: counted calls by model, their sum, and what is uncertain about it. */
function Paper({ model }: { model: TraceModel }) {
  const { totals } = model.outline.summary;
  const { lines, repeats } = useMemo(() => receiptOf(model), [model]);
  const notes: string[] = [];
  if (totals.tokens_at_least) notes.push("At least: some model call reported no usage.");
  const unpriced = lines.filter((line) => line.unpriced > 0);
  if (unpriced.length > 0) {
    const names = unpriced.map((line) => line.model || "an unnamed model").join(", ");
    notes.push(`Without a price: ${names}. Settings → Prices gives one.`);
  }
  if (repeats > 0)
    notes.push(
      `${plural(repeats, "span")} ${repeats === 1 ? "repeats" : "repeat"} tokens that another span has: not counted again.`,
    );
  return (
    <div>
      {lines.length > 0 && (
        <table className={classes.receipt}>
          <thead>
            <tr>
              <th scope="col">Model</th>
              <th scope="col">Calls</th>
              <th scope="col">Read</th>
              <th scope="col">Written</th>
              <th scope="col">Cost</th>
            </tr>
          </thead>
          <tbody>
            {lines.map((line) => (
              <tr key={line.model}>
                <th scope="row">{line.model || "not named"}</th>
                <td>{count(line.calls)}</td>
                <Cell of={line.input} />
                <Cell of={line.output} />
                <td>
                  {line.cost === null ? "unpriced" : `${line.unpriced > 0 ? "≥ " : ""}${usd(line.cost)}`}
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
      {usageLines(totals).map((line) => (
        <Note key={line}>{line}</Note>
      ))}
      {totals.cost !== null && (
        <Note>
          {totals.cost_at_least ? "At least " : ""}
          {exact(totals.cost)} by the price table
        </Note>
      )}
      {notes.map((note) => (
        <Note key={note}>{note}</Note>
      ))}
    </div>
  );
}

function Cell({ of }: { of: number | null }) {
  return <td title={of === null ? "not said" : count(of)}>{of === null ? "–" : compact(of)}</td>;
}

function Note({ children }: { children: ReactNode }) {
  return <p className={classes.paperNote}>{children}</p>;
}
