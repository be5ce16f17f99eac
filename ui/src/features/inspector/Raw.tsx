/** The Raw tab: the span as OTLP JSON, laid out in slices and shown by the rows in sight, so that megabytes flow. */
import { useQuery } from "@tanstack/react-query";
import { rawQuery } from "../../api/traces";
import { bytes, count } from "../../base/format";
import { CopyButton } from "../../widgets/copy";
import { TextView } from "../../widgets/json/TextView";
import { usePretty } from "../../widgets/json/useLines";
import { Failed, Loading } from "../../widgets/states";
import classes from "./inspector.module.css";

/** The line after which the span stands. */
const SPANS = '"spans": [';
/** Where that line is looked for: a resource longer than this is looked at first. */
const HEAD_LINES = 2_000;

export function Raw({ traceId, spanId }: { traceId: string; spanId: string }) {
  const query = useQuery({ ...rawQuery(traceId, spanId), structuralSharing: false, gcTime: 10_000 });
  const pretty = usePretty(query.data ?? null);
  // OTLP names the resource first, at length: one comes for the span, and finds the resource by scrolling up.
  const at = pretty.lines.slice(0, HEAD_LINES).findIndex((line) => line.endsWith(SPANS));
  const start = at < 0 ? undefined : at;
  if (query.error && query.data === undefined) {
    return (
      <Failed what="The span could not be read" error={query.error} onRetry={() => void query.refetch()} />
    );
  }
  if (query.data === undefined) return <Loading what="the span as OTLP JSON" />;
  const text = query.data;
  return (
    <div className={classes.column}>
      <div className={classes.rawHead}>
        <span className="dim">OTLP JSON</span>
        <span className="faint">
          {bytes(text.length)}, {count(pretty.lines.length)} lines{pretty.done ? "" : "…"}
        </span>
        <span className={classes.grow} />
        <CopyButton text={text} label="Copy the OTLP JSON" />
      </div>
      <div className={classes.fill}>
        <TextView
          key={spanId}
          label="OTLP JSON"
          lines={pretty.lines}
          continued={pretty.continued}
          version={pretty}
          json
          startAt={start}
        />
      </div>
    </div>
  );
}
