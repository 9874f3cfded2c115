import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import {
  assurance,
  countLimits,
  defectiveLimits,
  deviationLimits,
  individualLimits,
  movingRanges,
  outside,
  overdispersion,
  rangeLimits,
  rateLimits,
  shareLimits,
  timeBetweenLimits,
  widened,
  type Baseline,
  type Limits,
} from "../../dashboard/shared/control-chart.ts";
import {
  MAKING_DATA_COUNT,
  NELSON,
  runsAbout,
  WESTERN_ELECTRIC,
  type Rule,
} from "../../dashboard/shared/control-rules.ts";
import { SHARED, SHARED_IS_THERE, WITHOUT_SHARED } from "../support/heng.ts";

type Runs = {
  n_useful: number;
  longest_run: number;
  longest_run_max: number;
  n_crossings: number;
  n_crossings_min: number;
  runs_signal: boolean;
};

type Case = {
  id: string;
  chart: string;
  data: Record<string, unknown>;
  params?: { exclude?: number[]; freeze?: number; factor?: number; mr_factor?: number; screen_moving_ranges?: boolean };
  rule_set?: string;
  rule?: string | number;
  expect: Record<string, unknown> & { runs?: Runs };
  tolerance?: number;
};

const cases: Case[] = SHARED_IS_THERE
  ? (JSON.parse(readFileSync(join(SHARED, "cases/control_charts.json"), "utf8")) as { cases: Case[] }).cases
  : [];

const numbers = (value: unknown): number[] => value as number[];

/** The chart's points and its limits. */
function chartOf({ chart, data, params = {} }: Case): { values: number[]; limits: Limits } {
  const baseline: Baseline = {
    ...(params.exclude ? { exclude: params.exclude.map((index) => index - 1) } : {}),
    ...(params.freeze ? { first: params.freeze } : {}),
  };
  const counts = numbers(data["count"]);
  const sizes = numbers(data["size"]);
  const values = numbers(data["value"]);
  switch (chart) {
    case "p":
      return { values: counts.map((count, i) => count / sizes[i]!), limits: shareLimits(counts, sizes, baseline) };
    case "u":
      return { values: counts.map((count, i) => count / sizes[i]!), limits: rateLimits(counts, sizes, baseline) };
    case "np":
      return { values: counts, limits: defectiveLimits(counts, sizes[0]!, baseline) };
    case "c":
      return { values: counts, limits: countLimits(counts, baseline) };
    case "x_sd":
      return { values, limits: deviationLimits(values, baseline) };
    case "xmr_x": {
      const { factor, screen_moving_ranges: screened } = params;
      const options = { ...(factor ? { factor } : {}), ...(screened ? { screened } : {}) };
      return { values, limits: individualLimits(values, baseline, options) };
    }
    case "xmr_mr": {
      const { center, upper } = rangeLimits(values, baseline, params.mr_factor);
      // The first value has no range before it; its place is kept so that indexes are those of the values.
      const ranges = [NaN, ...movingRanges(values)];
      const same = ranges.map(() => upper);
      return { values: ranges, limits: { center, sigma: [], lower: ranges.map(() => 0), upper: same } };
    }
    default:
      throw new Error(`no chart ${chart}`);
  }
}

/** Within the case's tolerance, or within half of the last digit that the book prints. */
function near(actual: number | undefined, wanted: number, tolerance: number): void {
  const printed = 0.5 * 10 ** -(String(wanted).split(".")[1] ?? "").length;
  const decimals = wanted !== 0 && Number.isInteger(wanted) ? 0 : printed;
  expect(Math.abs((actual ?? NaN) - wanted)).toBeLessThanOrEqual(Math.max(tolerance, decimals));
}

const RULES: Record<string, Record<string, Rule>> = {
  "western-electric": WESTERN_ELECTRIC,
  nelson: NELSON,
  "nhs-making-data-count": MAKING_DATA_COUNT,
};

const ofRules = cases.filter(({ chart }) => chart === "rule");
const ofAssurance = cases.filter(({ chart }) => chart === "assurance");
const ofCharts = cases.filter(({ chart }) => !["rule", "assurance", "t_time_between"].includes(chart));

