import { NO_MEMBER, type MetricPlan, type SeriesRequest } from "./plan.ts";
import { quoteDay, quoteName, quoteText } from "./sql-text.ts";

/** A value from buckets is off by no more than this share. A little under the promised 1 %, for the last digit's sake. */
const BUCKET_ERROR = 0.0099;

/** Buckets of a quantile are log-scaled with this growth, so that their middle is that near to every value in them. */
const BUCKET_GROWTH = (1 + BUCKET_ERROR) / (1 - BUCKET_ERROR);

/** The expression that gives a positive value its bucket; zero has the bucket null and the value 0. */
export const BUCKET_OF_VALUE = `case when value > 0 then cast(ceil(ln(value) / ln(${BUCKET_GROWTH})) as integer) end`;

export const VALUE_OF_BUCKET = `coalesce(2 * pow(${BUCKET_GROWTH}, bucket) / (${BUCKET_GROWTH} + 1), 0)`;

/** Dimensions that a request touches, filters included, apart from the age, which only a period's end decides. */
export function touchedDimensions(plan: MetricPlan, request: Pick<SeriesRequest, "by" | "filters">): string[] {
  return [...new Set([...request.by, ...Object.keys(request.filters)])].filter((dim) => dim !== plan.age?.dimension);
}

function usesAge(plan: MetricPlan, request: SeriesRequest): boolean {
  const dim = plan.age?.dimension;
  return dim !== undefined && (request.by.includes(dim) || dim in request.filters);
}

/** What answers a request: the version's day roll-up if it has all dimensions touched, otherwise the metric's rows. */
function sourceOf(plan: MetricPlan, request: SeriesRequest): Relation {
  const isRolledUp =
    isRolledUpAtAll(plan) &&
    !usesAge(plan, request) &&
    touchedDimensions(plan, request).every((dim) => plan.rolledUpBy.includes(plan.derived[dim]?.of ?? dim));
  return isRolledUp ? "rollup" : "rows";
}

/** Whether the metric adds up over days: a count of distinct keys and a spread do not. */
export function isRolledUpAtAll(plan: MetricPlan): boolean {
  return !plan.distinct && !plan.spread;
}

/** The metric's own rows, or what a build has summed of them. */
type Relation = "rows" | "rollup";

/** What answers read from, as `events`, with the lists that derived dimensions are looked up in. */
export function fromSql(plan: MetricPlan, dimensions: readonly string[], relation: Relation = "rows"): string {
  const lists = new Map<string, string>();
  for (const dim of dimensions) {
    const derived = plan.derived[dim];
    if (derived === undefined) continue;
    const base = relation === "rows" ? (plan.columns[derived.of] ?? derived.of) : derived.of;
    const list = quoteName(`of_${derived.of}`);
    lists.set(
      list,
      ` left join facts.${quoteName(derived.fact)} as ${list} on ${list}.${quoteName(derived.key)} = events.${quoteName(base)}`,
    );
  }
  const from = relation === "rows" ? "metrics" : "pages.rollup";
  return `from ${from}.${quoteName(plan.id)} as events${[...lists.values()].join("")}`;
}

/** A dimension of what `fromSql` reads, as text: what filters compare and answers show. */
export function dimensionSql(plan: MetricPlan, dimension: string, relation: Relation = "rows"): string {
  const derived = plan.derived[dimension];
  if (derived !== undefined) return `cast(${quoteName(`of_${derived.of}`)}.${quoteName(derived.column)} as varchar)`;
  if (relation === "rollup") return `events.${quoteName(dimension)}`;
  return `cast(events.${quoteName(plan.columns[dimension] ?? dimension)} as varchar)`;
}

/** `and …` for each filtered dimension. */
export function filterSql(
  plan: MetricPlan,
  filters: SeriesRequest["filters"],
  column: (dimension: string) => string,
): string {
  return Object.entries(filters)
    .filter(([dim]) => dim !== plan.age?.dimension)
    .map(([dim, members]) => ` and ${isOneOf(column(dim), members)}`)
    .join("");
}

/** The condition that a column holds one of the members. */
export function isOneOf(column: string, members: readonly string[]): string {
  const named = members.filter((member) => member !== NO_MEMBER);
  const isNamed = named.length === 0 ? "false" : `${column} in (${named.map(quoteText).join(", ")})`;
  return named.length === members.length ? isNamed : `(${column} is null or ${isNamed})`;
}

