/** The quick chart under an SQL answer: bars by name, or lines along rising numbers. */
import { useEffect, useRef } from "react";
import uPlot from "uplot";
import "uplot/dist/uPlot.min.css";
import type { Drawing } from "./answer";

const HEIGHT = 220;

function colour(name: string): string {
  return getComputedStyle(document.documentElement).getPropertyValue(name).trim();
}

export default function Chart({ drawing }: { drawing: Drawing }) {
  const place = useRef<HTMLDivElement>(null);
  useEffect(() => {
    const element = place.current;
    if (!element) return;
    const { x, series } = drawing;
    const along = x.numbers ?? x.labels.map((_, at) => at);
    const bars = uPlot.paths.bars?.({ size: [0.7, 60] });
    const ink = colour("--text-3");
    const font = `11px ${colour("--font")}`;
    const grid = { stroke: colour("--line"), width: 1 };
    const plot = new uPlot(
      {
        width: element.clientWidth,
        height: HEIGHT,
        scales: { x: { time: false, ...(x.numbers ? {} : { range: [-0.5, x.labels.length - 0.5] }) } },
        // Without the values under the pointer: they would shift with each move.
        legend: { live: false },
        axes: [
          {
            stroke: ink,
            font,
            grid: { show: false },
            ...(x.numbers
              ? {}
              : {
                  space: 96,
                  values: (_: uPlot, splits: number[]) =>
                    splits.map((at) => (Number.isInteger(at) ? (x.labels[at] ?? "").slice(0, 14) : "")),
                }),
          },
          { stroke: ink, font, grid, size: 64 },
        ],
        series: [
          {
            label: x.name,
            value: (_: uPlot, raw: number | null) =>
              raw === null ? "" : x.numbers ? String(raw) : (x.labels[raw] ?? ""),
          },
          ...series.map(({ name }, at) => {
            const stroke = colour(`--c-${at}`);
            if (x.numbers || !bars) return { label: name, stroke, width: 1.5, points: { show: false } };
            // Names have no order: bars, and marks for what else there is, but no line from one to the next. What else there is may be
            // of another size: the legend shows it on a click.
            return at === 0
              ? { label: name, stroke, fill: `${stroke}55`, paths: bars, points: { show: false } }
              : { label: name, stroke, show: false, paths: () => null, points: { show: true, size: 8 } };
          }),
        ],
      },
      [along, ...series.map(({ values }) => values)] as uPlot.AlignedData,
      element,
    );
    const watch = new ResizeObserver(() => plot.setSize({ width: element.clientWidth, height: HEIGHT }));
    watch.observe(element);
    return () => {
      watch.disconnect();
      plot.destroy();
    };
  }, [drawing]);
  return (
    <div ref={place} role="img" aria-label={`Chart of ${drawing.series.map((s) => s.name).join(", ")}`} />
  );
}
