/** The address of a span's place in its trace, for links that may open elsewhere. */
import { useRouter } from "@tanstack/react-router";
import { useCallback } from "react";

export function useSpanAddress(): (traceId: string, spanId: string) => string {
  const router = useRouter();
  return useCallback(
    (traceId, spanId) =>
      router.buildLocation({ to: "/trace/$traceId", params: { traceId }, search: { span: spanId } }).href,
    [router],
  );
}
