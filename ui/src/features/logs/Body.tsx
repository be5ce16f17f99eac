/** A record's message: as text, and when only its head is here, the rest on demand. A long one is drawn by lines. */
import { Button } from "@mantine/core";
import type { Value } from "@proto";
import { useMutation } from "@tanstack/react-query";
import { getLogValue } from "../../api/logs";
import { bytes } from "../../base/format";
import { CopyButton } from "../../widgets/copy";
import { TextView } from "../../widgets/json/TextView";
import classes from "./logs.module.css";
import { hiddenBytes, printValue } from "./value";

/** Bytes asked for at a time. */
const PIECE = 1 << 20;

export function Body({ id, value }: { id: string; value: Value }) {
  const head = printValue(value);
  const missing = value.type === "string" ? hiddenBytes(value) : 0;
  const whole = useMutation({ mutationFn: () => readRest(id, head) });
  if (value.type === "empty") {
    return (
      <div className={classes.message}>
        <span className="faint">No body</span>
      </div>
    );
  }
  return (
    <>
      <div className={classes.message}>
        {whole.data === undefined ? (
          <pre>{head}</pre>
        ) : (
          <div className={classes.whole}>
            <TextView label="Message" lines={whole.data.split(/\r?\n/)} />
          </div>
        )}
        <CopyButton
          text={missing === 0 ? head : async () => whole.data ?? readRest(id, head)}
          label={missing === 0 ? "Copy the message" : "Copy the whole message"}
        />
      </div>
      {missing > 0 && whole.data === undefined && (
        <p className={classes.more}>
          {bytes(missing)} more
          <Button
            size="compact-xs"
            variant="default"
            loading={whole.isPending}
            onClick={() => whole.mutate()}
          >
            Show all
          </Button>
          {whole.error && <span role="alert">{whole.error.message}</span>}
        </p>
      )}
    </>
  );
}

/** The whole text: what is here, and the rest by ranges. */
async function readRest(id: string, head: string): Promise<string> {
  const utf8 = new TextEncoder();
  const pieces = [head];
  let offset = utf8.encode(head).length;
  for (;;) {
    const range = await getLogValue(id, offset, PIECE);
    pieces.push(range.text);
    offset = range.offset + utf8.encode(range.text).length;
    if (range.text === "" || offset >= range.bytes) return pieces.join("");
  }
}
