/**
 * Exporting everything, from anywhere in the app: to a file named in the window's dialog, or as a browser's download.
 * Shows what came of it in the window; a browser shows its downloads itself. Never exports a part: views do.
 */
import { Button, Loader, Modal } from "@mantine/core";
import { useMutation } from "@tanstack/react-query";
import type { ApiFailure } from "../api/client";
import { exportPath, exportUrl } from "../api/data";
import { day, now } from "../base/time";
import { chooseSavePath, download, inWindow } from "../host";
import { useActions } from "../widgets/actions";
import classes from "./import.module.css";

export function ExportLayer() {
  const writing = useMutation<void, ApiFailure, string>({ mutationFn: (path) => exportPath(path, []) });
  const { mutate, reset, status, error, variables } = writing;
  const start = async () => {
    const name = `waterglass-${day(now())}.jsonl`;
    if (!inWindow) return download(exportUrl(), name);
    const path = await chooseSavePath(name);
    if (path) mutate(path);
  };
  useActions({ export: () => void start() });
  return (
    <Modal
      opened={status !== "idle"}
      onClose={reset}
      title={status === "pending" ? "Exporting" : error ? "Not exported" : "Exported"}
      closeOnClickOutside={status !== "pending"}
    >
      <p className={classes.file}>{variables}</p>
      {status === "pending" && (
        <p className={classes.line} role="status">
          <Loader size="xs" color="gray" /> Writing everything that came in…
        </p>
      )}
      {error && (
        <div role="alert">
          <p>{error.message}</p>
          {error.hint && <p className="dim">{error.hint}</p>}
        </div>
      )}
      {status === "success" && <p role="status">Everything that came in is written, as OTLP JSON lines.</p>}
      {status !== "pending" && (
        <div className={classes.buttons}>
          <Button variant="default" onClick={reset}>
            Close
          </Button>
        </div>
      )}
    </Modal>
  );
}
