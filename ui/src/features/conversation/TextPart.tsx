/**
 * A text as the switch says: Markdown, or as it was written. JSON is laid out either way. Owns when a text is too long for
 * either, and showing only the beginning of what is not the answer.
 */
import { useCallback, useMemo } from "react";
import { bytes as sayBytes } from "../../base/format";
import { utf8Length } from "../../base/utf8";
import { openOutside } from "../../host";
import { JsonText } from "../../widgets/json/JsonText";
import { looksLikeJson } from "../../widgets/json/pretty";
import { MARKDOWN_MOST, Markdown } from "../../widgets/markdown/Markdown";
import { useFold, useReading } from "./context";
import classes from "./conversation.module.css";
import { useForm } from "./form";
import { LongText } from "./LongText";
import { Elsewhere } from "./MediaPart";
import { type Cut, useWhole } from "./pieces";
import { isTall } from "./words";

/** Longer texts stand in a box. Characters. */
const TEXT_MOST = 24_000;

/** Texts up to so many bytes are fetched whole when they are looked at; longer ones are read on in their box. */
const FETCHED = 64 * 1024;

interface TextPartProps {
  /** Unique in the list: remembers whether it is open. */
  id: string;
  /** Names it: "Answer", "User message". */
  label: string;
  cut: Cut;
  /** Shown whole, whatever its length. */
  whole: boolean;
  /** Written by people or models, not by programs: may be Markdown. */
  prose?: boolean;
}

export function TextPart({ id, label, cut, whole, prose = true }: TextPartProps) {
  const form = useForm();
  const { fetched } = useReading();
  const [open, toggle] = useFold(id);
  const clamps = !whole && isTall(cut.text);
  // One of many is sent by its beginning even when it is short: the rest comes when it is looked at.
  const short = cut.bytes === null || cut.bytes <= FETCHED;
  const got = useWhole(cut, short && (open || !clamps), fetched, `${id} ${cut.bytes}`);
  const { text, complete } = got;
  const markdown = form === "markdown" && prose;
  const json = useMemo(
    () => form !== "text" && (complete ? isJson(text) : looksLikeJson(text)),
    [form, text, complete],
  );
  if (!short || text.length > (markdown && !json ? MARKDOWN_MOST : TEXT_MOST)) {
    return (
      <LongText
        key={id}
        label={label}
        cut={complete ? { ...cut, text, bytes: null } : cut}
        json={form !== "text"}
        answer={whole}
        note={markdown && !looksLikeJson(text) ? "Shown as text: too long for Markdown" : undefined}
      />
    );
  }
  if (text === "") return <span className={classes.nothing}>empty</span>;
  const shown = json ? (
    <JsonText label={label} text={text} />
  ) : markdown ? (
    <Prose text={text} />
  ) : (
    <div className={prose ? classes.plain : classes.mono}>{text}</div>
  );
  const unread = got.failed !== undefined && (
    <p className={classes.bad} role="alert">
      The rest could not be read: {got.failed}{" "}
      <button type="button" className={classes.link} onClick={got.retry}>
        Try again
      </button>
    </p>
  );
  if (!clamps)
    return (
      <>
        {shown}
        {unread}
      </>
    );
  return (
    <div className={classes.clamp} data-open={open || undefined}>
      <div className={classes.clamped}>{shown}</div>
      {unread}
      <button type="button" className={classes.more} aria-expanded={open} onClick={toggle}>
        {open ? "Show less" : `Show all ${sayBytes(cut.bytes ?? utf8Length(text))}`}
      </button>
    </div>
  );
}

function Prose({ text }: { text: string }) {
  const onLink = useCallback((address: string) => void openOutside(address), []);
  const picture = useCallback(
    (address: string, caption: string) => (
      <Elsewhere kind="image" uri={address} caption={caption || "Picture"} />
    ),
    [],
  );
  return <Markdown text={text} onLink={onLink} picture={picture} />;
}

/** Whether a text is JSON of some structure, all of it. Long ones are believed by their beginning. */
export function isJson(text: string): boolean {
  if (!looksLikeJson(text)) return false;
  if (text.length > TEXT_MOST) return true;
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}
