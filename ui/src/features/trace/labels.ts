/**
 * Where a bar's label goes: beside it when there is room, inside when the bar fills the lane, so that a duration is
 * always read and never over another bar's edge. Also how much of a bar is in sight. Pure geometry in pixels.
 */

/** A bar's pixels in a lane. */
export interface Bar {
  /** Left edge, cut to the lane. */
  readonly x: number;
  /** Width, at least `THINNEST` where any of it is in sight. */
  readonly width: number;
  /** Which way it lies outside the lane altogether. */
  readonly out: "no" | "left" | "right";
}

/** The thinnest a bar is drawn: shorter spans are still spans. */
export const THINNEST = 2;

/** The bar of `from .. to` (pixels, uncut) in a lane of `width`. */
export function barIn(from: number, to: number, width: number): Bar {
  if (to < 0) return { x: 0, width: 0, out: "left" };
  if (from > width) return { x: width, width: 0, out: "right" };
  const x = Math.max(0, Math.min(from, width - THINNEST));
  return { x, width: Math.max(THINNEST, Math.min(to, width) - x), out: "no" };
}

/** A label's place: where its text begins (`start`) or ends (`end`), and whether it lies on the bar's colour. */
export interface LabelPlace {
  readonly x: number;
  readonly align: "start" | "end";
  readonly inside: boolean;
}

const GAP = 6;

/**
 * Places a label of `text` pixels: right of the bar, else left of it, else inside. A bar over most of the lane takes it
 * inside at once, since beside such a bar it would stand at the edge and be overlooked.
 */
export function placeLabel(bar: Bar, text: number, width: number): LabelPlace {
  if (bar.out === "left") return { x: GAP + 6, align: "start", inside: false };
  if (bar.out === "right") return { x: width - GAP - 6, align: "end", inside: false };
  const right = width - (bar.x + bar.width);
  const fits = bar.width >= text + 2 * GAP;
  if (fits && bar.width > width * 0.7) return { x: bar.x + GAP, align: "start", inside: true };
  if (right >= text + GAP) return { x: bar.x + bar.width + GAP, align: "start", inside: false };
  if (bar.x >= text + GAP) return { x: bar.x - GAP, align: "end", inside: false };
  if (fits) return { x: bar.x + GAP, align: "start", inside: true };
  // Nowhere is room enough: the wider side, where it is cut by the lane's edge rather than by the bar.
  return right > bar.x
    ? { x: bar.x + bar.width + GAP, align: "start", inside: false }
    : { x: bar.x - GAP, align: "end", inside: false };
}
