/**
 * Paints the lanes: for each row in the window its bar, event ticks and duration, over the ruler's lines.
 * One canvas for all rows, so that zooming is one repaint of what is in sight and no DOM at all.
 * Draws only what the model says; everything it shows also stands as text in the row for those who do not see it.
 */
import { duration } from "../../base/format";
import type { Palette } from "./colours";
import { type Bar, barIn, placeLabel } from "./labels";
import { isMissing, type TraceModel } from "./outline";
import { type TimeRange, toPixels } from "./range";
import { LANE_PADDING } from "./rows";
import type { Tick } from "./ticks";

/** What to paint, in CSS pixels. */
export interface LanesPicture {
  readonly model: TraceModel;
  readonly rows: Int32Array;
  /** The first row on the canvas, and how many. */
  readonly first: number;
  readonly count: number;
  readonly width: number;
  readonly rowHeight: number;
  readonly range: TimeRange;
  readonly ticks: readonly Tick[];
  readonly palette: Palette;
  /** Index into the palette's bars, by node. */
  readonly colours: Uint8Array;
}

const BAR_HEIGHT = 13;
const RADIUS = 2;

/** Paints everything. The context is scaled to CSS pixels already. */
export function paintLanes(context: CanvasRenderingContext2D, picture: LanesPicture): void {
  const { width, rowHeight, count, palette } = picture;
  const inner = width - 2 * LANE_PADDING;
  context.clearRect(0, 0, width, count * rowHeight);
  if (inner <= 0) return;
  context.font = palette.font;
  prepareWidths(palette.font);
  context.textBaseline = "middle";
  context.translate(LANE_PADDING, 0);
  context.fillStyle = palette.line;
  for (const tick of picture.ticks) {
    context.fillRect(Math.round(toPixels(picture.range, inner, tick.at)), 0, 1, count * rowHeight);
  }
  for (let row = 0; row < count; row++) {
    const node = picture.rows[picture.first + row];
    if (node !== undefined) paintRow(context, picture, node, row * rowHeight, inner);
  }
  context.translate(-LANE_PADDING, 0);
}

function paintRow(
  context: CanvasRenderingContext2D,
  picture: LanesPicture,
  node: number,
  top: number,
  inner: number,
): void {
  const { model, range } = picture;
  const from = toPixels(range, inner, model.start[node] as number);
  const to = toPixels(range, inner, model.end[node] as number);
  const bar = barIn(from, to, inner);
  if (bar.out === "no") {
    if (isMissing(model, node)) paintGap(context, picture, bar, top);
    else
      paintBar(context, picture, node, bar, top, from >= 0, to <= inner, firstTokenAt(picture, node, inner));
  } else paintArrow(context, picture, bar.out, top, inner);
  paintTicks(context, picture, node, top, inner);
  paintLabel(context, picture, node, bar, top, inner);
}

/** A bar; an end cut by the lane's edge has square corners. */
function paintBar(
  context: CanvasRenderingContext2D,
  { palette, colours, rowHeight }: LanesPicture,
  node: number,
  bar: Bar,
  top: number,
  opens: boolean,
  closes: boolean,
  firstTokenX: number | null,
): void {
  context.fillStyle = palette.bars[colours[node] as number] as string;
  const y = top + (rowHeight - BAR_HEIGHT) / 2;
  const waited = Math.min(bar.width, (firstTokenX ?? bar.x) - bar.x);
  if (bar.width >= 4 && waited > 0) {
    paintWait(context, bar, y, waited, opens, closes);
    return;
  }
  if (bar.width < 4) {
    context.fillRect(bar.x, y, bar.width, BAR_HEIGHT);
    return;
  }
  const left = opens ? RADIUS : 0;
  const right = closes ? RADIUS : 0;
  context.beginPath();
  context.roundRect(bar.x, y, bar.width, BAR_HEIGHT, [left, right, right, left]);
  context.fill();
}

/** Where in the lane the first piece of the answer came, in pixels; null when that was not said. */
function firstTokenAt({ model, range }: LanesPicture, node: number, inner: number): number | null {
  const after = model.outline.spans.first_token[node] ?? null;
  if (after === null) return null;
  return toPixels(range, inner, (model.start[node] as number) + after);
}

/** How strongly the wait for the first token is painted, beside what came after it. */
const WAIT_STRENGTH = 0.42;

/** A bar in two: the wait for the first token paler, then the answer coming in. */
function paintWait(
  context: CanvasRenderingContext2D,
  bar: Bar,
  y: number,
  waited: number,
  opens: boolean,
  closes: boolean,
): void {
  const left = opens ? RADIUS : 0;
  const right = closes ? RADIUS : 0;
  context.globalAlpha = WAIT_STRENGTH;
  context.beginPath();
  context.roundRect(bar.x, y, waited, BAR_HEIGHT, [left, 0, 0, left]);
  context.fill();
  context.globalAlpha = 1;
  // A thin edge at least, where the first token was also the last.
  const rest = Math.max(1.5, bar.width - waited);
  context.beginPath();
  context.roundRect(bar.x + bar.width - rest, y, rest, BAR_HEIGHT, [0, right, right, 0]);
  context.fill();
}