/** The measures of one event: an absent numerator counts rows, an absent denominator is the row itself. */
export function measureSql(plan: MetricPlan): { numerator: string; denominator: string; items: string } {
  const numerator = plan.has.numerator ? "events.numerator" : "1";
  return {
    numerator,
    denominator: plan.has.denominator ? "events.denominator" : "1",
    // What opens and closes is itself what a balance counts.
    items: plan.has.items ? "events.items" : plan.kind === "balance" ? numerator : "1",
  };
}

/** `and …`: of a metric whose rows wait for a day (a deadline), only those whose day has come. */
function hasComeSql(plan: MetricPlan, request: SeriesRequest, column: string): string {
  if (!plan.has.knownAt || plan.known !== "today") return "";
  return ` and (${column} is null or ${column} < ${quoteDay(request.asOf)} + 1)`;
}

/**
 * The metric's events summed to days: columns day, [known_day], [counts], [since_day], [key], [holder], one for each
 * dimension touched (named as the dimension), numerator, denominator, items. Filters on dimensions are applied.
 *
 * @param whole a roll-up keeps the day on which a row comes to count, because "today" is not yet known
 */
export function eventsSql(
  plan: MetricPlan,
  request: SeriesRequest,
  relation = sourceOf(plan, request),
  whole = false,
): string {
  const dimensions = touchedDimensions(plan, request);
  const named = dimensions.map((dim) => `, ${dimensionSql(plan, dim, relation)} as ${quoteName(dim)}`).join("");
  const filters = filterSql(plan, request.filters, (dim) => dimensionSql(plan, dim, relation));
  const keepsKnown = plan.has.knownAt && (whole || plan.known === "period");
  if (relation === "rollup") {
    return `select events.day${keepsKnown ? ", events.known_day" : ""}${plan.has.counts ? ", events.counts" : ""}${named},
        events.numerator, events.denominator, events.items
      ${fromSql(plan, dimensions, relation)}
      where true${filters}${hasComeSql(plan, request, "events.known_day")}`;
  }
  const measures = measureSql(plan);
  const columns = [
    "cast(events.event_at as date) as day",
    ...(keepsKnown ? ["cast(events.known_at as date) as known_day"] : []),
    ...(plan.has.counts ? ["events.counts"] : []),
    ...(usesAge(plan, request) ? ["cast(events.since as date) as since_day"] : []),
    ...(plan.distinct ? ["events.key"] : []),
    ...(plan.spread ? ["events.holder"] : []),
  ];
  return `select ${columns.join(", ")}${named}, sum(${measures.numerator}) as numerator,
        sum(${measures.denominator}) as denominator, sum(${measures.items}) as items
      ${fromSql(plan, dimensions)}
      where events.event_at is not null${filters}${whole ? "" : hasComeSql(plan, request, "events.known_at")}
      group by all`;
}

/** The quantile's values counted in buckets: day, dimensions touched, bucket, items. */
export function bucketsSql(plan: MetricPlan, request: SeriesRequest, relation = sourceOf(plan, request)): string {
  const dimensions = touchedDimensions(plan, request);
  const named = dimensions.map((dim) => `, ${dimensionSql(plan, dim, relation)} as ${quoteName(dim)}`).join("");
  const filters = filterSql(plan, request.filters, (dim) => dimensionSql(plan, dim, relation));
  if (relation === "rollup") {
    return `select events.day${named}, events.bucket, events.items
      ${fromSql(plan, dimensions, relation)}
      where true${filters}`;
  }
  return `select cast(events.event_at as date) as day${named}, ${BUCKET_OF_VALUE} as bucket, count(*) as items
      ${fromSql(plan, dimensions)}
      where events.event_at is not null and events.value is not null${filters}
      group by all`;
}

/** The roll-up that a build makes of a metric: what `eventsSql` or `bucketsSql` read back. */
export function rollupSql(plan: MetricPlan): string {
  const request: SeriesRequest = {
    grain: "all",
    by: plan.rolledUpBy,
    filters: {},
    compare: { previous: false, year: false },
    asOf: "9999-12-31",
  };
  const events = plan.kind === "quantile" ? bucketsSql(plan, request, "rows") : eventsSql(plan, request, "rows", true);
  return `${events} order by day`;
}
