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
import { SOURCE_IDS, SOURCES } from "../naive/areas.ts";
import type { Data } from "../naive/data.ts";
import { metricNamed, valueOf } from "../naive/metrics.ts";
import { dayOf, type Figure, type Filters } from "../naive/value.ts";

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

/** "Today" unless a request says otherwise: the last day on which any source says that something happened. */
export function lastDayWithData(data: Data): Day | null {
  const days = SOURCE_IDS.flatMap((source) => {
    const happened: readonly string[] = SOURCES[source].happened ?? [];
    return happened.flatMap((column) =>
      data[source].flatMap((row) => {
        const time = (row as unknown as Record<string, string | null>)[column] ?? null;
        return time === null ? [] : [dayOf(time)];
      }),
    );
  });
  return days.sort().at(-1) ?? null;
}

/** Like `lastDayWithData`, for one metric. */
export function todayOf(metric: string, data: Data, today: Day): Day {
  return metricNamed(metric).today?.(data) ?? today;
}

/** All days up to `asOf`: the one period of grain all. Where it begins matters to few. */
export function wholeOf(metric: string, data: Data, asOf: Day): Span {
  const { begins } = metricNamed(metric);
  return { first: begins === undefined ? "1900-01-01" : (begins(data) ?? asOf), last: asOf };
}
