import type { Status } from "./catalogue.ts";

/**
 * One row of GET /api/series (an Arrow IPC stream with these columns, in this order, after one utf8 column for each
 * dimension asked for by `by`). Numbers are float64. Rows are ordered by metric (as asked), period, dimensions.
 */
export type SeriesRow = {
  metric: string;
  /** The period's first day, YYYY-MM-DD; null for grain all. */
  period: string | null;
  /** The days that the value really covers, both included; `through` is cut at as_of while the period runs. */
  from: string | null;
  through: string | null;
  running: boolean;
  value: number | null;
  numerator: number | null;
  denominator: number | null;
  n: number;
  target: number | null;
  /** ">=" or "<=", null without a target. */
  comparison: string | null;
  status: Status;
  /** The period before, and the same one a year ago, cut to the same length while the period runs; null unless asked by compare. */
  previous: number | null;
  year: number | null;
  /** Wilson 95 % interval of a ratio of counts, otherwise null. */
  low: number | null;
  high: number | null;
};
