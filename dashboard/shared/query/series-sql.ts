import { countDays, type Days, type Slot } from "../periods.ts";
import { bucketsSql, dimensionSql, eventsSql, filterSql, touchedDimensions, VALUE_OF_BUCKET } from "./events-sql.ts";
import { AGE_BUCKET, ageBuckets, type MetricPlan, type SeriesRequest } from "./plan.ts";
import { quoteDay, quoteName, quoteText } from "./sql-text.ts";

/** A stretch of days to compute, of one slot in one role. */
export type Span = { slot: number; role: "now" | "previous" | "year"; days: Days };

/** The z of a two-sided 95 % interval. */
const Z = 1.959963984540054;

/** All spans that a request needs, those of the comparisons included. */
export function spansOf(request: SeriesRequest, slots: Slot[]): Span[] {
  return slots.flatMap((slot, i): Span[] => [
    { slot: i, role: "now", days: slot.now },
    ...(request.compare.previous && slot.previous ? [{ slot: i, role: "previous" as const, days: slot.previous }] : []),
    ...(request.compare.year && slot.year ? [{ slot: i, role: "year" as const, days: slot.year }] : []),
  ]);
}

function spansCte(spans: Span[]): string {
  const rows = spans.map(
    ({ slot, role, days }) =>
      `(${slot}, '${role}', ${quoteDay(days.first)}, ${quoteDay(days.last)}, ${countDays(days)})`,
  );
  return `spans(slot, role, first, last, days) as (values ${rows.join(", ")})`;
}

/** Each day of each span: joining events to it by equality costs the same however many periods are asked for. */
const SPAN_DAYS = `span_days as (
      select slot, role, last, unnest(generate_series(first, last, interval 1 day))::date as day from spans
    )`;

/** How the age of an open item at the span's end becomes a bucket's label. */
function ageSql({ from, edges }: { from: number; edges: number[] }): string {
  const labels = ageBuckets({ from, edges });
  const age = "date_diff('day', events.since_day, spans.last)";
  const cases = edges.map((edge, i) => `when ${age} <= ${edge} then ${quoteText(labels[i] ?? "")}`);
  return `case ${cases.join(" ")} else ${quoteText(labels.at(-1) ?? "")} end`;
}

function byList(request: SeriesRequest, prefix = ""): string {
  return request.by.map((dim) => `, ${prefix}${quoteName(dim)}`).join("");
}

/** Sums of each span and member: slot, role, dimensions, numerator, denominator, n. */
function sumsSql(plan: MetricPlan, request: SeriesRequest): string {
  const dims = request.by
    .map((dim) =>
      dim === AGE_BUCKET && plan.age ? `, ${ageSql(plan.age)} as ${quoteName(dim)}` : `, events.${quoteName(dim)}`,
    )
    .join("");
  const ageFilter =
    plan.age && request.filters[AGE_BUCKET]
      ? ` and ${ageSql(plan.age)} in (${request.filters[AGE_BUCKET].map(quoteText).join(", ")})`
      : "";
  if (plan.distinct) {
    return `select slot, role${byList(request)}, count(*) as numerator, null as denominator, count(*) as n
      from (
        select spans.slot, spans.role${dims}, events.key
        from spans join events on events.day <= spans.last
        where true${ageFilter}
        group by all having sum(events.numerator) > 0
      )
      group by all`;
  }
  if (plan.cumulative) {
    const within = plan.kind === "balance" ? "" : " filter (events.day >= spans.first)";
    const numerator = plan.timesDays ? "sum(events.numerator) * any_value(spans.days)" : "sum(events.numerator)";
    const denominator = plan.kind === "balance" ? "null" : `sum(events.denominator)${within}`;
    return `select spans.slot, spans.role${dims}, ${numerator} as numerator, ${denominator} as denominator,
        sum(events.items)${within} as n
      from spans join events on events.day <= spans.last
      where true${ageFilter}
      group by all`;
  }
  const known = plan.has.knownAt ? " and (events.known_day is null or events.known_day <= span_days.last)" : "";
  return `select span_days.slot, span_days.role${dims}, sum(events.numerator) as numerator,
        sum(events.denominator) as denominator, sum(events.items) as n
      from span_days join events on events.day = span_days.day${known}
      group by all`;
}

