/** The context by turn, drawn: a bar a turn, the chosen one marked; a press goes to its turn. The list of turns says the same in words. */
import { useComputedColorScheme } from "@mantine/core";
import { useEffect, useRef } from "react";
import uPlot from "uplot";
import "uplot/dist/uPlot.min.css";
import { compact, count } from "../../base/format";

const HEIGHT = 128;
/** Pixels of the axis of tokens. */
const AXIS = 44;

interface GrowthChartProps {
  sizes: readonly (number | null)[];
  /** Index of the chosen turn, or -1. */
  chosen: number;
  label: string;
  onChoose: (turn: number) => void;
}

const token = (name: string) => getComputedStyle(document.documentElement).getPropertyValue(name).trim();

export function GrowthChart({ sizes, chosen, label, onChoose }: GrowthChartProps) {
  const place = useRef<HTMLDivElement>(null);
  const tip = useRef<HTMLDivElement>(null);
  const choose = useRef(onChoose);
  useEffect(() => {
    choose.current = onChoose;
  });
  // Canvases take their colours when drawn: another theme is another drawing.
  const scheme = useComputedColorScheme("light");
  // biome-ignore lint/correctness/useExhaustiveDependencies: the theme is a reason, not an input
  useEffect(() => {
    const element = place.current;
    if (!element) return;
    const turns = sizes.map((_, turn) => turn + 1);
    const pick = (wanted: boolean) => sizes.map((size, turn) => ((turn === chosen) === wanted ? size : null));
    const plot = new uPlot(
      options(element, sizes.length, (self) => showTip(self, tip.current, element, sizes)),
      [turns, pick(false), pick(true)] as uPlot.AlignedData,
      element,
    );
    const press = () => {
      const turn = turnAt(plot, sizes.length);
      if (turn >= 0) choose.current(turn);
    };
    plot.over.addEventListener("click", press);
    plot.over.style.cursor = "pointer";
    const watch = new ResizeObserver(() => plot.setSize({ width: element.clientWidth, height: HEIGHT }));
    watch.observe(element);
    return () => {
      watch.disconnect();
      plot.destroy();
    };
  }, [sizes, chosen, scheme]);
  return (
    <div style={{ position: "relative" }}>
      <div ref={place} role="img" aria-label={label} style={{ height: HEIGHT }} />
      <div ref={tip} hidden aria-hidden style={TIP} />
    </div>
  );
}

/** What stands beside the pointer: the turn and its tokens. */
function showTip(plot: uPlot, out: HTMLElement | null, box: HTMLElement, sizes: readonly (number | null)[]) {
  if (!out) return;
  const turn = turnAt(plot, sizes.length);
  out.hidden = turn < 0;
  if (turn < 0) return;
  const size = sizes[turn] ?? null;
  out.textContent = `Turn ${turn + 1}: ${size === null ? "not said" : `${count(size)} tokens`}`;
  out.style.left = `${Math.min(plot.valToPos(turn + 1, "x") + AXIS + 4, box.clientWidth - out.offsetWidth)}px`;
}

/** How it is drawn, in the colours of the present theme. */
function options(box: HTMLElement, turns: number, onCursor: (plot: uPlot) => void): uPlot.Options {
  const paths = uPlot.paths.bars?.({ size: [0.76, 26], radius: 0.12 });
  const bar = (colour: string, strength: number): uPlot.Series => ({
    stroke: "transparent",
    fill: `color-mix(in srgb, ${colour} ${strength}%, ${token("--bg")})`,
    points: { show: false },
    ...(paths ? { paths } : {}),
  });
  const axis = {
    stroke: token("--text-3"),
    font: `11px ${token("--font")}`,
    ticks: { show: false },
  };
  return {
    width: box.clientWidth,
    height: HEIGHT,
    legend: { show: false },
    cursor: { y: false, points: { show: false }, drag: { x: false, y: false } },
    scales: {
      // A short session leaves room: its bars keep their width.
      x: { time: false, range: [0.4, Math.max(turns, 8) + 0.6] },
      y: { range: (_, __, most) => [0, Math.max(1, most * 1.08)] },
    },
    axes: [
      {
        ...axis,
        size: 22,
        gap: 3,
        grid: { show: false },
        values: (_, at) => at.map((turn) => (Number.isInteger(turn) && turn <= turns ? String(turn) : "")),
      },
      {
        ...axis,
        size: AXIS,
        gap: 4,
        space: 28,
        grid: { stroke: token("--line"), width: 1 },
        values: (_, at) => at.map((tokens) => compact(tokens)),
      },
    ],
    series: [{}, bar(token("--t-model"), 55), bar(token("--t-model"), 100)],
    hooks: { setCursor: [onCursor] },
  };
}

const TIP = {
  position: "absolute",
  top: 0,
  padding: "1px 6px",
  borderRadius: 3,
  background: "var(--text)",
  color: "var(--bg)",
  fontSize: "var(--size-xs)",
  fontVariantNumeric: "tabular-nums",
  pointerEvents: "none",
  whiteSpace: "nowrap",
} as const;

/** The turn under the pointer, or -1. */
function turnAt(plot: uPlot, turns: number): number {
  const { left } = plot.cursor;
  if (left === undefined || left < 0) return -1;
  const turn = Math.round(plot.posToVal(left, "x")) - 1;
  return turn >= 0 && turn < turns ? turn : -1;
}
