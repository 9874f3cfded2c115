import type { MetricEntry } from "../shared/catalogue.ts";
import type { SeriesRow } from "../shared/series.ts";

export type Tone = "good" | "bad" | null;

/**
 * Changes smaller than this get neither colour nor word. Rates and NPS: that many percentage points; scores: that much
 * of a point on the five-point scale; everything else: that share of what it is compared with.
 */
export const NEUTRAL = { percent: 0.01, points: 0.03, score: 0.03, share: 0.05 } as const;

/** Whether a change is for the better by the metric's own direction; null inside the neutral band or without one. */
export function toneOf(value: number | null, base: number | null, metric: Pick<MetricEntry, "unit" | "better">): Tone {
  if (value === null || base === null || metric.better === null) return null;
  const delta = value - base;
  const band =
    metric.unit === "percent" || metric.unit === "points" || metric.unit === "score"
      ? NEUTRAL[metric.unit]
      : Math.abs(base) * NEUTRAL.share;
  // 0.01 written as 0.93 - 0.92 is a hair more than 0.01: the band's edge belongs to the band.
  if (Math.abs(delta) <= band * (1 + 1e-9)) return null;
  return delta > 0 === (metric.better === "up") ? "good" : "bad";
}

/** How many periods in a row, up to the last one, missed the target; empty periods end the run. */
export function missesInARow(history: readonly Pick<SeriesRow, "status">[]): number {
  let run = 0;
  for (let index = history.length - 1; index >= 0 && history[index]?.status === "miss"; index -= 1) run += 1;
  return run;
}

/** Distance from the target as a share of it, to order what is off target: 0.093 for 81.6 % against 90 %. */
export function shareOff({ value, target }: Pick<SeriesRow, "value" | "target">): number {
  if (value === null || target === null) return 0;
  return Math.abs(value - target) / Math.max(Math.abs(target), 1);
}
