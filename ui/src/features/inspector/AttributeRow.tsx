/**
 * One attribute: key, value, type, and the buttons that filter by it and copy it. Short values stand whole, long ones by their
 * beginning with the way to the rest. Never cuts silently.
 */

import type { Attribute, Value } from "@proto";
import { useState } from "react";
import type { Reach } from "../../base/attributeTerms";
import { bytes as sayBytes } from "../../base/format";
import { CopyButton } from "../../widgets/copy";
import { AttributeButtons } from "./attributeActions";
import classes from "./inspector.module.css";
import { LongValue } from "./LongValue";
import { cutBytes, preview, sizeOf, valueText, valueType } from "./values";
import { type ReadValue, wholeValue } from "./whole";

interface AttributeRowProps {
  attribute: Attribute;
  /** The same key came before in this group. */
  repeated?: boolean;
  /** Reads on in a text that was cut; null when it cannot be. */
  read: ReadValue | null;
  /** Whose it is, for the filter; null where no filter reaches. */
  reach?: Reach | null;
}

export function AttributeRow({ attribute, repeated = false, read, reach = null }: AttributeRowProps) {
  const { key, value } = attribute;
  const [open, setOpen] = useState(false);
  const reader = cutBytes(value) > 0 ? read : null;
  const copy = async () => valueText(reader ? await wholeValue(value, reader) : value);
  return (
    <div className={classes.attribute} data-open={open || undefined}>
      <div className={classes.key} title={repeated ? `${key} (sent more than once)` : key}>
        <Key text={key} />
        {repeated && <span className={classes.warn}> again</span>}
      </div>
      <div className={classes.value}>
        {open ? null : <ValueText value={value} onOpen={() => setOpen(true)} />}
      </div>
      <div className={classes.tools}>
        {value.type !== "string" && <span className={classes.type}>{valueType(value)}</span>}
        <span className={classes.copies}>
          {reach && <AttributeButtons attribute={attribute} reach={reach} />}
          <CopyButton text={key} label={`Copy the key ${key}`} size={18} />
          <CopyButton text={copy} label={`Copy the value of ${key}`} size={18} />
        </span>
      </div>
      {open && <LongValue name={key} value={value} read={reader} onClose={() => setOpen(false)} />}
    </div>
  );
}

/** The key with its last part in the foreground: the namespace stands in the group's head already. */
function Key({ text }: { text: string }) {
  const dot = text.indexOf(".");
  if (dot <= 0) return <Breakable text={text} />;
  return (
    <>
      <span className="faint">{text.slice(0, dot + 1)}</span>
      <Breakable text={text.slice(dot + 1)} />
    </>
  );
}

/** Long keys break after their dots and underscores, not in the middle of a word. */
function Breakable({ text }: { text: string }) {
  return text.split(/(?<=[._])/).map((part, index) => (
    // biome-ignore lint/suspicious/noArrayIndexKey: parts of one key never move
    <span key={index}>
      {part}
      <wbr />
    </span>
  ));
}

/** A short value whole, a long one by its beginning. */
function ValueText({ value, onOpen }: { value: Value; onOpen: () => void }) {
  if (value.type === "empty") return <span className={classes.nothing}>no value</span>;
  const text = valueText(value);
  if (text === "") return <span className={classes.nothing}>empty</span>;
  const head = preview(text);
  if (head === null && cutBytes(value) === 0) {
    return (
      <>
        <span className={classes.text}>{text}</span>
        {value.type === "bytes" && <span className={classes.size}> {sayBytes(value.bytes)}</span>}
      </>
    );
  }
  return (
    <>
      <span className={classes.text}>{head ?? text}</span>
      <button type="button" className={classes.more} onClick={onOpen}>
        … all {sayBytes(sizeOf(value))}
      </button>
    </>
  );
}
