/**
 * What a trace was about, in its row: the first prompt or the last answer, asked for when the row comes into sight. Until it
 * is here the cell is empty, so that nothing moves when it comes.
 */
import { useQuery } from "@tanstack/react-query";
import { previewQuery } from "../../api/previews";
import { oneLine } from "../../base/oneLine";

interface PreviewCellProps {
  traceId: string;
  side: "input" | "output";
}

const MISSING = {
  input: "No prompt was recorded",
  output: "No answer was recorded",
};

export function PreviewCell({ traceId, side }: PreviewCellProps) {
  const { data } = useQuery(previewQuery(traceId));
  if (!data) return null;
  const text = data[side];
  if (text === null)
    return (
      <span className="faint" title={MISSING[side]}>
        –
      </span>
    );
  return (
    <span className="dim ellipsis" title={text}>
      {oneLine(text)}
    </span>
  );
}
