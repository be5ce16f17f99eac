/**
 * The drawings in front of a row's name (type, failure, fold) as background images, named by CSS variables. An <svg> a
 * row brings elements and clips of its own, which the browser walks in every frame of a scroll; a background brings
 * nothing. Owns how the icons become images and their colours; which one a row shows is the row's business.
 */
import { IconAlertTriangleFilled, IconChevronDown, IconChevronRight } from "@tabler/icons-react";
import { type CSSProperties, type ReactNode, useLayoutEffect, useMemo, useRef, useState } from "react";
import { TypeIcon } from "../../widgets/typeIcon";
import type { Palette } from "./colours";
import { SPAN_TYPES } from "./outline";

/** The drawings as markup by name (a span type, `error`, `open`, `closed`), taken once from the icons themselves. */
const drawings = new Map<string, string>();

/** The colour of a mark. */
function colourOf(name: string, palette: Palette): string {
  if (name === "error") return palette.error;
  return palette.bars[SPAN_TYPES.indexOf(name as (typeof SPAN_TYPES)[number])] ?? palette.faint;
}

/** A drawing in a colour as `url("data:…")`. */
export function imageOf(drawing: string, colour: string): string {
  const svg = drawing
    .replace(/\b(stroke|fill)="(?!none")[^"]*"/, `$1="${colour}"`)
    .replace(/ (?:class|style|aria-hidden)="[^"]*"/g, "");
  return `url("data:image/svg+xml,${encodeURIComponent(svg)}")`;
}

/**
 * The variables to set on the element round the rows, and, on the first use in the page's life, the icons to take the
 * drawings from: they are to be put anywhere inside it and are never seen.
 */
export function useMarks(palette: Palette): { style: CSSProperties; sources: ReactNode } {
  const box = useRef<HTMLDivElement>(null);
  const [ready, setReady] = useState(drawings.size > 0);
  // Before the browser paints: the first rows have their marks.
  useLayoutEffect(() => {
    if (!box.current) return;
    const serializer = new XMLSerializer();
    for (const source of box.current.children) {
      const svg = source.firstElementChild;
      if (svg) drawings.set((source as HTMLElement).dataset.mark ?? "", serializer.serializeToString(svg));
    }
    setReady(true);
  }, []);
  const style = useMemo(
    () =>
      Object.fromEntries(
        ready
          ? [...drawings].map(([name, svg]) => [`--mark-${name}`, imageOf(svg, colourOf(name, palette))])
          : [],
      ) as CSSProperties,
    [ready, palette],
  );
  const sources = ready ? null : (
    <div ref={box} hidden>
      {SPAN_TYPES.map((type) => (
        <span key={type} data-mark={type}>
          <TypeIcon type={type} />
        </span>
      ))}
      <span data-mark="error">
        <IconAlertTriangleFilled size={13} />
      </span>
      <span data-mark="open">
        <IconChevronDown size={12} stroke={2.25} />
      </span>
      <span data-mark="closed">
        <IconChevronRight size={12} stroke={2.25} />
      </span>
    </div>
  );
  return { style, sources };
}
