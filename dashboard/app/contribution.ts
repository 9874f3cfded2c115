import type { Kind } from "../shared/catalogue.ts";
import type { PartRow } from "./api.ts";

/** One member's share in a change. `rate`: its own value changed; `mix`: its weight did; null where that cannot be told apart. */
export type Part = {
  part: string | null;
  now: number | null;
  before: number | null;
  n: number;
  rate: number | null;
  mix: number | null;
  total: number;
  /** What its values are made of, so that several can be put together. */
  sums: { now: Sums; before: Sums };
};

export type Contributions = {
  parts: Part[];
  now: number | null;
  before: number | null;
  rate: number;
  mix: number;
  total: number;
};

/** The denominator is 1 for what only adds up. */
type Sums = { numerator: number; denominator: number };

function sumsOf(rows: readonly PartRow[]): Sums {
  let numerator = 0;
  let denominator = 0;
  for (const row of rows) {
    numerator += row.numerator ?? 0;
    denominator += row.denominator ?? 0;
  }
  return { numerator, denominator };
}

function paired(
  now: readonly PartRow[],
  before: readonly PartRow[],
): [string | null, PartRow | null, PartRow | null][] {
  const earlier = new Map(before.map((row) => [row.part, row]));
  const pairs: [string | null, PartRow | null, PartRow | null][] = now.map((row) => {
    const old = earlier.get(row.part) ?? null;
    earlier.delete(row.part);
    return [row.part, row, old];
  });
  return [...pairs, ...[...earlier].map(([part, old]): [string | null, null, PartRow] => [part, null, old])];
}

const CLOSE = 1e-6;

function close(a: number, b: number): boolean {
  return Math.abs(a - b) <= CLOSE * Math.max(1, Math.abs(a), Math.abs(b));
}

/**
 * Splits the change of a value into its members' contributions, which add up exactly.
 *
 * A rate's change is Σ w̄ᵢ·Δrᵢ (own rate) + Σ Δwᵢ·(r̄ᵢ − R̄) (weight), with w a member's share of the denominator and
 * bars for the mean of both periods: the symmetrical form, which leaves no remainder to explain away.
 *
 * @param whole the undivided values, against which the members' sums are checked
 * @returns null where members do not add up to the whole (quantiles, a customer counted under two collectors)
 */
export function contributionsOf(
  kind: Kind,
  now: readonly PartRow[],
  before: readonly PartRow[],
  whole: { now: number | null; before: number | null },
): Contributions | null {
  if (kind === "quantile" || whole.now === null || whole.before === null) return null;
  const split = kind === "ratio" || kind === "mean" ? splitRate(now, before) : splitSum(now, before);
  if (!split || split.now === null || split.before === null) return null;
  return close(split.now, whole.now) && close(split.before, whole.before) ? split : null;
}

function splitSum(now: readonly PartRow[], before: readonly PartRow[]): Contributions {
  const parts = paired(now, before).map(([part, row, old]) => ({
    part,
    now: row?.value ?? null,
    before: old?.value ?? null,
    n: row?.n ?? 0,
    rate: null,
    mix: null,
    total: (row?.value ?? 0) - (old?.value ?? 0),
    sums: {
      now: { numerator: row?.value ?? 0, denominator: 1 },
      before: { numerator: old?.value ?? 0, denominator: 1 },
    },
  }));
  const sum = (side: "now" | "before"): number => parts.reduce((total, part) => total + (part[side] ?? 0), 0);
  return { parts, now: sum("now"), before: sum("before"), rate: 0, mix: 0, total: sum("now") - sum("before") };
}

function splitRate(now: readonly PartRow[], before: readonly PartRow[]): Contributions | null {
  const [all, earlier] = [sumsOf(now), sumsOf(before)];
  if (all.denominator === 0 || earlier.denominator === 0) return null;
  const [R1, R0] = [all.numerator / all.denominator, earlier.numerator / earlier.denominator];
  const middle = (R0 + R1) / 2;
  const parts = paired(now, before).map(([part, row, old]) => {
    const [w1, w0] = [(row?.denominator ?? 0) / all.denominator, (old?.denominator ?? 0) / earlier.denominator];
    const r1 = w1 === 0 ? null : (row?.numerator ?? 0) / (row?.denominator ?? 1);
    const r0 = w0 === 0 ? null : (old?.numerator ?? 0) / (old?.denominator ?? 1);
    // Who was not there before has no rate that could have changed: all of it is mix.
    const [a, b] = [r0 ?? r1 ?? 0, r1 ?? r0 ?? 0];
    const rate = ((w0 + w1) / 2) * (b - a);
    const mix = (w1 - w0) * ((a + b) / 2 - middle);
    const sums = { now: sumsOf(row ? [row] : []), before: sumsOf(old ? [old] : []) };
    return { part, now: r1, before: r0, n: row?.n ?? 0, rate, mix, total: rate + mix, sums };
  });
  const sum = (what: "rate" | "mix"): number => parts.reduce((total, part) => total + part[what], 0);
  return { parts, now: R1, before: R0, rate: sum("rate"), mix: sum("mix"), total: R1 - R0 };
}

/** Those that pulled in the change's direction come first, the strongest at the head. */
export function inOrder({ parts, total }: Contributions): Part[] {
  const direction = total < 0 ? 1 : -1;
  return [...parts].sort((a, b) => direction * (a.total - b.total));
}

/** Several members as one. */
export type Rest = Omit<Part, "part" | "sums"> & { count: number };

function together(parts: readonly Part[]): Rest {
  const sum = (what: "n" | "rate" | "mix" | "total"): number => parts.reduce((all, part) => all + (part[what] ?? 0), 0);
  const value = (side: "now" | "before"): number | null => {
    const split = parts.some(({ rate }) => rate !== null);
    const numerator = parts.reduce((all, { sums }) => all + sums[side].numerator, 0);
    const denominator = split ? parts.reduce((all, { sums }) => all + sums[side].denominator, 0) : 1;
    return denominator === 0 ? null : numerator / denominator;
  };
  const split = parts.some(({ rate }) => rate !== null);
  return {
    count: parts.length,
    now: value("now"),
    before: value("before"),
    n: sum("n"),
    rate: split ? sum("rate") : null,
    mix: split ? sum("mix") : null,
    total: sum("total"),
  };
}

/** The first `shown`, and all others as one. One left over is itself no longer than a line that says so. */
export function withRest(parts: readonly Part[], shown: number): { parts: Part[]; rest: Rest | null } {
  if (parts.length <= shown + 1) return { parts: [...parts], rest: null };
  return { parts: parts.slice(0, shown), rest: together(parts.slice(shown)) };
}
