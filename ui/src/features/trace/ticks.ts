/**
 * The ruler: where its lines stand and what they say. 1-2-5 steps of one unit, few enough to be read.
 * Pure; knows nothing of fonts, only how many labels fit.
 */
import type { TimeRange } from "./range";

/** One line of the ruler. */
export interface Tick {
  /** Nanoseconds from the trace's start. */
  readonly at: number;
  readonly label: string;
}

const UNITS = [
  { name: "d", ns: 86_400e9 },
  { name: "h", ns: 3_600e9 },
  { name: "min", ns: 60e9 },
  { name: "s", ns: 1e9 },
  { name: "ms", ns: 1e6 },
  { name: "µs", ns: 1e3 },
  { name: "ns", ns: 1 },
] as const;

/** Steps of clock time above the second: a ruler of 50-second steps reads worse than one of whole minutes. */
const LONG_STEPS = [
  1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1800, 3600, 7200, 14_400, 21_600, 43_200, 86_400,
];

/** The smallest nice step of at least `least` nanoseconds. */
export function niceStep(least: number): number {
  if (least > 1e9) {
    const step = LONG_STEPS.find((seconds) => seconds * 1e9 >= least);
    if (step) return step * 1e9;
    return 86_400e9 * roundStep(least / 86_400e9);
  }
  return roundStep(Math.max(least, 1));
}

/** The smallest of 1, 2, 5, 10, 20 … that is at least `least`. */
function roundStep(least: number): number {
  const power = 10 ** Math.floor(Math.log10(least));
  for (const factor of [1, 2, 5]) if (factor * power >= least * 0.999_999) return factor * power;
  return 10 * power;
}

/** The lines of a ruler over `range` that has room for `most` labels. */
export function rulerTicks(range: TimeRange, most: number): Tick[] {
  const step = niceStep((range.to - range.from) / Math.max(1, most));
  const { unit, decimals } = unitFor(range.to, step);
  const ticks: Tick[] = [];
  const first = Math.ceil(range.from / step - 1e-9);
  for (let n = first; n * step <= range.to * (1 + 1e-12); n++) {
    const at = n * step;
    ticks.push({ at, label: at === 0 ? "0" : `${(at / unit.ns).toFixed(decimals)} ${unit.name}` });
  }
  return ticks;
}

/** Digits after the point that a label may have before a smaller unit reads better; none for minutes and hours. */
const MOST_DECIMALS = 3;

/** The largest unit that the labels up to `to` in steps of `step` are read in without a long fraction. */
function unitFor(to: number, step: number): { unit: (typeof UNITS)[number]; decimals: number } {
  for (const unit of UNITS) {
    const decimals = decimalsFor(step / unit.ns);
    const fits = unit.ns > 1e9 ? decimals === 0 : decimals <= MOST_DECIMALS;
    if (to >= unit.ns && fits) return { unit, decimals };
  }
  return { unit: UNITS[UNITS.length - 1] as (typeof UNITS)[number], decimals: 0 };
}

function decimalsFor(step: number): number {
  for (let decimals = 0; decimals < 9; decimals++) {
    const scaled = step * 10 ** decimals;
    if (Math.abs(scaled - Math.round(scaled)) < 1e-6 * Math.max(1, scaled)) return decimals;
  }
  return 9;
}
