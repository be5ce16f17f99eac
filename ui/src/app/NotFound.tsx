/** The page for an address that leads nowhere. */
import { Button } from "@mantine/core";
import { Link } from "@tanstack/react-router";
import { Empty } from "../widgets/states";

export function NotFound() {
  return (
    <Empty
      title="There is nothing at this address"
      action={
        <Button component={Link} to="/traces" variant="default">
          Go to Traces
        </Button>
      }
    >
      The link may be from a later version, or mistyped.
    </Empty>
  );
}
