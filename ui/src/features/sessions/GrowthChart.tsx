/** The context by turn, drawn: a bar a turn, the chosen one marked; a press goes to its turn. The list of turns says the same in words. */
import { useComputedColorScheme } from "@mantine/core";
import { useEffect, useRef } from "react";
import uPlot from "uplot";
import "uplot/dist/uPlot.min.css";
import { compact, count } from "../../base/format";

const HEIGHT = 128;

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
    const bars = uPlot.paths.bars?.({ size: [0.76, 26], radius: 0.12 });
    const bar = (colour: string, strength: number) => ({
      stroke: "transparent",
      fill: `color-mix(in srgb, ${colour} ${strength}%, ${token("--bg")})`,
      points: { show: false },
      ...(bars ? { paths: bars } : {}),
    });
    const font = `11px ${token("--font")}`;
    const ink = token("--text-3");
    const plot = new uPlot(
      {
        width: element.clientWidth,
        height: HEIGHT,
        legend: { show: false },
        cursor: {
          y: false,
          points: { show: false },
          drag: { x: false, y: false },
        },
        scales: {
          x: { time: false, range: [0.4, Math.max(turns.length, 8) + 0.6] },
          y: { range: (_, __, most) => [0, Math.max(1, most * 1.08)] },
        },
        axes: [
          {
            stroke: ink,
            font,
            size: 22,
            gap: 3,
            grid: { show: false },
            ticks: { show: false },
            values: (_, at) =>
              at.map((turn) => (Number.isInteger(turn) && turn <= turns.length ? String(turn) : "")),
          },
          {
            stroke: ink,
            font,
            size: 44,
            gap: 4,
            space: 28,
            grid: { stroke: token("--line"), width: 1 },
            ticks: { show: false },
            values: (_, at) => at.map((tokens) => compact(tokens)),
          },
        ],
        series: [{}, bar(token("--t-model"), 55), bar(token("--t-model"), 100)],
        hooks: {
          setCursor: [
            (self) => {
              const turn = turnAt(self, sizes.length);
              const out = tip.current;
              if (!out) return;
              out.hidden = turn < 0;
              if (turn < 0) return;
              const size = sizes[turn] ?? null;
              out.textContent = `Turn ${turn + 1}: ${size === null ? "not said" : `${count(size)} tokens`}`;
              const left = self.valToPos(turn + 1, "x") + 48;
              out.style.left = `${Math.min(left, element.clientWidth - out.offsetWidth)}px`;
            },
          ],
        },
      },
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
