/**
 * The theme's tokens as a canvas needs them: read from the page's computed style, again whenever the theme changes.
 * Owns no colour value. Bars take the colour of their type or, by choice, of their service.
 */
import { useSyncExternalStore } from "react";
import { categoryColour, typeColour } from "../../base/colour";
import { pixelOf } from "../../widgets/minimap/raster";
import { SPAN_TYPES, type TraceModel } from "./outline";

/** What canvases paint with. A new object for each theme. */
export interface Palette {
  /** Bars: span types first, then the categories that services fall into, then the colour of what has not arrived. */
  readonly bars: readonly string[];
  /** Text that reads on each bar. */
  readonly onBars: readonly string[];
  /** The same as pixels, with the error colour last. */
  readonly pixels: Uint32Array;
  readonly text: string;
  readonly dim: string;
  readonly faint: string;
  readonly line: string;
  readonly line2: string;
  readonly ground: string;
  readonly error: string;
  readonly font: string;
}

const CATEGORY = /--c-(\d+)/;
const CATEGORIES = 10;
/** Index into `bars` of what has not arrived. */
export const MISSING_COLOUR = SPAN_TYPES.length + CATEGORIES;

/** Whether white or the darkest text reads better on a colour (WCAG relative luminance). */
export function textOn(colour: string): string {
  const pixel = pixelOf(colour);
  const linear = (shift: number) => {
    const share = ((pixel >>> shift) & 255) / 255;
    return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
  };
  const luminance = 0.2126 * linear(0) + 0.7152 * linear(8) + 0.0722 * linear(16);
  return 1.05 / (luminance + 0.05) >= (luminance + 0.05) / 0.056 ? "#ffffff" : "#14161b";
}

function readPalette(): Palette {
  const style = getComputedStyle(document.documentElement);
  const token = (name: string) => style.getPropertyValue(name).trim();
  const named = (reference: string) => token(reference.slice("var(".length, -1));
  const bars = [
    ...SPAN_TYPES.map((type) => named(typeColour(type))),
    ...Array.from({ length: CATEGORIES }, (_, i) => token(`--c-${i}`)),
    token("--line-2"),
  ];
  return {
    bars,
    onBars: bars.map(textOn),
    pixels: Uint32Array.from([...bars, token("--error")], pixelOf),
    text: token("--text"),
    dim: token("--text-2"),
    faint: token("--text-3"),
    line: token("--line"),
    line2: token("--line-2"),
    ground: token("--bg"),
    error: token("--error"),
    font: `${token("--size-xs") || "11px"} ${token("--font") || "sans-serif"}`,
  };
}

let palette: Palette | null = null;
const listeners = new Set<() => void>();
let stop: (() => void) | null = null;

/** Tells everybody when the page's theme attribute or the system's wish changes; one watcher for all. */
function watch(): () => void {
  const changed = () => {
    palette = readPalette();
    for (const listener of listeners) listener();
  };
  const observer = new MutationObserver(changed);
  observer.observe(document.documentElement, {
    attributes: true,
    attributeFilter: ["data-mantine-color-scheme"],
  });
  const system = window.matchMedia("(prefers-color-scheme: dark)");
  system.addEventListener("change", changed);
  return () => {
    observer.disconnect();
    system.removeEventListener("change", changed);
  };
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  stop ??= watch();
  return () => {
    listeners.delete(listener);
    if (listeners.size > 0) return;
    stop?.();
    stop = null;
    palette = null;
  };
}

/** The palette of the present theme. */
export function usePalette(): Palette {
  return useSyncExternalStore(subscribe, () => {
    palette ??= readPalette();
    return palette;
  });
}

/** For each node the index of its bar's colour in `Palette.bars`. */
export function barColours(model: TraceModel, byService: boolean): Uint8Array {
  const colours = new Uint8Array(model.tree.count).fill(MISSING_COLOUR);
  if (!byService) {
    colours.set(model.type.subarray(0, model.spans));
    return colours;
  }
  const { service } = model.outline.spans;
  const ofString = model.outline.strings.map(
    (name) => SPAN_TYPES.length + Number(CATEGORY.exec(categoryColour(name))?.[1] ?? 0),
  );
  for (let node = 0; node < model.spans; node++) colours[node] = ofString[service[node] as number] ?? 0;
  return colours;
}
