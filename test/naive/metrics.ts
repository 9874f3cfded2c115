/**
 * The second computation: every metric of the catalogue by plain loops over plain rows. Written from the catalogue's
 * sentences, never from sql/; when the two differ, one of them has misread the sentence.
 */
import { METRICS } from "./areas.ts";
import type { Data } from "./data.ts";
import type { Metric } from "./metric.ts";
import { NOTHING, type AskedSpan, type Figure, type Filters } from "./value.ts";

export function metricNamed(id: string): Metric {
  const metric = METRICS.get(id);
  if (metric === undefined) throw new RangeError(`the naive computation does not know ${id}`);
  return metric;
}

/** The metric over the days first…last as far as `asOf` has seen them, for rows that every filter accepts. */
export function valueOf(id: string, data: Data, span: AskedSpan, filters: Filters): Figure {
  return span.first > span.asOf ? NOTHING : metricNamed(id).figure(data, span, filters);
}

/** Members, each once, that rows of the metric have in one of its dimensions; null where a row has none. */
export function membersOf(id: string, data: Data, dimension: string): (string | null)[] {
  return [...new Set(metricNamed(id).members(data, dimension))];
}
