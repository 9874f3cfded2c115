import type { Day } from "./calendar.ts";
import type { Data } from "./data.ts";
import { clock, dayOf, type Members } from "./value.ts";

/**
 * Something that happened on a day and counts there for ever: x/y for ratios and means, x for counts and quantiles.
 * It is one row, unless it says of how many it tells (a load).
 */
export type Happening = { day: Day; members: Members; x: number; y: number; rows?: number };

/** A metric all of whose rows are happenings. */
export type EventMetric = { kind: "ratio" | "mean" | "count" | "p90"; happenings: (data: Data) => Happening[] };

/**
 * A happening for each row that has a time and that `pair` counts.
 *
 * @param pair [x, y], or null for a row that does not count
 */
export function placed<Row>(
  rows: readonly Row[],
  members: (row: Row) => Members,
  time: (row: Row) => string | null,
  pair: (row: Row) => [x: number, y: number] | null,
): Happening[] {
  const found: Happening[] = [];
  for (const row of rows) {
    const at = time(row);
    const counted = pair(row);
    if (at === null || counted === null) continue;
    found.push({ day: dayOf(at), members: members(row), x: counted[0], y: counted[1] });
  }
  return found;
}

export function yes(condition: boolean): number {
  return condition ? 1 : 0;
}

export function minutesBetween(from: string, to: string): number {
  return (clock(to) - clock(from)) / 60_000;
}
