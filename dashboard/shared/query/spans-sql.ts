import { countDays, type Days, type Slot } from "../periods.ts";
import type { MetricPlan, SeriesRequest } from "./plan.ts";
import { quoteDay, quoteName } from "./sql-text.ts";

/** A stretch of days to compute, of one slot in one role. */
export type Span = { slot: number; role: "now" | "previous" | "year"; days: Days };

/** All spans that a request needs, those of the comparisons included. */
export function spansOf(request: SeriesRequest, slots: Slot[]): Span[] {
  return slots.flatMap((slot, i): Span[] => [
    { slot: i, role: "now", days: slot.now },
    ...(request.compare.previous && slot.previous ? [{ slot: i, role: "previous" as const, days: slot.previous }] : []),
    ...(request.compare.year && slot.year ? [{ slot: i, role: "year" as const, days: slot.year }] : []),
  ]);
}

/** The spans as a relation: period_no (the slot, whose own name is a dimension's), role, first, last, days. */
export function spansCte(spans: Span[]): string {
  const rows = spans.map(
    ({ slot, role, days }) =>
      `(${slot}, '${role}', ${quoteDay(days.first)}, ${quoteDay(days.last)}, ${countDays(days)})`,
  );
  return `spans(period_no, role, first, last, days) as (values ${rows.join(", ")})`;
}

/**
 * Each day of each span (its last alone where rows are states of a day): joining events to days by equality costs the
 * same however many periods are asked for.
 */
export function spanDaysCte({ snapshot }: MetricPlan): string {
  return `span_days as (
      select period_no, role, last, unnest(generate_series(${snapshot ? "last" : "first"}, last, interval 1 day))::date as day from spans
    )`;
}

/** The dimensions that an answer is cut by, as the tail of a list of columns. */
export function byList(request: SeriesRequest, prefix = ""): string {
  return request.by.map((dim) => `, ${prefix}${quoteName(dim)}`).join("");
}
