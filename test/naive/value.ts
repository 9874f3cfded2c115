import type { Day } from "./calendar.ts";

/** `last` may lie after `asOf`; nothing after `asOf` is known. */
export type AskedSpan = { first: Day; last: Day; asOf: Day };

/** Dimension → accepted members; null is the member of rows without one. */
export type Filters = Record<string, (string | null)[]>;

/** What a metric comes to. Numerator and denominator only for what is divided (ratio, mean). */
export type Figure = { value: number | null; numerator: number | null; denominator: number | null; n: number };

/** A row's members by dimension. */
export type Members = Record<string, string | null>;

export const NOTHING: Figure = { value: null, numerator: null, denominator: null, n: 0 };

export function accepts(filters: Filters, members: Members): boolean {
  for (const [dimension, accepted] of Object.entries(filters)) {
    const member = members[dimension];
    if (member === undefined) throw new RangeError(`no dimension ${dimension}`);
    if (!accepted.includes(member)) return false;
  }
  return true;
}

export function divided(numerator: number, denominator: number, n: number): Figure {
  return { value: denominator === 0 ? null : numerator / denominator, numerator, denominator, n };
}

/** Linear interpolation between the two nearest ranks, as numpy's default and DuckDB's quantile_cont have it. */
export function quantile(values: readonly number[], q: number): number | null {
  const sorted = [...values].sort((a, b) => a - b);
  if (sorted.length === 0) return null;
  const rank = (sorted.length - 1) * q;
  const below = sorted[Math.floor(rank)]!;
  const above = sorted[Math.ceil(rank)]!;
  return below + (above - below) * (rank - Math.floor(rank));
}

/** Milliseconds of a wall time; its zone never changes its clock, so differences are true. */
export function clock(time: string): number {
  return Date.parse(`${time.replace(" ", "T")}Z`);
}

export function dayOf(time: string): Day {
  return time.slice(0, 10);
}
