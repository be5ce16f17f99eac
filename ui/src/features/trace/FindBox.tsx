/**
 * Search in the trace: the box, the count, the walk from match to match, and where the current one was found.
 * Asks the server (names, attributes, message text) a moment after the last key; what the matches mean for the tree
 * is the page's business.
 */
import { ActionIcon, Tooltip } from "@mantine/core";
import { IconChevronDown, IconChevronUp, IconSearch, IconX } from "@tabler/icons-react";
import { type RefObject, useEffect, useRef, useState } from "react";
import { count, plural } from "../../base/format";
import { Keys } from "../../widgets/text";
import classes from "./find.module.css";
import { Marked } from "./Marked";

/** Rest after the last key before the server is asked. */
const REST_MS = 160;

/** What the search found, as the box tells it. */
export interface Found {
  /** Matching spans. */
  readonly matches: number;
  /** True when there may be more. */
  readonly truncated: boolean;
  /** Log records that match too and belong to none of the spans. */
  readonly otherLogs: number;
  /** The place of the selected span among them from 1; 0 when it is none. */
  readonly at: number;
  /** Where in the selected span: `gen_ai.input.messages: …refund…`. */
  readonly where: { field: string; snippet: string } | null;
  readonly pending: boolean;
  readonly failed: string | null;
}

interface FindBoxProps {
  find: string;
  found: Found | null;
  onFind: (text: string) => void;
  /** Goes to the next match of `text`, once its matches are here. */
  onWalk: (step: 1 | -1, text: string) => void;
  input: RefObject<HTMLInputElement | null>;
}

export function FindBox({ find, found, onFind, onWalk, input }: FindBoxProps) {
  const [text, setText] = useState(find);
  const sent = useRef(find);
  // The address may change under us (back, forward): follow it, but never while the user types ahead of it.
  useEffect(() => {
    if (find === sent.current) return;
    sent.current = find;
    setText(find);
  }, [find]);
  useEffect(() => {
    if (text === sent.current) return;
    const timer = setTimeout(() => {
      sent.current = text;
      onFind(text);
    }, REST_MS);
    return () => clearTimeout(timer);
  }, [text, onFind]);
  const clear = () => {
    sent.current = "";
    setText("");
    onFind("");
  };

  return (
    <search className={classes.find} data-active={text ? "" : undefined}>
      <IconSearch size={14} className={classes.glass} aria-hidden />
      <input
        ref={input}
        className={classes.input}
        value={text}
        placeholder="Search in this trace"
        aria-label="Search in this trace"
        spellCheck={false}
        autoComplete="off"
        onChange={(event) => setText(event.currentTarget.value)}
        onKeyDown={(event) => {
          if (event.key === "Enter") {
            event.preventDefault();
            if (text !== sent.current) {
              sent.current = text;
              onFind(text);
            }
            onWalk(event.shiftKey ? -1 : 1, text);
          } else if (event.key === "Escape") {
            event.stopPropagation();
            if (text) clear();
            else event.currentTarget.blur();
          }
        }}
      />
      {text ? (
        <Result found={found} onWalk={(step) => onWalk(step, text)} onClear={clear} />
      ) : (
        <Keys caps={["/"]} />
      )}
      {text && found?.where && (
        <div className={classes.where}>
          <span className={classes.field}>{found.where.field}</span>
          <span className={classes.snippet}>
            <Marked text={found.where.snippet} find={find} className={classes.mark} />
          </span>
        </div>
      )}
    </search>
  );
}

function Result({
  found,
  onWalk,
  onClear,
}: {
  found: Found | null;
  onWalk: (step: 1 | -1) => void;
  onClear: () => void;
}) {
  const none = !found || found.matches === 0;
  return (
    <>
      <output
        className={classes.count}
        data-none={found && !found.pending && found.matches + found.otherLogs === 0 ? "" : undefined}
      >
        {resultText(found)}
      </output>
      <Tooltip label="Previous match (Shift Enter)">
        <ActionIcon
          variant="subtle"
          color="gray"
          size={20}
          disabled={none}
          aria-label="Previous match"
          onClick={() => onWalk(-1)}
        >
          <IconChevronUp size={14} />
        </ActionIcon>
      </Tooltip>
      <Tooltip label="Next match (Enter)">
        <ActionIcon
          variant="subtle"
          color="gray"
          size={20}
          disabled={none}
          aria-label="Next match"
          onClick={() => onWalk(1)}
        >
          <IconChevronDown size={14} />
        </ActionIcon>
      </Tooltip>
      <Tooltip label="Clear (Esc)">
        <ActionIcon variant="subtle" color="gray" size={20} aria-label="Clear the search" onClick={onClear}>
          <IconX size={14} />
        </ActionIcon>
      </Tooltip>
    </>
  );
}

/** `3 of 17`, `17 spans`, `500+ spans`, `in 2 log records`, `No match`. */
export function resultText(found: Found | null): string {
  if (!found || found.pending) return "…";
  if (found.failed) return found.failed;
  if (found.matches === 0)
    return found.otherLogs > 0 ? `in ${plural(found.otherLogs, "log record")}` : "No match";
  const all = `${count(found.matches)}${found.truncated ? "+" : ""}`;
  return found.at > 0 ? `${count(found.at)} of ${all}` : `${all} ${found.matches === 1 ? "span" : "spans"}`;
}
