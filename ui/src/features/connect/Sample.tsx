/** "Send a sample": a demo trace through the real receiver, then a link to it. */
import { Button } from "@mantine/core";
import { IconSend } from "@tabler/icons-react";
import { useMutation } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { sendSample } from "../../api/data";
import classes from "./connect.module.css";

export function Sample() {
  const sample = useMutation({ mutationFn: sendSample });
  return (
    <section aria-label="Sample">
      <h2 className={classes.subhead}>Nothing to send yet?</h2>
      <p className={classes.hint}>
        A demo trace of an agent goes through the real receiver, as your program's would.
      </p>
      <div className={classes.row}>
        <Button
          leftSection={<IconSend size={14} />}
          loading={sample.isPending}
          onClick={() => sample.mutate()}
        >
          Send a sample
        </Button>
        {sample.data && (
          <Link to="/trace/$traceId" params={{ traceId: sample.data.trace_id }}>
            Arrived. Open it
          </Link>
        )}
      </div>
      {sample.error && (
        <p className={classes.bad} role="alert">
          {sample.error.message} {"hint" in sample.error && String(sample.error.hint ?? "")}
        </p>
      )}
    </section>
  );
}
