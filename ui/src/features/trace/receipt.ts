/**
 * What a trace's tokens and cost are made of: its counted model calls by model, and what was left out and why it was.
 * Pure; made when somebody asks. The receipt of one call is the inspector's.
 */
import type { TraceModel } from "./outline";

/** One model's part of the sum. */
export interface ReceiptLine {
  /** Its name; empty where spans name none. */
  readonly model: string;
  readonly calls: number;
  /** Null where no call said. */
  readonly input: number | null;
  readonly output: number | null;
  /** US dollars of the calls that are priced; null where none is. */
  readonly cost: number | null;
  /** Calls without a price. */
  readonly unpriced: number;
}

export interface Receipt {
  /** Dearest first, then by tokens. */
  readonly lines: readonly ReceiptLine[];
  /** Spans that repeat tokens another span has: not in the sum. */
  readonly repeats: number;
}

const plus = (sum: number | null, more: number | null | undefined) =>
  more === null || more === undefined ? sum : (sum ?? 0) + more;

/** The receipt of a trace. O(spans). */
export function receiptOf(model: TraceModel): Receipt {
  const { spans: columns, strings } = model.outline;
  const lines = new Map<string, ReceiptLine>();
  let repeats = 0;
  for (let span = 0; span < model.spans; span++) {
    const counted = columns.counted[span];
    if (counted === false) repeats += 1;
    if (counted !== true) continue;
    const name = strings[columns.model[span] ?? -1] ?? "";
    const line = lines.get(name);
    const cost = columns.cost[span] ?? null;
    lines.set(name, {
      model: name,
      calls: (line?.calls ?? 0) + 1,
      input: plus(line?.input ?? null, columns.input_tokens[span]),
      output: plus(line?.output ?? null, columns.output_tokens[span]),
      cost: plus(line?.cost ?? null, cost),
      unpriced: (line?.unpriced ?? 0) + (cost === null ? 1 : 0),
    });
  }
  const tokens = (line: ReceiptLine) => (line.input ?? 0) + (line.output ?? 0);
  return {
    lines: [...lines.values()].sort((a, b) => (b.cost ?? -1) - (a.cost ?? -1) || tokens(b) - tokens(a)),
    repeats,
  };
}
