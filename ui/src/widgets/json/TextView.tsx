/**
 * Monospaced text of any length: wrapped by columns, only the rows near the sight in the DOM. Owns wrapping, windowing
 * and the tint of JSON; knows nothing of where the text comes from. Tells when its end comes near, so that the rest
 * can be fetched.
 */
import { useEffect, useLayoutEffect, useMemo, useRef, useState } from "react";
import { useTallWindow } from "./tall";
import classes from "./text.module.css";
import { tinted } from "./tint";
import { Wrapping } from "./wrap";

interface TextViewProps {
  /** Names the text for assistive technology. */
  label: string;
  lines: readonly string[];
  /** The entries of `lines` that go on in the line before them. It belongs to `lines` and grows with them. */
  continued?: ReadonlySet<number> | undefined;
  /** Changes whenever `lines` grew in place. */
  version?: unknown;
  /** Tints what pretty.ts laid out. */
  json?: boolean;
  /** The line that stands at the top at first, once it is there. */
  startAt?: number | undefined;
  /** The last rows are near the sight. */
  onNearEnd?: (() => void) | undefined;
}

/** Pixels of a row; the padding left and right of the text. */
const ROW = 18;
const PADDING = 10;

let measured: number | null = null;

/** The width of a character of the monospaced font, in pixels. Measured once, when the font is there. */
function characterWidth(element: HTMLElement): number {
  if (measured !== null) return measured;
  const context = document.createElement("canvas").getContext("2d");
  if (!context) return 7.2;
  const { fontSize, fontFamily } = getComputedStyle(element);
  context.font = `${fontSize} ${fontFamily}`;
  const width = context.measureText("0".repeat(100)).width / 100;
  if (document.fonts?.status === "loaded" && width > 0) measured = width;
  return width || 7.2;
}

const NONE: ReadonlySet<number> = new Set();

export function TextView({
  label,
  lines,
  continued = NONE,
  version,
  json = false,
  startAt,
  onNearEnd,
}: TextViewProps) {
  const scroller = useRef<HTMLDivElement>(null);
  const [columns, setColumns] = useState(80);
  useEffect(() => {
    const element = scroller.current;
    if (!element) return;
    const measure = () => {
      const room = element.clientWidth - 2 * PADDING;
      if (room > 0) setColumns(Math.max(20, Math.floor(room / characterWidth(element))));
    };
    measure();
    const observer = new ResizeObserver(measure);
    observer.observe(element);
    void document.fonts?.ready.then(measure);
    return () => observer.disconnect();
  }, []);
  const wrapped = useMemo(() => new Wrapping({ lines, continued }, columns), [lines, continued, columns]);
  // biome-ignore lint/correctness/useExhaustiveDependencies: `version` stands for lines that grew in place
  useMemo(() => wrapped.extend(), [wrapped, version]);
  const { window, shift, height } = useTallWindow(scroller, wrapped.rows, ROW);
  const nearEnd = window.first + window.count >= wrapped.rows;
  useEffect(() => {
    if (nearEnd) onNearEnd?.();
  }, [nearEnd, onNearEnd]);

  const started = useRef(false);
  useLayoutEffect(() => {
    const row = startAt === undefined ? undefined : wrapped.rowOf(startAt);
    if (started.current || row === undefined || row >= wrapped.rows || !scroller.current) return;
    started.current = true;
    scroller.current.scrollTop = row * ROW;
  });

  const rows = [];
  for (let row = window.first; row < window.first + window.count; row++) {
    const { text, first } = wrapped.piece(row);
    rows.push(
      <div key={row} className={classes.row}>
        {json
          ? tinted(text, first).map((piece, i) => (
              // biome-ignore lint/suspicious/noArrayIndexKey: pieces of one row never move
              <span key={i} className={classes[piece.tint]}>
                {piece.text}
              </span>
            ))
          : text}
        {"\n"}
      </div>,
    );
  }
  return (
    // biome-ignore lint/a11y/useSemanticElements: a <section> takes no scroll focus by itself
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard
    <div ref={scroller} className={classes.view} role="region" aria-label={label} tabIndex={0}>
      <div style={{ height }}>
        <div className={classes.rows} style={{ transform: `translateY(${window.first * ROW - shift}px)` }}>
          {rows}
        </div>
      </div>
    </div>
  );
}

/** The height in pixels of a view of this many lines, for boxes that fit short texts. */
export function heightOf(lines: number): number {
  return lines * ROW + 12;
}
