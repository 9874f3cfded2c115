import { AGE_BUCKET, NO_MEMBER, type MetricPlan, type SeriesRequest } from "./plan.ts";
import { quoteName, quoteText } from "./sql-text.ts";

/** A value from buckets is off by no more than this share. A little under the promised 1 %, for the last digit's sake. */
const BUCKET_ERROR = 0.0099;

/** Buckets of a quantile are log-scaled with this growth, so that their middle is that near to every value in them. */
const BUCKET_GROWTH = (1 + BUCKET_ERROR) / (1 - BUCKET_ERROR);

/** The expression that gives a positive value its bucket; zero has the bucket null and the value 0. */
export const BUCKET_OF_VALUE = `case when value > 0 then cast(ceil(ln(value) / ln(${BUCKET_GROWTH})) as integer) end`;

export const VALUE_OF_BUCKET = `coalesce(2 * pow(${BUCKET_GROWTH}, bucket) / (${BUCKET_GROWTH} + 1), 0)`;

/** Dimensions that a request touches, filters included, apart from the age bucket, which only a period's end decides. */
export function touchedDimensions(request: SeriesRequest): string[] {
  return [...new Set([...request.by, ...Object.keys(request.filters)])].filter((dim) => dim !== AGE_BUCKET);
}

function usesAge(request: SeriesRequest): boolean {
  return request.by.includes(AGE_BUCKET) || AGE_BUCKET in request.filters;
}

/** What answers a request: the version's day roll-up if it has all dimensions touched, otherwise the metric's rows. */
function sourceOf(plan: MetricPlan, request: SeriesRequest): "rollup" | "rows" {
  const isRolledUp =
    !plan.distinct && !usesAge(request) && touchedDimensions(request).every((dim) => plan.rolledUpBy.includes(dim));
  return isRolledUp ? "rollup" : "rows";
}

/** `and …` for each filtered dimension; `column` tells what the dimension is called in the relation read. */
export function filterSql(request: SeriesRequest, column: (dimension: string) => string): string {
  return Object.entries(request.filters)
    .filter(([dim]) => dim !== AGE_BUCKET)
    .map(([dim, members]) => ` and ${isOneOf(column(dim), members)}`)
    .join("");
}

/** The condition that a column holds one of the members. */
export function isOneOf(column: string, members: readonly string[]): string {
  const named = members.filter((member) => member !== NO_MEMBER);
  const isNamed = named.length === 0 ? "false" : `${column} in (${named.map(quoteText).join(", ")})`;
  return named.length === members.length ? isNamed : `(${column} is null or ${isNamed})`;
}

/** A dimension's column in the metric's query, as text: what filters compare and answers show. */
export function dimensionSql(plan: MetricPlan, dimension: string): string {
  return `cast(${quoteName(plan.columns[dimension] ?? dimension)} as varchar)`;
}

/** The measures of one event: an absent numerator counts rows, an absent denominator is the row itself. */
export function measureSql(plan: MetricPlan): { numerator: string; denominator: string; items: string } {
  const numerator = plan.has.numerator ? "numerator" : "1";
  return {
    numerator,
    denominator: plan.has.denominator ? "denominator" : "1",
    // What opens and closes is itself what a balance counts.
    items: plan.has.items ? "items" : plan.kind === "balance" ? numerator : "1",
  };
}

/**
 * The metric's events summed to days: columns day, [known_day], [since_day], [key], one for each dimension touched
 * (named as the dimension), numerator, denominator, items. Filters on dimensions are applied.
 */
export function eventsSql(plan: MetricPlan, request: SeriesRequest, from = sourceOf(plan, request)): string {
  const dimensions = touchedDimensions(request);
  if (from === "rollup") {
    return `select day${plan.has.knownAt ? ", known_day" : ""}${dimensions.map((dim) => `, ${quoteName(dim)}`).join("")},
        numerator, denominator, items
      from pages.rollup.${quoteName(plan.id)}
      where true${filterSql(request, quoteName)}`;
  }
  const measures = measureSql(plan);
  const columns = [
    "cast(event_at as date) as day",
    ...(plan.has.knownAt ? ["cast(known_at as date) as known_day"] : []),
    ...(usesAge(request) ? ["cast(since as date) as since_day"] : []),
    ...(plan.distinct ? ["key"] : []),
    ...dimensions.map((dim) => `${dimensionSql(plan, dim)} as ${quoteName(dim)}`),
    `sum(${measures.numerator}) as numerator`,
    `sum(${measures.denominator}) as denominator`,
    `sum(${measures.items}) as items`,
  ];
  return `select ${columns.join(", ")}
      from metrics.${quoteName(plan.id)}
      where event_at is not null${filterSql(request, (dim) => dimensionSql(plan, dim))}
      group by all`;
}

/** The quantile's values counted in buckets: day, dimensions touched, bucket, items. */
export function bucketsSql(plan: MetricPlan, request: SeriesRequest, from = sourceOf(plan, request)): string {
  const dimensions = touchedDimensions(request);
  if (from === "rollup") {
    return `select day${dimensions.map((dim) => `, ${quoteName(dim)}`).join("")}, bucket, items
      from pages.rollup.${quoteName(plan.id)}
      where true${filterSql(request, quoteName)}`;
  }
  return `select cast(event_at as date) as day${dimensions.map((dim) => `, ${dimensionSql(plan, dim)} as ${quoteName(dim)}`).join("")},
        ${BUCKET_OF_VALUE} as bucket, count(*) as items
      from metrics.${quoteName(plan.id)}
      where event_at is not null and value is not null${filterSql(request, (dim) => dimensionSql(plan, dim))}
      group by all`;
}

/** The roll-up that a build makes of a metric: what `eventsSql` or `bucketsSql` read back. */
export function rollupSql(plan: MetricPlan): string {
  const whole: SeriesRequest = {
    grain: "all",
    by: plan.rolledUpBy,
    filters: {},
    compare: { previous: false, year: false },
  };
  const events = plan.kind === "quantile" ? bucketsSql : eventsSql;
  return `${events(plan, whole, "rows")} order by day`;
}