describe.skipIf(!SHARED_IS_THERE)(`published control charts${WITHOUT_SHARED}`, () => {
  test.each(ofCharts.map((each): [string, Case] => [`${each.chart} ${each.id}`, each]))("%s", (_, each) => {
    const { values, limits } = chartOf(each);
    const tolerance = each.tolerance ?? 1e-6;
    const { center, sigma, sigma_per_unit, mean_of_lcl, mean_of_ucl, out_of_limits, points_outside, runs } =
      each.expect;
    const mean = (list: number[]) => list.reduce((total, value) => total + value, 0) / list.length;
    near(limits.center, center as number, tolerance);
    if (sigma !== undefined) near(limits.sigma[0], sigma as number, tolerance);
    if (sigma_per_unit !== undefined) near(Math.sqrt(limits.center), sigma_per_unit as number, tolerance);
    if (mean_of_lcl !== undefined) near(mean(limits.lower), mean_of_lcl as number, tolerance);
    if (mean_of_ucl !== undefined) near(mean(limits.upper), mean_of_ucl as number, tolerance);
    for (const [name, side] of [
      ["lcl", limits.lower],
      ["ucl", limits.upper],
    ] as const) {
      const wanted = each.expect[name];
      if (typeof wanted === "number") side.forEach((limit) => near(limit, wanted, tolerance));
      if (Array.isArray(wanted)) wanted.forEach((limit, i) => near(side[i], limit as number, tolerance));
    }
    const beyond = outside(values, limits).map((index) => index + 1);
    if (out_of_limits !== undefined) expect(beyond).toEqual(out_of_limits);
    if (points_outside !== undefined) expect(beyond.length).toBe(points_outside);
    if (runs !== undefined) {
      // Points that make no limits are no part of the runs either.
      const left = new Set(each.params?.exclude ?? []);
      const kept = values.filter((_, i) => !left.has(i + 1));
      const found = runsAbout(kept, limits.center);
      expect({
        n_useful: found.useful,
        longest_run: found.longest,
        longest_run_max: found.longestAllowed,
        n_crossings: found.crossings,
        n_crossings_min: found.crossingsNeeded,
        runs_signal: found.signal,
      }).toEqual(runs);
    }
  });

  test.each(ofRules.map((each): [string, Case] => [`${each.rule_set} ${each.rule}: ${each.id}`, each]))(
    "%s",
    (_, each) => {
      const rule = RULES[each.rule_set ?? ""]?.[String(each.rule)];
      const { center, sigma } = each.data as { center: number; sigma: number };
      const scores = numbers(each.data["value"]).map((value) => (value - center) / sigma);
      expect(rule?.(scores).map((index) => index + 1)).toEqual(each.expect["signal_at"] ?? each.expect["completed_at"]);
    },
  );

  test.each(ofAssurance.map((each): [string, Case] => [each.id, each]))("assurance %s", (_, each) => {
    const { lpl: lower, upl: upper, target } = each.data as { lpl: number; upl: number; target: number };
    const words = { pass: "consistent_pass", fail: "consistent_fail", inconsistent: "inconsistent" };
    expect(words[assurance({ lower, upper }, target, "up")]).toBe(each.expect["higher_is_better"]);
    expect(words[assurance({ lower, upper }, target, "down")]).toBe(each.expect["lower_is_better"]);
  });

  test("every case is tried", () => {
    const tried = ofCharts.length + ofRules.length + ofAssurance.length;
    expect(cases.length - tried).toBe(cases.filter(({ chart }) => chart === "t_time_between").length);
    expect(tried).toBeGreaterThan(15);
  });
});

describe("limits", () => {
  test("of shares never leave 0 and 1, and are wider where fewer were counted", () => {
    const { lower, upper } = shareLimits([9, 99, 5], [10, 100, 5]);
    expect(lower[2]).toBeLessThan(lower[0]!);
    expect(lower[0]).toBeLessThan(lower[1]!);
    expect(upper).toEqual([1, 1, 1]);
  });

  test("of a process that varies more than chance are widened to it", () => {
    // Shares of 10 000 each that jump by 4 points: chance alone would give half a point.
    const counts = [8000, 8400, 8000, 8400, 8000, 8400, 8000, 8400];
    const sizes = counts.map(() => 10_000);
    const values = counts.map((count, i) => count / sizes[i]!);
    const limits = shareLimits(counts, sizes);
    expect(outside(values, limits)).toHaveLength(8);
    const times = overdispersion(values, limits);
    // The mean moving range is 0.04, so sigma must come to 0.04 ÷ 1.128.
    expect(widened(limits, times, 0, 1).sigma[0]).toBeCloseTo(0.04 / 1.128, 12);
    expect(outside(values, widened(limits, times, 0, 1))).toEqual([]);
  });

  test("of the time between rare events are taken back to time", () => {
    const { center, lower, upper } = timeBetweenLimits([1, 1, 1, 1]);
    expect([center, lower[0], upper[0]]).toEqual([1, 1, 1]);
    expect(timeBetweenLimits([1, 50, 1, 50]).lower[0]).toBe(0);
  });
});

describe("rules", () => {
  test("a point on the center line ends a run", () => {
    expect(NELSON[2]([1, 1, 1, 1, 0, 1, 1, 1, 1, 1])).toEqual([]);
    expect(NELSON[2]([1, 1, 1, 1, 1, 1, 1, 1, 1, 1])).toEqual([8, 9]);
  });

  test("fifteen points within a sigma are too quiet", () => {
    expect(NELSON[7](Array.from({ length: 16 }, (_, i) => (i % 2 ? 0.9 : -0.9)))).toEqual([14, 15]);
  });

  test("eight points beyond a sigma on both sides avoid the center", () => {
    expect(NELSON[8]([1.1, -1.1, 1.1, -1.1, 1.1, -1.1, 1.1, -1.1])).toEqual([7]);
  });
});
