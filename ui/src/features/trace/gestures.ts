/**
 * What the pointer does over the lanes: drag pans, Shift and drag chooses a stretch, Ctrl and wheel zooms about the
 * pointer, a sideways wheel pans; the line under the pointer says the time. Works on the timeline and on two elements
 * it is given, without rendering anything. Selecting rows is the grid's business.
 */
import { duration } from "../../base/format";
import { between, panned, toPixels, toTime, wheelFactor, zoomed } from "./range";
import { HEAD_HEIGHT, LANE_PADDING, PRESS, ROW_HEIGHT } from "./rows";
import type { Timeline } from "./timeline";

/** Where the lanes are, asked anew each time: columns and windows change size. */
export interface LanesPlace {
  /** The element round names and lanes; holds [data-cursor] and [data-band]. */
  box: () => HTMLElement | null;
  scroller: () => HTMLElement | null;
  nameWidth: () => number;
  laneWidth: () => number;
}

interface Drag {
  /** Where it began, in client pixels and in time. */
  readonly x: number;
  readonly from: number;
  /** Shift was held: chooses a stretch instead of panning. */
  readonly choosing: boolean;
  last: number;
  moved: boolean;
}

/** What of a pointer or wheel event is read here. */
type At = { clientX: number };
type Press = At & { button: number; shiftKey: boolean; pointerId: number; target: EventTarget | null };

/** The ruler and the border have gestures of their own. */
function isOther(target: EventTarget | null): boolean {
  return target instanceof Element && target.closest("[data-timeline], [role=separator]") !== null;
}

/** Pixels and times of the lanes as they are now. */
function measures(place: LanesPlace, timeline: Timeline) {
  const inner = () => Math.max(1, place.laneWidth() - 2 * LANE_PADDING);
  const laneX = (clientX: number) =>
    clientX - (place.box()?.getBoundingClientRect().left ?? 0) - place.nameWidth() - LANE_PADDING;
  return {
    inner,
    laneX,
    overLanes: (event: At) => laneX(event.clientX) >= -LANE_PADDING,
    timeAt: (clientX: number) => toTime(timeline.range(), inner(), laneX(clientX)),
    /** The row under a point, or -1 over the head. */
    rowAt: (clientY: number) => {
      const element = place.scroller();
      const y = element ? clientY - element.getBoundingClientRect().top - HEAD_HEIGHT : -1;
      return element && y >= 0 ? Math.floor((y + element.scrollTop) / ROW_HEIGHT) : -1;
    },
  };
}

type Measures = ReturnType<typeof measures>;

/** Moves the line under the pointer; null hides it. */
function showCursor(place: LanesPlace, lanes: Measures, drag: Drag | null, clientX: number | null): void {
  const line = place.box()?.querySelector<HTMLElement>("[data-cursor]");
  if (!line) return;
  const x = clientX === null ? -1 : lanes.laneX(clientX);
  line.hidden = clientX === null || x < 0 || x > lanes.inner();
  if (line.hidden || clientX === null) return;
  line.style.transform = `translateX(${x + place.nameWidth() + LANE_PADDING}px)`;
  const label = line.firstElementChild as HTMLElement;
  const at = lanes.timeAt(clientX);
  label.textContent = duration(drag?.choosing ? Math.abs(at - drag.from) : Math.max(0, at));
  label.dataset.side = x > lanes.inner() - 70 ? "left" : "right";
}

/** Shows the stretch being chosen, from where the drag began to the pointer; null hides it. */
function showBand(place: LanesPlace, drag: Drag | null, clientX: number | null): void {
  const box = place.box();
  const band = box?.querySelector<HTMLElement>("[data-band]");
  if (!box || !band) return;
  band.hidden = clientX === null || !drag?.choosing || !drag.moved;
  if (band.hidden || clientX === null || !drag) return;
  band.style.left = `${Math.min(drag.x, clientX) - box.getBoundingClientRect().left}px`;
  band.style.width = `${Math.abs(clientX - drag.x)}px`;
}

/** Zooms about the pointer, or pans sideways; leaves the plain wheel to scrolling. */
function turnWheel(lanes: Measures, timeline: Timeline, event: WheelEvent): void {
  const { from, to } = timeline.range();
  if (event.ctrlKey || event.metaKey) {
    event.preventDefault();
    const anchor = lanes.overLanes(event) ? lanes.timeAt(event.clientX) : (from + to) / 2;
    timeline.set(
      zoomed(timeline.zoom(), timeline.total(), anchor, wheelFactor(event.deltaY, event.deltaMode)),
    );
    return;
  }
  const sideways = event.shiftKey || Math.abs(event.deltaX) > Math.abs(event.deltaY);
  if (!sideways || !timeline.zoom()) return;
  event.preventDefault();
  const by = event.deltaX || event.deltaY;
  timeline.set(panned(timeline.zoom(), timeline.total(), (by / lanes.inner()) * (to - from)));
}

/** The gestures of one waterfall. */
export function createGestures(place: LanesPlace, timeline: Timeline) {
  const lanes = measures(place, timeline);
  let drag: Drag | null = null;
  let dragged = false;

  const down = (event: Press) => {
    dragged = false;
    if (event.button !== 0 || isOther(event.target) || !lanes.overLanes(event)) return;
    const x = event.clientX;
    drag = { x, last: x, from: lanes.timeAt(x), choosing: event.shiftKey, moved: false };
  };
  const move = (event: Press) => {
    if (drag && !drag.moved && Math.abs(event.clientX - drag.x) >= PRESS) {
      drag.moved = true;
      dragged = true;
      place.box()?.setPointerCapture(event.pointerId);
    }
    if (drag?.moved && !drag.choosing) {
      const { from, to } = timeline.range();
      const by = ((drag.last - event.clientX) / lanes.inner()) * (to - from);
      timeline.set(panned(timeline.zoom(), timeline.total(), by));
      drag.last = event.clientX;
    }
    showCursor(place, lanes, drag, event.clientX);
    showBand(place, drag, event.clientX);
  };
  const up = (event: At) => {
    const ended = drag;
    drag = null;
    showBand(place, null, null);
    if (!ended?.moved || !ended.choosing) return;
    const chosen = between(ended.from, lanes.timeAt(event.clientX));
    const range = timeline.range();
    const pixels = toPixels(range, lanes.inner(), chosen.to) - toPixels(range, lanes.inner(), chosen.from);
    if (pixels >= PRESS) timeline.set(chosen);
  };
  return {
    overLanes: lanes.overLanes,
    rowAt: lanes.rowAt,
    /** Whether the press that just ended was a drag. */
    dragged: () => dragged,
    wheel: (event: WheelEvent) => turnWheel(lanes, timeline, event),
    handlers: {
      // A drag over the lanes moves time: it must not select the names beside them.
      onMouseDown: (event: At & { target: EventTarget | null; preventDefault: () => void }) => {
        if (lanes.overLanes(event) && !isOther(event.target)) event.preventDefault();
      },
      onPointerDown: down,
      onPointerMove: move,
      onPointerUp: up,
      onPointerCancel: up,
      onPointerLeave: () => showCursor(place, lanes, null, null),
    },
  };
}
