import type { Days } from "../periods.ts";
import { ageBucketSql } from "./age-sql.ts";
import { dimensionSql, filterSql, fromSql, isOneOf, measureSql } from "./events-sql.ts";
import type { MetricPlan, SeriesRequest } from "./plan.ts";
import { quoteDay, quoteName } from "./sql-text.ts";

/**
 * The rows behind one figure, one a key where the figure is made of several events of a key (payments of a bill,
 * an opened and closed ticket): key, event_at, each dimension, then numerator and denominator, or value for quantiles.
 * No order; the caller adds `order by` and `limit`.
 *
 * @param days what the figure covers; cumulative metrics read everything up to its last day
 */
export function rowsSql(plan: MetricPlan, request: Pick<SeriesRequest, "filters" | "asOf">, days: Days): string {
  const filters = filterSql(plan, request.filters, (dim) => dimensionSql(plan, dim));
  const dims = Object.keys(plan.columns).map((dim) => `, ${dimensionSql(plan, dim)} as ${quoteName(dim)}`);
  const dimList = dims.join("");
  const before = `events.event_at < ${quoteDay(days.last)} + 1`;
  const within = `events.event_at >= ${quoteDay(plan.snapshot ? days.last : days.first)} and ${before}`;
  const { numerator, denominator } = measureSql(plan);
  const from = fromSql(plan, Object.keys(request.filters));
  const known = plan.has.knownAt
    ? ` and (events.known_at is null or events.known_at < ${quoteDay(plan.known === "today" ? request.asOf : days.last)} + 1)`
    : "";
  if (plan.kind === "quantile") {
    return `select events.key, events.event_at${dimList}, events.value ${from}
      where ${within} and events.value is not null${filters}`;
  }
  if (plan.spread) {
    return `select events.key, min(events.event_at) as event_at${dimList}, events.holder, sum(${numerator}) as numerator
      ${from} where ${before} and events.holder is not null${filters}
      group by all having sum(${numerator}) > 0`;
  }
  if (plan.kind === "balance") {
    const age = plan.age;
    const bucket = age ? ageBucketSql(age, "cast(events.since as date)", quoteDay(days.last)) : null;
    const wanted = age && request.filters[age.dimension];
    const open = `select events.key, min(events.event_at) as event_at${dimList}${age ? `, ${bucket} as ${quoteName(age.dimension)}` : ""},
        sum(${numerator}) as numerator
      ${from} where ${before}${filters}
      group by all having sum(${numerator}) ${plan.distinct ? "> 0" : "<> 0"}`;
    return wanted ? `select * from (${open}) where ${isOneOf(quoteName(age.dimension), wanted)}` : open;
  }
  if (plan.cumulative) {
    return `select events.key, min(events.event_at) as event_at${dimList}, sum(${numerator}) as numerator,
        coalesce(sum(${denominator}) filter (events.event_at >= ${quoteDay(days.first)}), 0) as denominator
      ${from} where ${before}${filters}
      group by all having sum(${numerator}) <> 0
        or sum(${denominator}) filter (events.event_at >= ${quoteDay(days.first)}) <> 0`;
  }
  if (plan.has.counts) {
    return `select events.key, min(events.event_at) as event_at${dimList}, sum(${numerator}) as numerator,
        sum(${denominator}) as denominator
      ${from} where ${before}${known}${filters}
        and case events.counts when 'opening' then events.event_at < ${quoteDay(days.first)} when 'closing' then true
          else events.event_at >= ${quoteDay(days.first)} end
      group by all having sum(${numerator}) <> 0 or sum(${denominator}) <> 0`;
  }
  if (plan.has.knownAt && plan.known === "period") {
    return `select events.key, min(events.event_at) as event_at${dimList}, sum(${numerator}) as numerator,
        sum(${denominator}) as denominator
      ${from} where ${within}${known}${filters}
      group by all`;
  }
  const isCount = plan.kind === "count" || plan.kind === "sum";
  return `select events.key, events.event_at${dimList}, ${numerator} as numerator${isCount ? "" : `, ${denominator} as denominator`}
      ${from} where ${within}${known}${filters}`;
}

/** The figure computed anew from those rows: total, numerator, denominator, value. */
export function recomputeSql(plan: MetricPlan, rows: string, days: number): string {
  if (plan.kind === "quantile") {
    return `select count(*)::double as total, null::double as numerator, null::double as denominator,
      quantile_cont(cast(value as double), ${plan.quantile ?? 0.5}) as value from (${rows})`;
  }
  if (plan.spread) {
    // The mean difference between any two holders, where a series takes the ranks.
    return `with holders as (select holder, sum(numerator)::double as held from (${rows}) group by holder),
      pairs as (select sum(abs(a.held - b.held)) as differences from holders as a, holders as b)
      select (select count(*)::double from (${rows})) as total, null::double as numerator, null::double as denominator,
        1 - any_value(differences) / nullif(2 * count(*) * sum(held), 0) as value
      from holders, pairs`;
  }
  const numerator = plan.distinct
    ? "count(distinct key)"
    : `coalesce(sum(numerator), 0)${plan.timesDays ? ` * ${days}` : ""}`;
  const hasDenominator = plan.kind === "ratio" || plan.kind === "mean";
  const denominator = hasDenominator ? "coalesce(sum(denominator), 0)" : "null";
  return `select total, numerator, denominator, ${hasDenominator ? `${plan.scale} * numerator / nullif(denominator, 0)` : "numerator"} as value
    from (
      select count(*)::double as total, cast(${numerator} as double) as numerator, cast(${denominator} as double) as denominator
      from (${rows})
    )`;
}
