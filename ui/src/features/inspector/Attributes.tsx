/** The Attributes tab: groups, a filter, thousands of rows if need be. attributes.ts owns what belongs where. */

import type { Span } from "@proto";
import { useMemo, useState } from "react";
import { getValue } from "../../api/traces";
import { count } from "../../base/format";
import { LongList } from "../../widgets/longlist";
import { AttributeRow } from "./AttributeRow";
import { attributeLines } from "./attributes";
import classes from "./inspector.module.css";

export function Attributes({ span }: { span: Span }) {
  const [filter, setFilter] = useState("");
  const lines = useMemo(() => attributeLines(span, filter), [span, filter]);
  const shown = lines.filter((line) => line.kind === "attribute").length;
  const { trace_id: traceId, span_id: spanId } = span;
  return (
    <div className={classes.column}>
      <div className={classes.filter}>
        <input
          value={filter}
          placeholder="Filter by key or value"
          aria-label="Filter attributes by key or value"
          spellCheck={false}
          onChange={(event) => setFilter(event.currentTarget.value)}
          onKeyDown={(event) => {
            if (event.key !== "Escape") return;
            event.stopPropagation();
            if (filter) setFilter("");
            else event.currentTarget.blur();
          }}
        />
        {filter && (
          <output className="faint">
            {shown === 0 ? "nothing fits" : `${count(shown)} ${shown === 1 ? "fits" : "fit"}`}
          </output>
        )}
      </div>
      {lines.length === 0 && !filter && (
        <p className={classes.none}>No attributes were sent with this span.</p>
      )}
      <div className={classes.fill}>
        <LongList
          label="Attributes"
          items={lines}
          keyOf={(line) => `${spanId} ${line.id}`}
          estimate={(line) => (line.kind === "group" ? 34 : 26)}
          render={(line) =>
            line.kind === "group" ? (
              <h3 className={classes.group}>
                {line.title} <span className={classes.count}>{count(line.count)}</span>
                {line.note && <span className={classes.note}>{line.note}</span>}
              </h3>
            ) : (
              <AttributeRow
                attribute={line.attribute}
                repeated={line.repeated}
                reach={line.owner === "scope" ? null : "span"}
                read={
                  line.owner === "span"
                    ? (range) => getValue({ traceId, spanId, key: line.attribute.key, ...range })
                    : null
                }
              />
            )
          }
        />
      </div>
    </div>
  );
}
