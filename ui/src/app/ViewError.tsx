/** A view that broke: says so in its place, so that rail, palette and the other views stay usable. */
import { Button } from "@mantine/core";
import type { ErrorComponentProps } from "@tanstack/react-router";
import { CopyButton } from "../widgets/copy";
import { Empty } from "../widgets/states";

export function ViewError({ error, reset }: ErrorComponentProps) {
  const details = error instanceof Error ? (error.stack ?? error.message) : String(error);
  return (
    <div role="alert" style={{ height: "100%" }}>
      <Empty
        title="This view broke"
        action={
          <>
            <Button variant="default" onClick={reset}>
              Try again
            </Button>
            <CopyButton text={details} label="Copy the details" size={24} />
          </>
        }
      >
        <p>
          That is a fault in Waterglass, not in your data: what was received is stored. The other views go on
          working.
        </p>
        <p className="mono">{error instanceof Error ? error.message : String(error)}</p>
      </Empty>
    </div>
  );
}
