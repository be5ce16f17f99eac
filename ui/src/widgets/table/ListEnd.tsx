/** What stands after a list's last row: the next page on its way, or why it did not come. */
import { Button } from "@mantine/core";
import { useSlow } from "../states";

interface ListEndProps {
  loading: boolean;
  error: Error | null;
  onRetry: () => void;
  /** Nothing more to come. */
  done: boolean;
}

export function ListEnd({ loading, error, onRetry, done }: ListEndProps) {
  const slow = useSlow(loading);
  if (error) {
    return (
      <span role="alert">
        More rows could not be read: {error.message}{" "}
        <Button size="compact-xs" variant="default" onClick={onRetry}>
          Try again
        </Button>
      </span>
    );
  }
  if (slow) return <span role="status">Loading more…</span>;
  return done ? <span>That is all.</span> : null;
}
