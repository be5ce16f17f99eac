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
import { usePretty } from "../../widgets/json/useLines";
import classes from "./inspector.module.css";
import { type LongText, useLongText } from "./longText";
import { valueText } from "./values";
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
  const { bytes } = long;
  const structured = value.type === "array" || value.type === "map";
  const [text] = useState(() => valueText(value));
  const offersJson = structured || (value.type === "string" && looksLikeJson(text));
  const [laidOut, setLaidOut] = useState(offersJson);
  const whole = useWhole(long, laidOut);
  const pretty = usePretty(laidOut ? whole.text : null);
  const lines = laidOut ? pretty.lines : long.lines;
  const rows = Math.min(60, Math.max(lines.length, Math.ceil(text.length / 50)));
  const failed = whole.failed ?? long.failed;
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
          {long.loaded < bytes && !(laidOut && whole.text !== null)
            ? `${sayBytes(long.loaded)} of ${sayBytes(bytes)} read`
            : sayBytes(bytes)}
          {!read && long.loaded < bytes && ", the rest is in Raw"}
        </span>
        <span className={classes.grow} />
        <Button variant="subtle" color="gray" size="compact-xs" onClick={onClose}>
          Show less
        </Button>
      </div>
      {failed && <p className={classes.bad}>{failed}</p>}
      <div className={classes.longBody} style={{ height: Math.min(TALLEST, heightOf(rows)) }}>
        {laidOut && whole.text === null ? (
          <p className="faint">Reading {sayBytes(bytes)}…</p>
        ) : (
          <TextView
            label={`Value of ${name}`}
            lines={lines}
            version={laidOut ? pretty : long.version}
            json={laidOut}
            onNearEnd={laidOut ? undefined : long.more}
          />
        )}
      </div>
    </div>
  );
}

/** The whole text, once it is needed. A head that nothing can be read onto counts as the whole. */
function useWhole(long: LongText, needed: boolean): { text: string | null; failed: string | null } {
  const [state, setState] = useState<{ text: string | null; failed: string | null }>({
    text: null,
    failed: null,
  });
  const { all } = long;
  const missing = needed && state.text === null;
  useEffect(() => {
    if (!missing) return;
    let gone = false;
    all().then(
      (text) => !gone && setState({ text, failed: null }),
      (error: unknown) =>
        !gone && setState({ text: null, failed: error instanceof Error ? error.message : String(error) }),
    );
    return () => {
      gone = true;
    };
  }, [missing, all]);
  return state;
}
