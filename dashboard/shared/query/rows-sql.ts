import type { Days } from "../periods.ts";
import { dimensionSql, filterSql, isOneOf, measureSql } from "./events-sql.ts";
import { AGE_BUCKET, ageBuckets, type MetricPlan, type SeriesRequest } from "./plan.ts";
import { quoteDay, quoteName, quoteText } from "./sql-text.ts";

/**
 * The rows behind one figure, one a key where the figure is made of several events of a key (payments of a bill,
 * an opened and closed ticket): key, event_at, each dimension, then numerator and denominator, or value for quantiles.
 * No order; the caller adds `order by` and `limit`.
 *
 * @param days what the figure covers; cumulative metrics read everything up to its last day
 */
export function rowsSql(plan: MetricPlan, request: Pick<SeriesRequest, "filters">, days: Days): string {
  const filters = filterSql({ ...request, grain: "all", by: [], compare: { previous: false, year: false } }, (dim) =>
    dimensionSql(plan, dim),
  );
  const dims = Object.keys(plan.columns).filter((dim) => dim !== AGE_BUCKET);
  const dimList = dims.map((dim) => `, ${dimensionSql(plan, dim)} as ${quoteName(dim)}`).join("");
  const before = `event_at < ${quoteDay(days.last)} + 1`;
  const within = `event_at >= ${quoteDay(plan.snapshot ? days.last : days.first)} and ${before}`;
  const { numerator, denominator } = measureSql(plan);
  const from = `from metrics.${quoteName(plan.id)}`;
  if (plan.kind === "quantile") {
    return `select key, event_at${dimList}, value ${from} where ${within} and value is not null${filters}`;
  }
  if (plan.kind === "balance") {
    const age = plan.age ? ageAt(plan.age, days.last) : null;
    const wanted = age && request.filters[AGE_BUCKET];
    const open = `select key, min(event_at) as event_at${dimList}${age ? `, ${age} as ${AGE_BUCKET}` : ""},
        sum(${numerator}) as numerator
      ${from} where ${before}${filters}
      group by all having sum(${numerator}) ${plan.distinct ? "> 0" : "<> 0"}`;
    return wanted ? `select * from (${open}) where ${isOneOf(AGE_BUCKET, wanted)}` : open;
  }
  if (plan.cumulative) {
    return `select key, min(event_at) as event_at${dimList}, sum(${numerator}) as numerator,
        coalesce(sum(${denominator}) filter (event_at >= ${quoteDay(days.first)}), 0) as denominator
      ${from} where ${before}${filters}
      group by all having sum(${numerator}) <> 0 or sum(${denominator}) filter (event_at >= ${quoteDay(days.first)}) <> 0`;
  }
  if (plan.has.knownAt) {
    return `select key, min(event_at) as event_at${dimList}, sum(${numerator}) as numerator, sum(${denominator}) as denominator
      ${from} where ${within} and (known_at is null or known_at < ${quoteDay(days.last)} + 1)${filters}
      group by all`;
  }
  const isCount = plan.kind === "count" || plan.kind === "sum";
  return `select key, event_at${dimList}, ${numerator} as numerator${isCount ? "" : `, ${denominator} as denominator`}
      ${from} where ${within}${filters}`;
}

function ageAt({ from, edges }: { from: number; edges: number[] }, day: string): string {
  const labels = ageBuckets({ from, edges });
  const age = `date_diff('day', cast(since as date), ${quoteDay(day)})`;
  return `case ${edges.map((edge, i) => `when ${age} <= ${edge} then ${quoteText(labels[i] ?? "")}`).join(" ")} else ${quoteText(labels.at(-1) ?? "")} end`;
}

/** The figure computed anew from those rows: total, numerator, denominator, value. */
export function recomputeSql(plan: MetricPlan, rows: string, days: number): string {
  if (plan.kind === "quantile") {
    return `select count(*)::double as total, null::double as numerator, null::double as denominator,
      quantile_cont(cast(value as double), ${plan.quantile ?? 0.5}) as value from (${rows})`;
  }
  const numerator = plan.distinct
    ? "count(distinct key)"
    : `coalesce(sum(numerator), 0)${plan.timesDays ? ` * ${days}` : ""}`;
  const hasDenominator = plan.kind === "ratio" || plan.kind === "mean";
  const denominator = hasDenominator ? "coalesce(sum(denominator), 0)" : "null";
  return `select total, numerator, denominator, ${hasDenominator ? "numerator / nullif(denominator, 0)" : "numerator"} as value
    from (
      select count(*)::double as total, cast(${numerator} as double) as numerator, cast(${denominator} as double) as denominator
      from (${rows})
    )`;
}
