import type { MetricEntry } from "../shared/catalogue.ts";
import {
  individualLimits,
  overdispersion,
  rateLimits,
  shareLimits,
  widened,
  type Baseline,
  type Limits,
} from "../shared/control-chart.ts";
import { beyondLimits, mostBeyond, sameSide, type Rule } from "../shared/control-rules.ts";
import type { SeriesRow } from "../shared/series.ts";

/** Fewer complete periods make no limits worth drawing; fewer than this many only trial limits. */
const FEWEST = 8;
const TRIAL_BELOW = 12;

/** The first so many complete periods make the limits, so that a drift does not pull them along. */
const BASELINE = 24;

/** From here on the process varies clearly more than chance would have it (metrics of many rows always do). */
const OVERDISPERSED = 1.2;

/** All eight rules of Nelson together cry wolf; these three are the ones that the trade keeps. */
const RULES: Record<SignalRule, Rule> = { limit: beyondLimits(), run: sameSide(8), near: mostBeyond(2, 3, 2) };

export type SignalRule = "limit" | "run" | "near";

/** p: shares, u: events for each unit, X: one value a period; ′ where the limits are widened (Laney). */
export type ChartKind = "p" | "p′" | "u" | "u′" | "X";

/** `index`: of the row; one rule a point, the first that holds. */
export type Signal = { index: number; rule: SignalRule; worse: boolean | null };

/** Limits in the metric's unit, one for each row; null for rows that are not held against them. */
export type Control = {
  chart: ChartKind;
  center: number;
  lower: (number | null)[];
  upper: (number | null)[];
  signals: Signal[];
  /** Rows that made the limits: the first and the last, and how many. */
  from: number;
  to: number;
  points: number;
  trial: boolean;
};

/**
 * What a metric's periods vary by chance alone, and which of them do not.
 *
 * @param rows of one grain in order, the running one included; it is never judged
 * @returns null where there are too few complete periods, or where neighbours share rows (a trailing window)
 */
export function controlOf(metric: MetricEntry, rows: readonly SeriesRow[]): Control | null {
  if (metric.windowMonths !== null) return null;
  const judged = rows.flatMap((row, index) =>
    row.running || row.value === null || row.n === 0 ? [] : [{ row, index, value: row.value }],
  );
  if (judged.length < FEWEST) return null;
  const values = judged.map(({ value }) => value);
  const baseline: Baseline = { first: BASELINE };
  const { chart, limits } = limitsOf(
    metric,
    judged.map(({ row }) => row),
    values,
    baseline,
  );
  const scores = values.map((value, i) => {
    const sigma = limits.sigma[i] ?? 0;
    return sigma === 0 ? 0 : (value - limits.center) / sigma;
  });
  const place = (side: readonly number[]): (number | null)[] => {
    const all = rows.map((): number | null => null);
    judged.forEach(({ index }, i) => (all[index] = side[i] ?? null));
    return all;
  };
  const made = judged.slice(0, BASELINE);
  return {
    chart,
    center: limits.center,
    lower: place(limits.lower),
    upper: place(limits.upper),
    signals: signalsOf(metric, scores).map(({ index, ...signal }) => ({ ...signal, index: judged[index]?.index ?? 0 })),
    from: made[0]?.index ?? 0,
    to: made.at(-1)?.index ?? 0,
    points: made.length,
    trial: made.length < TRIAL_BELOW,
  };
}

function limitsOf(
  metric: MetricEntry,
  rows: readonly SeriesRow[],
  values: readonly number[],
  baseline: Baseline,
): { chart: ChartKind; limits: Limits } {
  const counts = rows.map(({ numerator }) => numerator ?? 0);
  const sizes = rows.map(({ denominator }) => denominator ?? 0);
  const isCounted = metric.kind === "ratio" && sizes.every((size) => size > 0);
  const isShare = isCounted && metric.unit === "percent" && rows.every(({ n, denominator }) => n === denominator);
  if (isShare && values.every((value) => value >= 0 && value <= 1)) {
    return loosened("p", "p′", values, shareLimits(counts, sizes, baseline), baseline, 1);
  }
  if (isCounted && metric.unit === "per_1000" && counts.every((count) => count >= 0)) {
    // The exposure in the unit of the value: thousands of customers.
    const exposure = values.map((value, i) => (value === 0 ? (sizes[i] ?? 0) / 1000 : (counts[i] ?? 0) / value));
    return loosened("u", "u′", values, rateLimits(counts, exposure, baseline), baseline, Infinity);
  }
  const limits = individualLimits(values, baseline);
  // What cannot be negative is not expected to be.
  const least = values.every((value) => value >= 0) ? 0 : -Infinity;
  return { chart: "X", limits: { ...limits, lower: limits.lower.map((limit) => Math.max(least, limit)) } };
}

function loosened(
  plain: ChartKind,
  wide: ChartKind,
  values: readonly number[],
  limits: Limits,
  baseline: Baseline,
  most: number,
): { chart: ChartKind; limits: Limits } {
  const times = overdispersion(values, limits, baseline);
  return Number.isFinite(times) && times > OVERDISPERSED
    ? { chart: wide, limits: widened(limits, times, 0, most) }
    : { chart: plain, limits };
}

function signalsOf(metric: MetricEntry, scores: readonly number[]): Signal[] {
  const found = new Map<number, SignalRule>();
  for (const [rule, indexes] of Object.entries(RULES) as [SignalRule, Rule][]) {
    for (const index of indexes(scores)) if (!found.has(index)) found.set(index, rule);
  }
  return [...found]
    .sort(([a], [b]) => a - b)
    .map(([index, rule]) => {
      const above = (scores[index] ?? 0) > 0;
      return { index, rule, worse: metric.better === null ? null : above === (metric.better === "down") };
    });
}
