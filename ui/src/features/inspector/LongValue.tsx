/**
 * A long value opened in its row: text wrapped and virtual, read on by range while it is scrolled; JSON laid out on
 * demand. Owns the box; longText.ts owns what is loaded.
 */
import { Button, SegmentedControl } from "@mantine/core";
import type { Value } from "@proto";
import { useEffect, useState } from "react";
import { bytes as sayBytes } from "../../base/format";
import { looksLikeJson } from "../../widgets/json/pretty";
import { heightOf, TextView } from "../../widgets/json/TextView";
import { useLines } from "../../widgets/json/useLines";
import classes from "./inspector.module.css";
import { type LongText, useLongText } from "./longText";
import type { ReadValue } from "./whole";

/** The tallest a box opens; it can be pulled taller. */
const TALLEST = 440;

interface LongValueProps {
  /** The attribute's key. */
  name: string;
  value: Value;
  /** Reads on; null when what is here is all that can be had. */
  read: ReadValue | null;
  onClose: () => void;
}

export function LongValue({ name, value, read, onClose }: LongValueProps) {
  const long = useLongText(value, read);
  const { loaded, bytes, complete, failed, more } = long;
  const structured = value.type === "array" || value.type === "map";
  const head = long.pieces[0] ?? "";
  const [offersJson] = useState(() => structured || (value.type === "string" && looksLikeJson(head)));
  const [laidOut, setLaidOut] = useState(offersJson);
  const made = useLines(long, laidOut);
  const rows = Math.min(60, Math.max(made.lines.length, Math.ceil(head.length / 50)));
  useReadOn(long, laidOut);
  return (
    <div className={classes.long}>
      <div className={classes.longHead}>
        {offersJson && !structured && (
          <SegmentedControl
            size="xs"
            aria-label="How to show it"
            value={laidOut ? "json" : "text"}
            onChange={(next) => setLaidOut(next === "json")}
            data={[
              { value: "json", label: "JSON" },
              { value: "text", label: "Text" },
            ]}
          />
        )}
        <span className="faint">
          {loaded < bytes ? `${sayBytes(loaded)} of ${sayBytes(bytes)} read` : sayBytes(bytes)}
          {complete && loaded < bytes && ", the rest is in Raw"}
        </span>
        <span className={classes.grow} />
        <Button variant="subtle" color="gray" size="compact-xs" onClick={onClose}>
          Show less
        </Button>
      </div>
      {failed && <p className={classes.bad}>{failed}</p>}
      <div className={classes.longBody} style={{ height: Math.min(TALLEST, heightOf(rows)) }}>
        <TextView
          label={`Value of ${name}`}
          lines={made.lines}
          continued={made.continued}
          version={made}
          json={laidOut}
          onNearEnd={more}
        />
      </div>
    </div>
  );
}

/** Laid out, the value is read to its end without being asked: its shape is what one wants to see. Stops at a failure. */
function useReadOn({ count, complete, failed, more }: LongText, wanted: boolean): void {
  // biome-ignore lint/correctness/useExhaustiveDependencies: every piece that has come asks for the next
  useEffect(() => {
    if (wanted && !complete && !failed) more();
  }, [wanted, count, complete, failed, more]);
}
