import { COMPLAINT_METRICS } from "./complaints.ts";
import type { Data } from "./data.ts";
import type { EventMetric } from "./happening.ts";
import { LEDGER_METRICS } from "./ledger.ts";
import { REVIEW_METRICS } from "./shops.ts";
import { SURVEY_METRICS } from "./surveys.ts";
import { TICKET_METRICS } from "./tickets.ts";
import { accepts, divided, quantile, type AskedSpan, type Figure, type Filters } from "./value.ts";

/** The metrics whose rows each belong to one day for ever. */
export const EVENT_METRICS = {
  ...SURVEY_METRICS,
  ...TICKET_METRICS,
  ...COMPLAINT_METRICS,
  ...REVIEW_METRICS,
  ...LEDGER_METRICS,
};

export type EventMetricId = keyof typeof EVENT_METRICS;

export function eventFigure(metric: EventMetricId, data: Data, span: AskedSpan, filters: Filters): Figure {
  const { kind, happenings }: EventMetric = EVENT_METRICS[metric];
  const all = happenings(data);
  let numerator = 0;
  let denominator = 0;
  let n = 0;
  const values: number[] = [];
  for (const { day, members, x, y, rows } of all) {
    if (day < span.first || day > span.last || day > span.asOf || !accepts(filters, members)) continue;
    numerator += x;
    denominator += y;
    n += rows ?? 1;
    values.push(x);
  }
  if (kind === "p90") return { value: quantile(values, 0.9), numerator: null, denominator: null, n };
  if (kind === "count") {
    // Before the first of its kind nobody was counting; from then on a period without any has 0.
    const begun = all.some(({ day }) => day <= span.last && day <= span.asOf);
    return { value: begun ? numerator : null, numerator: null, denominator: null, n };
  }
  return divided(numerator, denominator, n);
}

/** Members that rows of the metric have in a dimension. */
export function eventMembers(metric: EventMetricId, data: Data, dimension: string): (string | null)[] {
  const { happenings }: EventMetric = EVENT_METRICS[metric];
  return happenings(data).map(({ members }) => members[dimension] ?? null);
}
