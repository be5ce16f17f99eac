/**
 * Draws many intervals small: each one a line of its colour, stacked in the order given, the stack pressed into the
 * height there is. Writes pixels straight into memory (a fill per interval, no path, no state change), so that 50,000
 * intervals cost milliseconds. Owns no canvas and knows nothing of what the intervals are.
 */

/** What to draw. Arrays are indexed alike; `order` says which stands on which line. */
export interface Intervals {
  readonly order: ArrayLike<number>;
  readonly start: ArrayLike<number>;
  readonly end: ArrayLike<number>;
  /** Index into the palette. */
  readonly colour: ArrayLike<number>;
  /** 1 = drawn over the others, in the palette's last colour. */
  readonly loud: ArrayLike<number>;
  /** What stands at the right edge; 0 at the left. */
  readonly total: number;
}

/** Where lines stand. */
export interface Stack {
  /** Pixels from one line to the next; below one when several share a pixel. */
  readonly pitch: number;
  /** Pixels a line is thick. */
  readonly thick: number;
  /** Pixels kept free above and below. */
  readonly margin: number;
}

/** How `lines` stack in `height` device pixels: calm when few, pressed together when many. */
export function stackOf(lines: number, height: number, scale: number): Stack {
  const margin = Math.round(4 * scale);
  const room = Math.max(1, height - 2 * margin);
  const thick = Math.round(2 * scale);
  const pitch = Math.min(room / Math.max(1, lines), 3.5 * scale);
  return {
    pitch,
    thick: pitch >= thick ? thick : Math.max(1, Math.round(Math.min(thick, pitch + 0.5))),
    margin,
  };
}

/**
 * Fills `pixels` (width × height, one 32-bit colour each, already cleared).
 * Loud ones come last so that no later line hides them.
 */
export function rasterise(
  pixels: Uint32Array,
  width: number,
  height: number,
  what: Intervals,
  palette: Uint32Array,
  scale: number,
): void {
  const lines = what.order.length;
  const stack = stackOf(lines, height, scale);
  const perUnit = width / Math.max(1, what.total);
  const loud = palette[palette.length - 1] as number;
  let anyLoud = false;
  for (let line = 0; line < lines; line++) {
    const item = what.order[line] as number;
    if (what.loud[item] === 1) anyLoud = true;
    else
      draw(
        pixels,
        width,
        height,
        stack,
        line,
        perUnit,
        what,
        item,
        palette[what.colour[item] as number] as number,
        scale,
      );
  }
  if (!anyLoud) return;
  for (let line = 0; line < lines; line++) {
    const item = what.order[line] as number;
    if (what.loud[item] === 1) draw(pixels, width, height, stack, line, perUnit, what, item, loud, scale);
  }
}

function draw(
  pixels: Uint32Array,
  width: number,
  height: number,
  stack: Stack,
  line: number,
  perUnit: number,
  what: Intervals,
  item: number,
  colour: number,
  scale: number,
): void {
  // Where many share a pixel each takes but one, else a hundredth that failed would paint all of it red.
  const least = stack.pitch < 1 ? 1 : Math.max(1, Math.round(2 * scale));
  const from = Math.max(0, Math.min(width - least, Math.floor((what.start[item] as number) * perUnit)));
  const to = Math.min(width, Math.max(from + least, Math.ceil((what.end[item] as number) * perUnit)));
  const top = Math.min(height - 1, stack.margin + Math.floor(line * stack.pitch));
  const bottom = Math.min(height, top + stack.thick);
  for (let y = top; y < bottom; y++) pixels.fill(colour, y * width + from, y * width + to);
}

/** `rgb(r, g, b)` or `#rrggbb` as one little-endian RGBA pixel. Anything else is opaque grey. */
export function pixelOf(colour: string): number {
  const hex = /^#([0-9a-f]{6})$/i.exec(colour.trim());
  const rgb = /^rgba?\(\s*(\d+)[ ,]+(\d+)[ ,]+(\d+)/.exec(colour.trim());
  const [r, g, b] = hex
    ? [0, 2, 4].map((at) => Number.parseInt((hex[1] as string).slice(at, at + 2), 16))
    : rgb
      ? [Number(rgb[1]), Number(rgb[2]), Number(rgb[3])]
      : [128, 128, 128];
  return ((255 << 24) | ((b as number) << 16) | ((g as number) << 8) | (r as number)) >>> 0;
}
