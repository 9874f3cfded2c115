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
import type { Data } from "../naive/data.ts";
import { metricNamed, valueOf } from "../naive/metrics.ts";
import type { Figure, Filters } from "../naive/value.ts";

export type Expected = Figure & {
  from: Day;
  through: Day;
  running: boolean;
  previous: number | null;
  year: number | null;
};

/** What a row of /api/series has to say about one period, by the naive computation. */
export function expectedFor(
  metric: string,
  data: Data,
  grain: Exclude<PeriodGrain, "all">,
  period: Span,
  asOf: Day,
  filters: Filters,
): Expected {
  const through = earlier(period.last, asOf);
  const { windowMonths } = metricNamed(metric);
  const over = (span: Span): Figure => valueOf(metric, data, { ...span, asOf }, filters);
  return {
    ...over(period),
    from: windowMonths === undefined ? period.first : addDays(addMonths(through, -windowMonths), 1),
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

/** What is today for the metric: some live in another time. */
export function todayFor(metric: string, data: Data, today: Day): Day {
  return metricNamed(metric).today?.(data) ?? today;
}

/** All days up to `asOf`: the one period of grain all. Where it begins matters to few. */
export function wholeOf(metric: string, data: Data, asOf: Day): Span {
  const { begins } = metricNamed(metric);
  return { first: begins === undefined ? "1900-01-01" : (begins(data) ?? asOf), last: asOf };
}
