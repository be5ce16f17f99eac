/** The Raw tab: the span as OTLP JSON, laid out in slices and shown by the rows in sight, so that megabytes flow. */
import { useQuery } from "@tanstack/react-query";
import { rawQuery } from "../../api/traces";
import { bytes, count } from "../../base/format";
import { CopyButton } from "../../widgets/copy";
import { TextView } from "../../widgets/json/TextView";
import { usePretty } from "../../widgets/json/useLines";
import { Failed, Loading } from "../../widgets/states";
import classes from "./inspector.module.css";

export function Raw({ traceId, spanId }: { traceId: string; spanId: string }) {
  const query = useQuery({ ...rawQuery(traceId, spanId), structuralSharing: false, gcTime: 10_000 });
  const pretty = usePretty(query.data ?? null);
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
        <TextView label="OTLP JSON" lines={pretty.lines} version={pretty} json />
      </div>
    </div>
  );
}
