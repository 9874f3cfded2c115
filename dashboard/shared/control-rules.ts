/**
 * Rules that tell a signal from chance. All take standard scores, (value − center) ÷ sigma, in the order of time, and
 * answer with the indexes (from 0) at which the rule holds: of a run every point from the one that completes it. A point
 * on the center line belongs to neither side and ends a run.
 */
export type Rule = (scores: readonly number[]) => number[];

/** Indexes at which the window of so many points that ends there fulfils the condition. */
function windows(scores: readonly number[], length: number, holds: (window: readonly number[]) => boolean): number[] {
  return scores.flatMap((_, i) => (i + 1 >= length && holds(scores.slice(i + 1 - length, i + 1)) ? [i] : []));
}

export function beyondLimits(sigmas = 3): Rule {
  return (scores) => windows(scores, 1, ([score = 0]) => Math.abs(score) > sigmas);
}

/** So many points in a row on one side of the center line. */
export function sameSide(length: number): Rule {
  return (scores) => windows(scores, length, (window) => onOneSide(window, 0));
}

function onOneSide(window: readonly number[], sigmas: number): boolean {
  return window.every((score) => score > sigmas) || window.every((score) => score < -sigmas);
}

/** `wanted` of `length` points further than so many sigmas on the same side, the last among them. */
export function mostBeyond(wanted: number, length: number, sigmas: number): Rule {
  return (scores) =>
    windows(scores, length, (window) =>
      [1, -1].some(
        (side) =>
          side * (window.at(-1) ?? 0) > sigmas && window.filter((score) => side * score > sigmas).length >= wanted,
      ),
    );
}

/** So many points in a row each above the one before, or each below; equal neighbours end it. */
export function trend(length: number): Rule {
  return (scores) =>
    windows(scores, length, (window) => {
      const steps = stepsOf(window);
      return steps.every((step) => step > 0) || steps.every((step) => step < 0);
    });
}

/** So many points in a row that go up and down by turns. */
export function alternating(length: number): Rule {
  return (scores) =>
    windows(scores, length, (window) => {
      const steps = stepsOf(window);
      return steps.every((step, i) => step !== 0 && (i === 0 || step * (steps[i - 1] ?? 0) < 0));
    });
}

function stepsOf(window: readonly number[]): number[] {
  return window.slice(1).map((score, i) => score - (window[i] ?? score));
}

/** So many points in a row within one sigma: too quiet to be true, or limits of two processes mixed. */
export function hugging(length: number): Rule {
  return (scores) => windows(scores, length, (window) => window.every((score) => Math.abs(score) < 1));
}

/** So many points in a row further than one sigma, on both sides. */
export function avoidingCenter(length: number): Rule {
  return (scores) =>
    windows(scores, length, (window) => window.every((score) => Math.abs(score) > 1) && !onOneSide(window, 1));
}

export const WESTERN_ELECTRIC: Record<1 | 2 | 3 | 4, Rule> = {
  1: beyondLimits(),
  2: mostBeyond(2, 3, 2),
  3: mostBeyond(4, 5, 1),
  4: sameSide(8),
};

/** As GB/T 4091-2001 has them. */
export const NELSON: Record<1 | 2 | 3 | 4 | 5 | 6 | 7 | 8, Rule> = {
  1: beyondLimits(),
  2: sameSide(9),
  3: trend(6),
  4: alternating(14),
  5: mostBeyond(2, 3, 2),
  6: mostBeyond(4, 5, 1),
  7: hugging(15),
  8: avoidingCenter(8),
};

/** NHS England, Making Data Count. */
export const MAKING_DATA_COUNT: Record<"outside" | "shift7" | "trend7" | "two_of_three", Rule> = {
  outside: beyondLimits(),
  shift7: sameSide(7),
  trend7: trend(7),
  two_of_three: mostBeyond(2, 3, 2),
};

/** Anhøj's statistics of a run chart: no sigma needed. Points on the center line are left out. */
export type Runs = {
  useful: number;
  longest: number;
  /** A longer run is a signal. */
  longestAllowed: number;
  crossings: number;
  /** Fewer crossings are a signal. */
  crossingsNeeded: number;
  signal: boolean;
};

export function runsAbout(values: readonly number[], center: number): Runs {
  const sides = values.map((value) => Math.sign(value - center)).filter((side) => side !== 0);
  let longest = 0;
  let crossings = 0;
  let run = 0;
  sides.forEach((side, i) => {
    const goesOn = i > 0 && side === sides[i - 1];
    if (i > 0 && !goesOn) crossings += 1;
    run = goesOn ? run + 1 : 1;
    longest = Math.max(longest, run);
  });
  const longestAllowed = Math.round(Math.log2(sides.length) + 3);
  const crossingsNeeded = fewestCrossings(sides.length);
  return {
    useful: sides.length,
    longest,
    longestAllowed,
    crossings,
    crossingsNeeded,
    signal: longest > longestAllowed || crossings < crossingsNeeded,
  };
}

/** The 5 % quantile of how often a coin thrown n − 1 times shows heads. */
function fewestCrossings(points: number): number {
  const throws = points - 1;
  let probability = 0.5 ** throws;
  let reached = probability;
  let heads = 0;
  while (reached < 0.05) {
    probability = (probability * (throws - heads)) / (heads + 1);
    heads += 1;
    reached += probability;
  }
  return heads;
}
