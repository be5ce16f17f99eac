/**
 * Importing a file, from anywhere in the app: dropped on the page, or chosen in a dialog. Shows the drop target, the
 * progress and the outcome. The server does the reading.
 */
import { Button, Loader, Modal } from "@mantine/core";
import type { ImportResult } from "@proto";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { useEffect, useState } from "react";
import type { ApiFailure } from "../api/client";
import { importFile, importPath } from "../api/data";
import { plural } from "../base/format";
import { type ChosenFile, chooseFile, watchDrops } from "../host";
import { useActions } from "../widgets/actions";
import classes from "./import.module.css";

export function ImportLayer() {
  const [over, setOver] = useState(false);
  const client = useQueryClient();
  const importing = useMutation<ImportResult, ApiFailure, ChosenFile>({
    mutationFn: (chosen) => ("path" in chosen ? importPath(chosen.path) : importFile(chosen.file)),
    onSettled: () => client.invalidateQueries({ queryKey: ["status"] }),
  });
  const { mutate, reset, status, data, error, variables } = importing;

  useEffect(() => watchDrops({ over: setOver, drop: (file) => mutate(file) }), [mutate]);
  useActions({
    import: () => void chooseFile().then((chosen) => chosen && mutate(chosen)),
  });

  return (
    <>
      {over && (
        <div className={classes.drop} aria-hidden>
          <span>Drop to import</span>
        </div>
      )}
      <Modal
        opened={status !== "idle"}
        onClose={reset}
        title={status === "pending" ? "Importing" : status === "error" ? "Nothing was imported" : "Imported"}
        closeOnClickOutside={status !== "pending"}
      >
        <p className={classes.file}>{variables?.name}</p>
        {status === "pending" && (
          <p className={classes.line} role="status">
            <Loader size="xs" color="gray" /> Reading and storing…
          </p>
        )}
        {error && (
          <div role="alert">
            <p>{error.message}</p>
            {error.hint && <p className="dim">{error.hint}</p>}
          </div>
        )}
        {data && <Outcome result={data} onLeave={reset} />}
      </Modal>
    </>
  );
}

function Outcome({ result, onLeave }: { result: ImportResult; onLeave: () => void }) {
  const [first] = result.trace_ids;
  const nothing = [result.spans, result.logs, result.metric_points].every((n) => n === "0");
  const parts = [
    plural(result.spans, "span"),
    result.logs !== "0" && plural(result.logs, "log record"),
    result.metric_points !== "0" && plural(result.metric_points, "metric point"),
  ].filter((part) => typeof part === "string");
  return (
    <div role="status">
      <p>
        {nothing
          ? "The file holds no telemetry."
          : `${parts.join(", ")}. Spans that were here already are stored once.`}
      </p>
      {result.rejected !== "0" && (
        <div className={classes.refused}>
          <p>{plural(result.rejected, "item")} could not be read:</p>
          <ul>
            {result.reasons.map((reason) => (
              <li key={reason}>{reason}</li>
            ))}
          </ul>
        </div>
      )}
      <div className={classes.buttons}>
        <Button variant="default" onClick={onLeave}>
          Close
        </Button>
        {first && result.trace_ids.length === 1 ? (
          <Button component={Link} to={`/trace/${first}`} onClick={onLeave}>
            Open the trace
          </Button>
        ) : (
          <Button component={Link} to="/traces" onClick={onLeave}>
            See the traces
          </Button>
        )}
      </div>
    </div>
  );
}
