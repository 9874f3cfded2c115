import {
  addDays,
  addMonths,
  earlier,
  isRunning,
  periodOf,
  previousSpan,
  yearSpan,
  nextPeriod,
  type Day,
  type PeriodGrain,
  type Span,
} from "../naive/calendar.ts";
import { firstBilling } from "../naive/billing.ts";
import type { Data } from "../naive/data.ts";
import { valueOf, type MetricId } from "../naive/metrics.ts";
import { dayOf, type Figure, type Filters } from "../naive/value.ts";

/** Metrics of the six months that end with the period. */
const WINDOWED: readonly MetricId[] = ["dsr_description", "dsr_service", "dsr_logistics"];

export type Expected = Figure & {
  from: Day;
  through: Day;
  running: boolean;
  previous: number | null;
  year: number | null;
};

/** What a row of /api/series has to say about one period, by the naive computation. */
export function expectedFor(
  metric: MetricId,
  data: Data,
  grain: Exclude<PeriodGrain, "all">,
  period: Span,
  asOf: Day,
  filters: Filters,
): Expected {
  const through = earlier(period.last, asOf);
  const over = (span: Span): Figure => valueOf(metric, data, { ...span, asOf }, filters);
  return {
    ...over(period),
    from: WINDOWED.includes(metric) ? addDays(addMonths(through, -6), 1) : period.first,
    through,
    running: isRunning(period, asOf),
    previous: over(previousSpan(grain, period, asOf)).value,
    year: over(yearSpan(grain, period, asOf)).value,
  };
}

/** Every period from the one that holds `from` to the one that holds `to`. */
export function periodsBetween(grain: Exclude<PeriodGrain, "all">, from: Day, to: Day): Span[] {
  const periods: Span[] = [];
  for (let period = periodOf(grain, from); period.first <= to; period = nextPeriod(grain, period)) periods.push(period);
  return periods;
}

/** "Today" unless a request says otherwise: the last day on which any source says that something happened. */
export function lastDayWithData(data: Data): Day | null {
  const times = [
    ...data.tickets.flatMap((row) => [row.created_at, row.first_response_at, row.resolved_at, row.closed_at]),
    ...data.complaints.flatMap((row) => [row.received_at, row.resolved_at, row.revisited_at]),
    ...data.surveys.map((row) => row.visited_at),
    ...data.bills.map((row) => row.settled_on),
    ...data.payments.map((row) => row.paid_on),
    ...data.ratings.map((row) => row.rated_at),
  ];
  const days = times.flatMap((time) => (time === null ? [] : [dayOf(time)])).sort();
  return days.at(-1) ?? null;
}

/** Like `lastDayWithData`, for one metric: the load ledger lives in clock time, so its today is the last load's day. */
export function todayOf(metric: MetricId, data: Data, today: Day): Day {
  if (metric !== "rejected_row_rate") return today;
  const days = data.ledger.map((line) => dayOf(line.loadedAt)).sort();
  return days.at(-1) ?? today;
}

/** All days up to `asOf`: the one period of grain all. Where it begins matters to none but the metric that counts days. */
export function wholeOf(metric: MetricId, data: Data, asOf: Day): Span {
  const first = metric === "days_sales_outstanding" ? (firstBilling(data) ?? asOf) : "1900-01-01";
  return { first, last: asOf };
}
