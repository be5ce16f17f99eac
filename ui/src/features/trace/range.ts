/**
 * The stretch of time in sight: zoom, pan, fit, and how it maps to pixels.
 * Pure geometry over nanoseconds from the trace's start; null stands for "all of it", so that a growing trace stays whole.
 */

/** Nanoseconds from the trace's start, `from < to`. */
export interface TimeRange {
  readonly from: number;
  readonly to: number;
}

/** The narrowest view: below this bars of nanoseconds would be told apart by nothing the clock can say. */
export const NARROWEST = 100;

/** The range shown: the zoom, or the whole trace. */
export function shown(zoom: TimeRange | null, total: number): TimeRange {
  return zoom ?? { from: 0, to: Math.max(1, total) };
}

/** Keeps a range inside the trace and no narrower than `NARROWEST`; null once it holds all of it. */
export function clamped(range: TimeRange, total: number): TimeRange | null {
  const whole = Math.max(1, total);
  const width = Math.max(Math.min(NARROWEST, whole), range.to - range.from);
  if (!(width < whole)) return null;
  const from = Math.min(Math.max(0, range.from), whole - width);
  return { from, to: from + width };
}

/** Zooms about `anchor` (which keeps its place): a factor below 1 comes nearer. */
export function zoomed(
  zoom: TimeRange | null,
  total: number,
  anchor: number,
  factor: number,
): TimeRange | null {
  const now = shown(zoom, total);
  const width = Math.max(Math.min(NARROWEST, total), (now.to - now.from) * factor);
  const share = (anchor - now.from) / (now.to - now.from);
  const from = anchor - share * width;
  return clamped({ from, to: from + width }, total);
}

/** Moves the view by `by` nanoseconds, without changing its width. */
export function panned(zoom: TimeRange | null, total: number, by: number): TimeRange | null {
  if (!zoom) return null;
  return clamped({ from: zoom.from + by, to: zoom.to + by }, total);
}

/** The view that shows `from .. to` with a little air on both sides. */
export function fitted(from: number, to: number, total: number): TimeRange | null {
  const width = Math.max(to - from, NARROWEST);
  const air = width * 0.06;
  return clamped({ from: from - air, to: from + width + air }, total);
}

/** Two positions, in either order, as a range. */
export function between(a: number, b: number): TimeRange {
  return a < b ? { from: a, to: b } : { from: b, to: a };
}

/** Nanoseconds to pixels in lanes of `width`. */
export function toPixels(range: TimeRange, width: number, time: number): number {
  return ((time - range.from) / (range.to - range.from)) * width;
}

/** Pixels in lanes of `width` to nanoseconds. */
export function toTime(range: TimeRange, width: number, pixels: number): number {
  return range.from + (pixels / Math.max(1, width)) * (range.to - range.from);
}

/** The wheel's distance as a zoom factor: even steps whether the wheel clicks or a trackpad slides. */
export function wheelFactor(deltaY: number, deltaMode: number): number {
  const pixels = deltaMode === 1 ? deltaY * 16 : deltaMode === 2 ? deltaY * 400 : deltaY;
  return Math.exp(Math.max(-240, Math.min(240, pixels)) * 0.0025);
}