/** What a span's sums come to. Counts and sums are 0 where nothing happened, but only once the data has begun. */
function valueSql(plan: MetricPlan): string {
  switch (plan.kind) {
    case "ratio":
    case "mean":
      return "cast(numerator as double) / nullif(cast(denominator as double), 0)";
    case "balance":
      return plan.firstDay
        ? `case when last >= ${quoteDay(plan.firstDay)} then coalesce(numerator, 0)::double end`
        : "null";
    case "count":
    case "sum":
      return plan.firstDay
        ? `case when last >= ${quoteDay(plan.firstDay)} then coalesce(numerator, 0)::double end`
        : "null";
    case "quantile":
      return "quantile_value";
  }
}

/** Counts behind a quantile in each span and member: slot, role, n. Decides which spans can be exact. */
export function quantileCountsSql(plan: MetricPlan, request: SeriesRequest, spans: Span[]): string {
  return `with ${spansCte(spans)}, ${SPAN_DAYS}, buckets as (${bucketsSql(plan, request)}),
    counts as (
      select slot, role${byList(request)}, sum(items) as n
      from span_days join buckets on buckets.day = span_days.day group by all
    )
    select slot, role, cast(max(n) as double) as n from counts group by slot, role`;
}

/** CTEs of a quantile: exact over rows for `exact` spans, from buckets for the others; ends in `sums`. */
function quantileCtes(plan: MetricPlan, request: SeriesRequest, exact: Span[], bucketed: Span[]): string {
  const parts: string[] = [];
  const results: string[] = [];
  const q = plan.quantile ?? 0.5;
  if (exact.length > 0) {
    const first = exact.map((span) => span.days.first).sort()[0] ?? "";
    const last =
      exact
        .map((span) => span.days.last)
        .sort()
        .at(-1) ?? "";
    const pick = exact.map((span) => `(${span.slot}, '${span.role}')`).join(", ");
    const dims = touchedDimensions(request).map((dim) => `, ${dimensionSql(plan, dim)} as ${quoteName(dim)}`);
    parts.push(`rows_of_spans as (
      select cast(event_at as date) as day${dims.join("")}, value from metrics.${quoteName(plan.id)}
      where event_at >= ${quoteDay(first)} and event_at < ${quoteDay(last)} + 1 and value is not null
        ${filterSql(request, (dim) => dimensionSql(plan, dim))}
    )`);
    results.push(`select slot, role${byList(request)}, quantile_cont(cast(value as double), ${q}) as quantile_value, count(*) as n
      from span_days join rows_of_spans using (day) where (slot, role) in (${pick}) group by all`);
  }
  if (bucketed.length > 0) {
    const pick = bucketed.map((span) => `(${span.slot}, '${span.role}')`).join(", ");
    parts.push(`buckets as (${bucketsSql(plan, request)})`);
    parts.push(`bucket_counts as (
      select slot, role${byList(request)}, bucket, sum(items) as items
      from span_days join buckets using (day) where (slot, role) in (${pick}) group by all
    )`);
    parts.push(`ranked_buckets as (
      select *, sum(items) over ascending as reached, sum(items) over everything as n
      from bucket_counts
      window everything as (partition by slot, role${byList(request)}),
        ascending as (partition by slot, role${byList(request)} order by bucket nulls first rows unbounded preceding)
    )`);
    results.push(`select slot, role${byList(request)}, min(${VALUE_OF_BUCKET}) as quantile_value, any_value(n) as n
      from ranked_buckets where reached > floor(${q} * (n - 1)) group by all`);
  }
  return `${parts.join(",\n    ")},
    sums as (
      select *, null as numerator, null as denominator from (${results.join(" union all ")})
    )`;
}

/** The target that holds at the end of a span: a person's over the file's, a site's over all, a grain's over any. */
function targetSql(plan: MetricPlan, request: SeriesRequest): string {
  const sites = request.filters["site"];
  const site = request.by.includes("site")
    ? `targets.site = grid.${quoteName("site")}`
    : sites?.length === 1
      ? `targets.site = ${quoteText(sites[0] ?? "")}`
      : "false";
  return `left join lateral (
        select targets.value, targets.comparison
        from pages.main.targets as targets
        where targets.metric = ${quoteText(plan.id)} and targets.grain in (${quoteText(request.grain)}, 'any')
          and targets.holds_from <= grid.last and (targets.site is null or ${site})
        order by targets.priority desc, targets.site is not null desc, targets.grain <> 'any' desc, targets.holds_from desc
        limit 1
      ) as target on true`;
}

