/**
 * A number, or a word, that explains itself: pointed at or focused it says where it comes from, pressed it stays open, so
 * that its words can be selected. Owns opening and closing; what is said is the caller's.
 */
import { Popover } from "@mantine/core";
import { type KeyboardEvent, type ReactNode, useEffect, useRef, useState } from "react";
import classes from "./explained.module.css";

const OPEN_MS = 120;
const CLOSE_MS = 180;

interface ExplainedProps {
  /** Names what opens: "Cost". */
  label: string;
  /** The number itself. */
  children: ReactNode;
  /** What it says, rendered only while open. */
  why: () => ReactNode;
  /** A fainter look, for words that stand for an unknown. */
  faint?: boolean;
}

export function Explained({ label, children, why, faint = false }: ExplainedProps) {
  const [open, setOpen] = useState(false);
  const timer = useRef<ReturnType<typeof setTimeout> | undefined>(undefined);
  /** Pressed: it no longer closes by itself. */
  const held = useRef(false);
  const pressing = useRef(false);
  const dropdown = useRef<HTMLDivElement>(null);
  useEffect(() => () => clearTimeout(timer.current), []);
  const later = (next: boolean, ms: number) => {
    clearTimeout(timer.current);
    timer.current = setTimeout(() => {
      if (next || !held.current) setOpen(next);
    }, ms);
  };
  const close = () => {
    clearTimeout(timer.current);
    held.current = false;
    setOpen(false);
  };
  const onEscape = (event: KeyboardEvent) => {
    if (event.key !== "Escape" || !open) return;
    event.preventDefault();
    close();
  };
  return (
    <Popover
      opened={open}
      onChange={(next) => !next && close()}
      position="top-start"
      shadow="md"
      withinPortal
      trapFocus={false}
      returnFocus={false}
      closeOnEscape={false}
      transitionProps={{ duration: 0 }}
    >
      <Popover.Target>
        <button
          type="button"
          className={classes.number}
          data-faint={faint || undefined}
          onMouseEnter={() => later(true, OPEN_MS)}
          onMouseLeave={() => later(false, CLOSE_MS)}
          onPointerDown={() => {
            pressing.current = true;
          }}
          onFocus={() => {
            if (!pressing.current) later(true, 0);
          }}
          onBlur={(event) => {
            pressing.current = false;
            // Into what it says: selecting its words.
            if (!dropdown.current?.contains(event.relatedTarget)) close();
          }}
          onClick={() => {
            pressing.current = false;
            const stays = !(open && held.current);
            held.current = stays;
            clearTimeout(timer.current);
            setOpen(stays);
          }}
          onKeyDown={onEscape}
        >
          {children}
        </button>
      </Popover.Target>
      <Popover.Dropdown
        className={classes.why ?? ""}
        aria-label={label}
        onMouseEnter={() => clearTimeout(timer.current)}
        onMouseLeave={() => later(false, CLOSE_MS)}
        ref={dropdown}
        tabIndex={-1}
        onBlur={(event) => {
          if (!event.currentTarget.contains(event.relatedTarget)) close();
        }}
        onKeyDown={onEscape}
      >
        {why()}
      </Popover.Dropdown>
    </Popover>
  );
}