/** A parent that has not arrived: a dashed line over the time its children take. */
function paintGap(
  context: CanvasRenderingContext2D,
  { palette, rowHeight }: LanesPicture,
  bar: Bar,
  top: number,
): void {
  context.strokeStyle = palette.faint;
  context.lineWidth = 1;
  context.setLineDash([4, 3]);
  context.beginPath();
  const y = Math.round(top + rowHeight / 2) + 0.5;
  context.moveTo(bar.x, y);
  context.lineTo(bar.x + bar.width, y);
  context.stroke();
  context.setLineDash([]);
}

/** The span lies outside the part in sight: which way. */
function paintArrow(
  context: CanvasRenderingContext2D,
  { palette, rowHeight }: LanesPicture,
  out: "left" | "right",
  top: number,
  inner: number,
): void {
  const x = out === "left" ? 1 : inner - 1;
  const to = out === "left" ? 5 : -5;
  const y = top + rowHeight / 2;
  context.fillStyle = palette.faint;
  context.beginPath();
  context.moveTo(x, y);
  context.lineTo(x + to, y - 4);
  context.lineTo(x + to, y + 4);
  context.fill();
}

/** More events than this in one lane are drawn short, under the bar: a stream must not look like a barcode. */
const FEW_TICKS = 8;

/** Events as thin lines through the bar; an exception in the error colour with a diamond on top. */
function paintTicks(
  context: CanvasRenderingContext2D,
  picture: LanesPicture,
  node: number,
  top: number,
  inner: number,
): void {
  const { model, range, palette, rowHeight } = picture;
  const { tick_at, tick_error } = model.outline.spans;
  const few = (model.tickFrom[node + 1] as number) - (model.tickFrom[node] as number) <= FEW_TICKS;
  let lastX = Number.NEGATIVE_INFINITY;
  let lastError = false;
  for (let i = model.tickFrom[node] as number; i < (model.tickFrom[node + 1] as number); i++) {
    const tick = model.ticks[i] as number;
    const x = Math.round(toPixels(range, inner, tick_at[tick] as number));
    const error = tick_error[tick] === true;
    // Streaming spans carry thousands of events: one line a pixel is all that can be seen.
    if (x < 0 || x > inner || (x === lastX && lastError === error)) continue;
    lastX = x;
    lastError = error;
    context.fillStyle = error ? palette.error : palette.text;
    if (few || error) context.fillRect(x, top + 4, 1, rowHeight - 8);
    else context.fillRect(x, top + rowHeight - 6, 1, 3);
    if (!error) continue;
    context.beginPath();
    context.moveTo(x + 0.5, top + 1);
    context.lineTo(x + 4.5, top + 5);
    context.lineTo(x + 0.5, top + 9);
    context.lineTo(x - 3.5, top + 5);
    context.fill();
  }
}

/** Widths of labels in one font: the same few hundred texts are painted again with every frame of a zoom. */
const widths = new Map<string, number>();
let widthsFont = "";

/** Forgets widths of another font. Its name stays while its file arrives, so the fonts' status is part of it. */
function prepareWidths(font: string): void {
  const now = `${font} ${document.fonts?.status}`;
  if (now === widthsFont && widths.size < 5_000) return;
  widths.clear();
  widthsFont = now;
}

function widthOf(context: CanvasRenderingContext2D, text: string): number {
  let width = widths.get(text);
  if (width === undefined) {
    width = context.measureText(text).width;
    widths.set(text, width);
  }
  return width;
}

function paintLabel(
  context: CanvasRenderingContext2D,
  picture: LanesPicture,
  node: number,
  bar: Bar,
  top: number,
  inner: number,
): void {
  const { model, palette, rowHeight } = picture;
  const words = laneLabel(model, node);
  const lengthWidth = widthOf(context, words.length);
  const extraWidth = words.extra ? widthOf(context, words.extra) + 6 : 0;
  const full = placeLabel(bar, lengthWidth + extraWidth, inner);
  // Inside a bar only the length: the rest would have to be read on the bar's colour.
  const { x, align, inside } = full.inside ? placeLabel(bar, lengthWidth, inner) : full;
  const extra = full.inside ? null : words.extra;
  const left = align === "start" ? x : x - lengthWidth - (extra ? extraWidth : 0);
  const y = top + rowHeight / 2 + 0.5;
  const first = inside ? firstTokenAt(picture, node, inner) : null;
  // On the pale part of a bar the page's own text colour is the one that reads.
  const onBar =
    first !== null && left < first
      ? palette.text
      : (palette.onBars[picture.colours[node] as number] as string);
  context.fillStyle = inside ? onBar : model.error[node] === 1 ? palette.error : palette.dim;
  context.fillText(words.length, left, y);
  if (!extra) return;
  context.fillStyle = palette.faint;
  context.fillText(extra, words.length ? left + lengthWidth + 6 : left, y);
}

/** What a lane says: the length, or that nothing has arrived. */
export function laneLabel(model: TraceModel, node: number): { length: string; extra: string | null } {
  if (isMissing(model, node)) return { length: "", extra: "not received" };
  return {
    length: duration(model.outline.spans.duration[node] ?? 0),
    extra: null,
  };
}
