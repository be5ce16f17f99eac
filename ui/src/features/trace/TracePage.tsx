/**
 * The trace view: fetches the outline, says so when it can't, and shows it. Owns the page's states (loading, failed,
 * not found, stale); TraceView owns what is done with a trace once it is here.
 */
import { Button } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { type ReactNode, useMemo } from "react";
import { Empty, Failed, Loading, Notice } from "../../widgets/states";
import { outlineQuery } from "./data";
import { traceModel } from "./outline";
import { type InspectedSpan, TraceView } from "./TraceView";
import classes from "./trace.module.css";
import type { TraceSearchParams } from "./url";

/** What the conversation is told. */
export interface ConversationParts {
  traceId: string;
  /** The selected span, which the inspector shows. */
  spanId: string | undefined;
  /** Selects a span; with `show` the tree comes to the front. */
  onSpan: (spanId: string, show?: boolean) => void;
}

export interface TracePageProps {
  /** 32 hex digits. */
  traceId: string;
  search: TraceSearchParams;
  /** Writes into the address, in place of what stands there. */
  onSearch: (change: Partial<TraceSearchParams>) => void;
  /** Where the user came from, or the list. */
  onBack: () => void;
  /** The trace read as one conversation, shown in its tab. */
  conversation?: ((parts: ConversationParts) => ReactNode) | undefined;
  /** The inspector of a span; `controls` are the buttons that belong into its corner. */
  inspector: (span: InspectedSpan, controls: ReactNode) => ReactNode;
}

export function TracePage(props: TracePageProps) {
  const { traceId, onBack } = props;
  const query = useQuery(outlineQuery(traceId));
  const model = useMemo(() => query.data && traceModel(query.data), [query.data]);
  const gone = query.error?.code === "not_found";

  if (!model || gone || model.spans === 0) {
    return (
      <>
        <h1 className="visually-hidden">Trace</h1>
        {gone || model ? (
          <NotHere traceId={traceId} onBack={onBack} />
        ) : query.error ? (
          <Failed
            what="The trace could not be read"
            error={query.error}
            onRetry={() => void query.refetch()}
          />
        ) : (
          <Loading what="the trace" />
        )}
      </>
    );
  }
  return (
    <div className={classes.page}>
      {query.error && <Notice tone="bad">What is shown may be out of date: {query.error.message}</Notice>}
      <TraceView key={traceId} {...props} model={model} />
    </div>
  );
}

function NotHere({ traceId, onBack }: { traceId: string; onBack: () => void }) {
  return (
    <Empty
      title="This trace is not stored here"
      action={
        <Button variant="default" onClick={onBack}>
          Back to the list
        </Button>
      }
    >
      <p>It may have been cleared, or its first span is still on the way: then it opens here by itself.</p>
      <p className="mono">{traceId}</p>
    </Empty>
  );
}
