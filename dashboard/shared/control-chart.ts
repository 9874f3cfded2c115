/**
 * Limits between which a process varies by chance alone (Shewhart). Points are those of complete periods in order;
 * indexes in options and answers count from 0.
 */

/** The limits of every point; they differ from point to point where the sizes do. `sigma`: of one point, likewise. */
export type Limits = { center: number; sigma: number[]; lower: number[]; upper: number[] };

/** Which points make the limits; all are held against them. */
export type Baseline = {
  /** Points left out: known causes. */
  exclude?: readonly number[];
  /** Only so many from the first on. */
  first?: number;
};

/** Constants of the normal distribution for ranges of two: sigma = mean moving range ÷ d2. */
const D2 = 1.128;
const MOVING_RANGE_LIMIT = 3.267;

function isBase({ exclude = [], first = Infinity }: Baseline): (_: unknown, index: number) => boolean {
  const left = new Set(exclude);
  return (_, index) => index < first && !left.has(index);
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}

function mean(values: readonly number[]): number {
  return sum(values) / values.length;
}

function between(center: number, sigma: readonly number[], least = -Infinity, most = Infinity): Limits {
  return {
    center,
    sigma: [...sigma],
    lower: sigma.map((each) => Math.max(least, center - 3 * each)),
    upper: sigma.map((each) => Math.min(most, center + 3 * each)),
  };
}

/** Shares of counted things (satisfied of those asked): limits within 0 and 1, wider where fewer were counted. */
export function shareLimits(counts: readonly number[], sizes: readonly number[], baseline: Baseline = {}): Limits {
  const center = sum(counts.filter(isBase(baseline))) / sum(sizes.filter(isBase(baseline)));
  return between(
    center,
    sizes.map((size) => Math.sqrt((center * (1 - center)) / size)),
    0,
    1,
  );
}

/** Events for each unit of exposure (complaints for each household). */
export function rateLimits(counts: readonly number[], sizes: readonly number[], baseline: Baseline = {}): Limits {
  const center = sum(counts.filter(isBase(baseline))) / sum(sizes.filter(isBase(baseline)));
  return between(
    center,
    sizes.map((size) => Math.sqrt(center / size)),
    0,
  );
}

/** Numbers of defective things among as many each time. */
export function defectiveLimits(counts: readonly number[], size: number, baseline: Baseline = {}): Limits {
  const center = mean(counts.filter(isBase(baseline)));
  const share = center / size;
  return between(
    center,
    counts.map(() => Math.sqrt(size * share * (1 - share))),
    0,
    size,
  );
}

/** Numbers of events over as long each time. */
export function countLimits(counts: readonly number[], baseline: Baseline = {}): Limits {
  const center = mean(counts.filter(isBase(baseline)));
  return between(
    center,
    counts.map(() => Math.sqrt(center)),
    0,
  );
}

/**
 * Laney's widening of the limits of shares or rates: large sizes make chance look too small when the process itself
 * varies from day to day.
 *
 * @returns 1 where the process varies no more than chance would have it
 */
export function overdispersion(values: readonly number[], limits: Limits, baseline: Baseline = {}): number {
  const scores = values.map((value, i) => (value - limits.center) / (limits.sigma[i] ?? 1));
  return mean(movingRanges(scores.filter(isBase(baseline)))) / D2;
}

/** The limits with every sigma so many times as wide, kept within the same bounds. */
export function widened(limits: Limits, times: number, least: number, most: number): Limits {
  return between(
    limits.center,
    limits.sigma.map((sigma) => sigma * times),
    least,
    most,
  );
}

/** Distances between neighbours; one fewer than there are values. */
export function movingRanges(values: readonly number[]): number[] {
  return values.slice(1).map((value, i) => Math.abs(value - (values[i] ?? value)));
}

/** The mean moving range; `screened` leaves out, once, the ranges that are themselves out of limits (Nelson 1982). */
function meanRange(values: readonly number[], screened: boolean): number {
  const ranges = movingRanges(values);
  const all = mean(ranges);
  return screened ? mean(ranges.filter((range) => range < MOVING_RANGE_LIMIT * all)) : all;
}

/** One value each time (a duration, a balance): sigma from the distance between neighbours. */
export function individualLimits(
  values: readonly number[],
  baseline: Baseline = {},
  { screened = false, factor = 3 / D2 }: { screened?: boolean; factor?: number } = {},
): Limits {
  const base = values.filter(isBase(baseline));
  const sigma = (meanRange(base, screened) * factor) / 3;
  return between(
    mean(base),
    values.map(() => sigma),
  );
}

/** The moving ranges' own upper limit. */
export function rangeLimits(
  values: readonly number[],
  baseline: Baseline = {},
  factor = MOVING_RANGE_LIMIT,
): { center: number; upper: number } {
  const center = meanRange(values.filter(isBase(baseline)), false);
  return { center, upper: factor * center };
}

/** Limits from the standard deviation of all values. */
export function deviationLimits(values: readonly number[], baseline: Baseline = {}): Limits {
  const base = values.filter(isBase(baseline));
  const center = mean(base);
  const deviation = Math.sqrt(sum(base.map((value) => (value - center) ** 2)) / (base.length - 1));
  // c4 makes the mean of sample deviations that of the population.
  const c4 = Math.sqrt(2 / (base.length - 1)) * Math.exp(lnGamma(base.length / 2) - lnGamma((base.length - 1) / 2));
  return between(
    center,
    values.map(() => deviation / c4),
  );
}

/** Logarithm of the gamma function of a multiple of one half, by its recurrence. */
function lnGamma(x: number): number {
  let result = x % 1 === 0 ? 0 : Math.log(Math.PI) / 2;
  for (let each = x % 1 === 0 ? 1 : 0.5; each < x; each += 1) result += Math.log(each);
  return result;
}

/** Time between rare events: made normal by a power, limited, and taken back. Never below 0. */
export function timeBetweenLimits(times: readonly number[], baseline: Baseline = {}): Omit<Limits, "sigma"> {
  const POWER = 3.6;
  const limits = individualLimits(
    times.map((time) => time ** (1 / POWER)),
    baseline,
  );
  const back = (value: number): number => Math.max(0, value) ** POWER;
  return { center: back(limits.center), lower: limits.lower.map(back), upper: limits.upper.map(back) };
}

/** Indexes of the points outside their limits. */
export function outside(values: readonly number[], { lower, upper }: Pick<Limits, "lower" | "upper">): number[] {
  return values.flatMap((value, i) => (value < (lower[i] ?? -Infinity) || value > (upper[i] ?? Infinity) ? [i] : []));
}

/**
 * Whether a process that stays as it is will reach its target: always, never, or now and then.
 *
 * @param better which way is good
 */
export function assurance(
  { lower, upper }: { lower: number; upper: number },
  target: number,
  better: "up" | "down",
): "pass" | "fail" | "inconsistent" {
  if (lower > target) return better === "up" ? "pass" : "fail";
  if (upper < target) return better === "up" ? "fail" : "pass";
  return "inconsistent";
}
