/** The list of traces. */
import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { getTraces } from "../../api/traces";

export function TracesPage() {
  const list = useQuery({
    queryKey: ["traces"],
    queryFn: ({ signal }) => getTraces({}, signal),
    meta: { kinds: ["traces"] },
  });
  return (
    <ul>
      {list.data?.rows.map((row) => (
        <li key={row.trace_id}>
          <Link to="/trace/$traceId" params={{ traceId: row.trace_id }}>
            {row.name}
          </Link>
        </li>
      ))}
    </ul>
  );
}
