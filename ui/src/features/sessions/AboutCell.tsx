/**
 * What a session began with, in its row: the first prompt of its first trace, asked for when the row comes into sight. Until it is
 * here the cell is empty, so that nothing moves when it comes.
 */
import { useQuery } from "@tanstack/react-query";
import { previewQuery } from "../../api/previews";
import { oneLine } from "../../base/oneLine";

export function AboutCell({ traceId }: { traceId: string }) {
  const { data } = useQuery(previewQuery(traceId));
  if (!data) return null;
  return data.input === null ? (
    <span className="faint" title="No prompt was recorded in its first trace">
      –
    </span>
  ) : (
    <span className="dim ellipsis" title={data.input}>
      {oneLine(data.input)}
    </span>
  );
}
