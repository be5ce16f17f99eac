// biome-ignore-all lint/a11y/useSemanticElements: a <table> of absolutely placed rows is none to a browser; ARIA roles are
// biome-ignore-all lint/a11y/useFocusableInteractive: the grid itself holds the focus and names its active row
// biome-ignore-all lint/a11y/noStaticElementInteractions: pointer gestures over the lanes; the key map has the same for the keyboard
/**
 * Tree and waterfall as one grid: names left, lanes right, a border between them that moves. Owns the pointer over the
 * lanes: wheel and drag zoom and pan, a press selects, a double press fits. Never moves what is read by itself.
 */
import { type PointerEvent, type RefObject, useCallback, useEffect, useMemo, useRef, useState } from "react";
import { TreeGrid } from "../../widgets/tree/TreeGrid";
import type { Rows } from "../../widgets/tree/tree";
import { barColours, type Palette } from "./colours";
import { createGestures } from "./gestures";
import { Lanes } from "./Lanes";
import { useMarks } from "./marks";
import { NameBorder, useNameWidth } from "./NameBorder";
import type { TraceModel } from "./outline";
import { Ruler } from "./Ruler";
import { HEAD_HEIGHT, ROW_HEIGHT } from "./rows";
import { SpanCells } from "./SpanCells";
import type { Timeline } from "./timeline";
import classes from "./trace.module.css";

/** A level's indent where the tree is shallow; it shrinks for deep ones down to the least. */
const INDENT = 14;
const LEAST_INDENT = 6;
/** Below these pixels of a name column what stands beside names is said shorter. */
const NARROW = 360;
/** Pixels of a name column that indents leave to the name. */
const NAME_ROOM = 190;

interface WaterfallProps {
  model: TraceModel;
  rows: Rows;
  flags: Uint8Array;
  active: number;
  timeline: Timeline;
  palette: Palette;
  byService: boolean;
  /** What the search found, by node; null without a search. */
  matches: ReadonlyMap<number, string> | null;
  find: string;
  scroller: RefObject<HTMLDivElement | null>;
  onSelect: (node: number) => void;
  onFold: (node: number, mark: string) => void;
  onFit: (node: number) => void;
}

export function Waterfall(props: WaterfallProps) {
  const { model, rows, flags, timeline, palette, byService, matches, find, scroller, onSelect, onFold } =
    props;
  const [nameWidth, setNameWidth] = useNameWidth();
  const box = useRef<HTMLDivElement>(null);
  const width = useContentWidth(scroller);
  const laneWidth = Math.max(0, width - nameWidth);
  const colours = useMemo(() => barColours(model, byService), [model, byService]);
  const room = Math.max(60, nameWidth - NAME_ROOM);
  const step = Math.max(LEAST_INDENT, Math.min(INDENT, Math.floor(room / Math.max(1, model.tree.deepest))));
  const levels = Math.floor(room / step);
  const marks = useMarks(palette);
  const gestures = useGestures(box, scroller, timeline, nameWidth, laneWidth);

  const cells = useCallback(
    (node: number) => (
      <SpanCells
        model={model}
        node={node}
        folded={flags[node] === 1}
        match={matches?.get(node) ?? null}
        find={find}
        step={step}
        levels={levels}
      />
    ),
    [model, flags, matches, find, step, levels],
  );
  const onRow = useCallback(
    (node: number, event: PointerEvent<HTMLElement>) => {
      if (gestures.dragged()) return;
      onSelect(node);
      // A press on the lanes gives the timeline its keys, a press on the names the tree.
      if (gestures.overLanes(event))
        box.current?.querySelector<HTMLElement>("[data-timeline]")?.focus({ preventScroll: true });
    },
    [gestures, onSelect],
  );

  return (
    <div
      ref={box}
      className={classes.waterfall}
      data-tight={step < 10 || undefined}
      data-narrow={nameWidth < NARROW || undefined}
      style={{ "--name": `${nameWidth}px`, "--step": `${step}px`, ...marks.style } as React.CSSProperties}
      {...gestures.handlers}
      onDoubleClick={(event) => {
        const row = gestures.rowAt(event.clientY);
        const node = rows.nodes[row];
        if (node !== undefined && gestures.overLanes(event)) props.onFit(node);
      }}
    >
      <TreeGrid
        label="Spans"
        tree={model.tree}
        rows={rows}
        rowHeight={ROW_HEIGHT}
        active={props.active}
        isFolded={(node) => flags[node] === 1}
        cells={cells}
        headHeight={HEAD_HEIGHT}
        head={
          <>
            <div role="columnheader" className={classes.nameHead}>
              Span
            </div>
            <Ruler timeline={timeline} width={laneWidth} />
          </>
        }
        over={(window) => (
          <Lanes
            model={model}
            rows={rows.nodes}
            window={window}
            rowHeight={ROW_HEIGHT}
            width={laneWidth}
            timeline={timeline}
            palette={palette}
            colours={colours}
          />
        )}
        scroller={scroller}
        onRow={onRow}
        onFold={onFold}
      />
      {marks.sources}
      <NameBorder width={nameWidth} whole={width} onWidth={setNameWidth} />
      <div className={classes.band} data-band hidden />
      <div className={classes.cursor} data-cursor hidden>
        <span className={classes.cursorLabel} />
      </div>
    </div>
  );
}

/** The scroller's width without its scrollbar. */
function useContentWidth(scroller: RefObject<HTMLElement | null>): number {
  const [width, setWidth] = useState(0);
  useEffect(() => {
    const element = scroller.current;
    if (!element) return;
    const measure = () => setWidth(element.clientWidth);
    measure();
    const observer = new ResizeObserver(measure);
    observer.observe(element);
    return () => observer.disconnect();
  }, [scroller]);
  return width;
}

/** The pointer's gestures, bound once: what changes is read through a ref. */
function useGestures(
  box: RefObject<HTMLDivElement | null>,
  scroller: RefObject<HTMLDivElement | null>,
  timeline: Timeline,
  nameWidth: number,
  laneWidth: number,
) {
  const size = useRef({ nameWidth, laneWidth });
  useEffect(() => {
    size.current = { nameWidth, laneWidth };
  });
  const gestures = useMemo(
    () =>
      createGestures(
        {
          box: () => box.current,
          scroller: () => scroller.current,
          nameWidth: () => size.current.nameWidth,
          laneWidth: () => size.current.laneWidth,
        },
        timeline,
      ),
    [box, scroller, timeline],
  );
  useEffect(() => {
    const element = scroller.current;
    // Not passive: Ctrl + wheel must not zoom the page.
    element?.addEventListener("wheel", gestures.wheel, { passive: false });
    return () => element?.removeEventListener("wheel", gestures.wheel);
  }, [scroller, gestures]);
  return gestures;
}