function statusSql(plan: MetricPlan): string {
  const small = ["ratio", "mean", "quantile"].includes(plan.kind) && plan.minimumN > 0;
  const near = plan.near === null ? "abs(target.value) * 0.02" : String(plan.near);
  // A value that was divided may differ from its target in the sixteenth digit.
  const gap = "case when target.comparison = '>=' then target.value - now.value else now.value - target.value end";
  return `case
        when now.value is null then 'empty'
        ${small ? `when now.n < ${plan.minimumN} then 'small'` : ""}
        when target.value is null then 'none'
        when ${gap} <= 1e-12 then 'met'
        when ${gap} <= ${near} + 1e-12 then 'near'
        else 'miss'
      end`;
}

/** Wilson's interval where the value is a share of counted rows. */
function wilsonSql(plan: MetricPlan, sign: "-" | "+"): string {
  if (plan.kind !== "ratio" || plan.unit !== "percent") return "null::double";
  const p = "now.value";
  return `case when now.n > 0 and cast(now.denominator as double) = now.n and ${p} between 0 and 1 then
        (${p} + ${Z ** 2} / (2 * now.n) ${sign} ${Z} * sqrt(${p} * (1 - ${p}) / now.n + ${Z ** 2} / (4 * now.n * now.n)))
        / (1 + ${Z ** 2} / now.n) end`;
}

/**
 * The statement that answers a request: one row for each slot, and for each member found where `by` is asked;
 * columns as in `SeriesRow`, a column for each dimension before them.
 *
 * @param bucketed spans of a quantile whose rows are too many to be sorted; all others are exact
 */
export function seriesSql(plan: MetricPlan, request: SeriesRequest, slots: Slot[], bucketed: Span[] = []): string {
  const spans = spansOf(request, slots);
  const isBucketed = new Set(bucketed.map((span) => `${span.slot} ${span.role}`));
  const sums =
    plan.kind === "quantile"
      ? quantileCtes(
          plan,
          request,
          spans.filter((span) => !isBucketed.has(`${span.slot} ${span.role}`)),
          bucketed,
        )
      : `events as (${eventsSql(plan, request)}),
    sums as (${sumsSql(plan, request)})`;
  const members = request.by.length > 0;
  const sameMember = request.by
    .map((dim) => ` and sums.${quoteName(dim)} is not distinct from members.${quoteName(dim)}`)
    .join("");
  const spanOf = (role: string) =>
    `grid_values as ${role} on ${role}.role = '${role}' and ${role}.slot = grid.slot${request.by
      .map((dim) => ` and ${role}.${quoteName(dim)} is not distinct from grid.${quoteName(dim)}`)
      .join("")}`;
  const periods = slots
    .map((slot, i) => `(${i}, ${slot.period ? quoteText(slot.period) : "null::varchar"}, ${slot.running})`)
    .join(", ");
  return `with ${spansCte(spans)}, ${SPAN_DAYS},
    periods(slot, period, running) as (values ${periods}),
    ${sums},
    members as (${members ? `select distinct ${request.by.map(quoteName).join(", ")} from sums` : "select 1 as one"}),
    measured as (
      select spans.slot, spans.role, spans.first, spans.last${byList(request, "members.")},
        sums.slot is not null as seen, sums.numerator, sums.denominator, coalesce(sums.n, 0)::double as n
        ${plan.kind === "quantile" ? ", sums.quantile_value" : ""}
      from spans cross join members
      left join sums on sums.slot = spans.slot and sums.role = spans.role${sameMember}
    ),
    grid_values as (select *, ${valueSql(plan)} as value from measured),
    grid as (
      select periods.*, spans.first, spans.last${byList(request, "members.")}
      from periods join spans on spans.slot = periods.slot and spans.role = 'now' cross join members
    )
    select ${request.by.map((dim) => `grid.${quoteName(dim)}, `).join("")}${quoteText(plan.id)} as metric, grid.period,
      strftime(grid.first, '%Y-%m-%d') as "from", strftime(grid.last, '%Y-%m-%d') as through, grid.running,
      now.value, cast(now.numerator as double) as numerator, cast(now.denominator as double) as denominator, now.n,
      target.value::double as target, target.comparison, ${statusSql(plan)} as status,
      ${request.compare.previous ? "previous.value" : "null::double"} as previous,
      ${request.compare.year ? "year.value" : "null::double"} as year,
      ${wilsonSql(plan, "-")} as low, ${wilsonSql(plan, "+")} as high
    from grid
      join ${spanOf("now")}
      ${request.compare.previous ? `left join ${spanOf("previous")}` : ""}
      ${request.compare.year ? `left join ${spanOf("year")}` : ""}
      ${targetSql(plan, request)}
    ${members ? `where now.seen ${request.compare.previous ? "or previous.seen" : ""} ${request.compare.year ? "or year.seen" : ""}` : ""}
    order by grid.slot${byList(request, "grid.")}`;
}
