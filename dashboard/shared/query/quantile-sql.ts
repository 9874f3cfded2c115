import { bucketsSql, dimensionSql, filterSql, fromSql, touchedDimensions, VALUE_OF_BUCKET } from "./events-sql.ts";
import type { MetricPlan, SeriesRequest } from "./plan.ts";
import { byList, spanDaysCte, spansCte, type Span } from "./spans-sql.ts";
import { quoteDay, quoteName } from "./sql-text.ts";

/** A quantile over at most this many rows is exact; over more it comes from bucket counts, within 1 %. */
export const EXACT_ROWS = 100_000;

/** Spans in which some member has more rows than are sorted, and those of them in which others have fewer. */
export type LargeSpans = { bucketed: Span[]; mixed: Span[] };

/** Counts behind a quantile: period_no, role, the most and the fewest rows of any member. */
export function quantileCountsSql(plan: MetricPlan, request: SeriesRequest, spans: Span[]): string {
  return `with ${spansCte(spans)}, ${spanDaysCte(plan)}, buckets as (${bucketsSql(plan, request)}),
    counts as (
      select period_no, role${byList(request)}, sum(items) as n
      from span_days join buckets on buckets.day = span_days.day group by all
    )
    select period_no, role, cast(max(n) as double) as most, cast(min(n) as double) as fewest from counts group by period_no, role`;
}

/** CTEs of a quantile, ending in `sums`: each member exact over its rows, or from buckets where it has too many. */
export function quantileCtes(
  plan: MetricPlan,
  request: SeriesRequest,
  spans: Span[],
  { bucketed, mixed }: LargeSpans,
): string {
  const large = new Set(bucketed.map(idOf));
  const exact = spans.filter((span) => !large.has(idOf(span)));
  const q = plan.quantile ?? 0.5;
  const quantile = `quantile_cont(cast(value as double), ${q}) as quantile_value, count(*) as n`;
  const parts: string[] = [];
  const results: string[] = [];
  if (bucketed.length > 0) parts.push(...bucketCtes(plan, request, bucketed));
  if (exact.length > 0 || mixed.length > 0) parts.push(rowsCte(plan, request, [...exact, ...mixed]));
  if (exact.length > 0) {
    results.push(`select period_no, role${byList(request)}, ${quantile}
      from span_days join rows_of_spans using (day) where ${among(exact)} group by all`);
  }
  if (mixed.length > 0) {
    parts.push(`small_members as (
      select distinct period_no, role${byList(request)} from ranked_buckets where n <= ${EXACT_ROWS}
    )`);
    const same = request.by
      .map((dim) => ` and small_members.${quoteName(dim)} is not distinct from rows_of_spans.${quoteName(dim)}`)
      .join("");
    results.push(`select span_days.period_no, span_days.role${byList(request, "rows_of_spans.")}, ${quantile}
      from span_days join rows_of_spans using (day)
        join small_members on small_members.period_no = span_days.period_no and small_members.role = span_days.role${same}
      group by all`);
  }
  if (bucketed.length > 0) {
    // As over rows: between the two nearest ranks.
    const position = `${q} * (n - 1)`;
    const reachedBy = (rank: string) => `min(${VALUE_OF_BUCKET}) filter (reached > ${rank}(${position}))`;
    results.push(`select period_no, role${byList(request)},
        ${reachedBy("floor")} + any_value(${position} - floor(${position})) * (${reachedBy("ceil")} - ${reachedBy("floor")})
          as quantile_value,
        any_value(n) as n
      from ranked_buckets where n > ${EXACT_ROWS} group by all`);
  }
  return `${parts.join(",\n    ")},
    sums as (
      select *, null as numerator, null as denominator from (${results.join(" union all ")})
    )`;
}

function idOf({ slot, role }: Span): string {
  return `${slot} ${role}`;
}

function among(spans: Span[]): string {
  return `(period_no, role) in (${spans.map(({ slot, role }) => `(${slot}, '${role}')`).join(", ")})`;
}

function rowsCte(plan: MetricPlan, request: SeriesRequest, spans: Span[]): string {
  const days = spans.flatMap((span) => [span.days.first, span.days.last]).sort();
  const touched = touchedDimensions(plan, request);
  const dims = touched.map((dim) => `, ${dimensionSql(plan, dim)} as ${quoteName(dim)}`);
  return `rows_of_spans as (
      select cast(events.event_at as date) as day${dims.join("")}, events.value ${fromSql(plan, touched)}
      where events.event_at >= ${quoteDay(days[0] ?? "")} and events.event_at < ${quoteDay(days.at(-1) ?? "")} + 1
        and events.value is not null
        ${filterSql(plan, request.filters, (dim) => dimensionSql(plan, dim))}
    )`;
}

function bucketCtes(plan: MetricPlan, request: SeriesRequest, spans: Span[]): string[] {
  const member = `partition by period_no, role${byList(request)}`;
  return [
    `buckets as (${bucketsSql(plan, request)})`,
    `bucket_counts as (
      select period_no, role${byList(request)}, bucket, sum(items) as items
      from span_days join buckets using (day) where ${among(spans)} group by all
    )`,
    `ranked_buckets as (
      select *, sum(items) over ascending as reached, sum(items) over everything as n
      from bucket_counts
      window everything as (${member}),
        ascending as (${member} order by bucket nulls first rows unbounded preceding)
    )`,
  ];
}
