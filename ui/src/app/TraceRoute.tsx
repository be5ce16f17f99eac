/** Joins the trace view with the address, with the inspector, and the inspector with the list: features that do not know of each other. */
import { useQueryClient } from "@tanstack/react-query";
import { getRouteApi, useRouter } from "@tanstack/react-router";
import { useCallback } from "react";
import { conversationQuery } from "../api/conversations";
import { SpanConversation } from "../features/conversation/SpanConversation";
import { TraceConversation } from "../features/conversation/TraceConversation";
import { AttributeActionsProvider } from "../features/inspector/attributeActions";
import { Inspector } from "../features/inspector/Inspector";
import { TracePage } from "../features/trace/TracePage";
import type { TraceSearchParams } from "../features/trace/url";
import { useAttributeActions } from "./attributeActions";
import { useSpanAddress } from "./spanAddress";

const route = getRouteApi("/trace/$traceId");

export function TraceRoute() {
  const { traceId } = route.useParams();
  const search = route.useSearch();
  const navigate = route.useNavigate();
  const router = useRouter();
  // Replaces: one step back leaves the trace, and forward shows it as it was left.
  const onSearch = useCallback(
    (change: Partial<TraceSearchParams>) =>
      void navigate({ search: (now) => ({ ...now, ...change }), replace: true }),
    [navigate],
  );
  const actions = useAttributeActions();
  const hrefOf = useSpanAddress();
  const client = useQueryClient();
  const warmConversation = useCallback(
    (traceId: string, spanId: string) => void client.prefetchQuery(conversationQuery(traceId, spanId)),
    [client],
  );
  const onBack = useCallback(() => {
    if (router.history.canGoBack()) router.history.back();
    else void navigate({ to: "/traces" });
  }, [router, navigate]);
  return (
    <AttributeActionsProvider value={actions}>
      <TracePage
        traceId={traceId}
        search={search}
        onSearch={onSearch}
        onBack={onBack}
        conversation={({ traceId, spanId, onSpan }) => (
          <TraceConversation
            key={traceId}
            traceId={traceId}
            spanId={spanId}
            onSpan={(_, span) => onSpan(span, false)}
            hrefOf={hrefOf}
          />
        )}
        inspector={(span, controls) => (
          <Inspector
            span={span}
            tab={search.tab}
            onTab={(tab) => onSearch({ tab })}
            onSpan={(span) => onSearch({ span })}
            conversation={(span) => (
              <SpanConversation
                span={span}
                onSpan={(_, spanId) => onSearch({ span: spanId })}
                hrefOf={hrefOf}
              />
            )}
            warmConversation={warmConversation}
            controls={controls}
          />
        )}
      />
    </AttributeActionsProvider>
  );
}
