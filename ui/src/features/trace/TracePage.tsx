/** The trace view. */
import { useQuery } from "@tanstack/react-query";
import { getRouteApi } from "@tanstack/react-router";
import { traceQuery } from "../../api/traces";

const route = getRouteApi("/trace/$traceId");

export function TracePage() {
  const { traceId } = route.useParams();
  const outline = useQuery(traceQuery(traceId));
  return <h1>{outline.data?.summary.name ?? traceId}</h1>;
}
