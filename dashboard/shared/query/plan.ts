import type { Grain, Kind, Unit } from "../catalogue.ts";
import type { Day } from "../periods.ts";

/**
 * What the query engine must know of a metric to compute it: made at build time from the header and the columns of
 * its query, kept in the version. Everything in it comes from files of the installation, nothing from a request.
 */
export type MetricPlan = {
  id: string;
  kind: Kind;
  unit: Unit;
  quantile: number | null;
  /** Column of the metric's query for each dimension: site → site_id. */
  columns: Record<string, string>;
  /** Dimensions that another one implies: region, by the site, in facts.sites. */
  derived: Record<string, DerivedDimension>;
  /** Dimensions of the day roll-up; a request that uses no other is answered from it. */
  rolledUpBy: string[];
  /** The numerator is a state: summed from the beginning up to the period's end. True for balances and for DSO. */
  cumulative: boolean;
  /** A balance that counts keys with something open, not the sum of what is open. */
  distinct: boolean;
  /** Numerator × days of the period (DSO). */
  timesDays: boolean;
  /**
   * Optional columns of the metric's query. `knownAt`: a row counts only for periods that end on or after that day
   * (a payment); `since`: from when an open item ages; `items`: what n counts, otherwise each row is one; `counts`:
   * whether a row is part of the state before the period, of what happened in it, or of the state at its end.
   */
  has: {
    numerator: boolean;
    denominator: boolean;
    knownAt: boolean;
    since: boolean;
    items: boolean;
    counts: boolean;
  };
  /** What `known_at` is held against: the period's end (a payment), or today (a deadline that has passed since). */
  known: "period" | "today";
  /** The quotient is multiplied by it. */
  scale: number;
  /** A balance whose value is 1 − the Gini coefficient of the numerators by `holder`. */
  spread: boolean;
  /** Rows are states of a day: a period takes those of its last day alone. */
  snapshot: boolean;
  /** The dimension of age buckets, for balances whose rows carry `since`. */
  age: Age | null;
  /** Trailing window in months, ending where the period ends. */
  windowMonths: number | null;
  /** Rows of the metric's query that have an event_at. */
  rows: number;
  /** Day of the earliest event; null when there is none. */
  firstDay: Day | null;
  /** "Today" of this metric where it differs from the version's: the load ledger lives in clock time. */
  asOf: Day | null;
  minimumN: number;
  /** How far short of its target a value may be and still be `near`, in the value's unit. */
  near: number | null;
  /** Dimension → members for whom alone the header's target holds; empty where it holds for all. */
  targetFor: Record<string, string[]>;
};

/** `of`: the dimension that implies it; `fact`: where `key` finds the member in `column`. */
export type DerivedDimension = { of: string; fact: string; key: string; column: string };

/** Lower bound and upper edges of the buckets, in whole days or years from `since` to the period's end. */
export type Age = { dimension: string; unit: "days" | "years"; from: number; edges: number[] };

/** What an age dimension is called where the header gives it no name. */
export const AGE_BUCKET = "age_bucket";

/** How a filter names the member of rows that have none. */
export const NO_MEMBER = "(none)";

/** Labels of the age buckets in order: 1-30, 31-60, …, >365. */
export function ageBuckets({ from, edges }: Pick<Age, "from" | "edges">): string[] {
  const lower = [from, ...edges.map((edge) => edge + 1)];
  return [...edges.map((edge, i) => `${lower[i]}-${edge}`), `>${edges.at(-1)}`];
}

/** A request for a series: parsed, every name known. Filters: dimension → members, NO_MEMBER among them. */
export type SeriesRequest = {
  grain: Grain;
  by: string[];
  filters: Record<string, string[]>;
  compare: { previous: boolean; year: boolean };
  /** "Today" of the answer. */
  asOf: Day;
};
