import type { Comparison } from "../catalogue.ts";
import type { Slot } from "../periods.ts";
import { ageBucketSql } from "./age-sql.ts";
import { eventsSql, isOneOf } from "./events-sql.ts";
import type { MetricPlan, SeriesRequest } from "./plan.ts";
import { quantileCtes, type LargeSpans } from "./quantile-sql.ts";
import { byList, spanDaysCte, spansCte, spansOf, type Span } from "./spans-sql.ts";
import { quoteDay, quoteName, quoteText } from "./sql-text.ts";

/**
 * The target of one slot: for all, or for one site that has its own. `restricted`: it holds only for the members that
 * the metric's header names.
 */
export type SlotTarget = {
  slot: number;
  site: string | null;
  value: number;
  comparison: Comparison;
  restricted: boolean;
};

/** The z of a two-sided 95 % interval. */
const Z = 1.959963984540054;

const KNOWN_BY_END = "events.known_day is null or events.known_day <= spans.last";

/** Sums of each span and member: period_no, role, dimensions, numerator, denominator, n. */
function sumsSql(plan: MetricPlan, request: SeriesRequest): string {
  const { age } = plan;
  const bucket = age && ageBucketSql(age, "events.since_day", "spans.last");
  const dims = request.by
    .map((dim) => (dim === age?.dimension ? `, ${bucket} as ${quoteName(dim)}` : `, events.${quoteName(dim)}`))
    .join("");
  const ages = age && request.filters[age.dimension];
  const ageFilter = bucket && ages ? ` and ${isOneOf(bucket, ages)}` : "";
  if (plan.distinct) {
    return `select period_no, role${byList(request)}, count(*) as numerator, null as denominator, count(*) as n
      from (
        select spans.period_no, spans.role${dims}, events.key
        from spans join events on events.day <= spans.last
        where true${ageFilter}
        group by all having sum(events.numerator) > 0
      )
      group by all`;
  }
  if (plan.spread) {
    const member =
      request.by.length > 0 ? `partition by period_no, role${byList(request)}` : "partition by period_no, role";
    return `select period_no, role${byList(request)},
        -- One less the Gini coefficient: 1 where everybody holds the same.
        1 - (2 * sum(rank * held) / (count(*) * sum(held)) - (count(*) + 1) / count(*)) as numerator,
        null as denominator, sum(held) as n
      from (
        select period_no, role${byList(request)}, held, row_number() over (${member} order by held) as rank
        from (
          select spans.period_no, spans.role${dims}, events.holder, cast(sum(events.numerator) as double) as held
          from spans join events on events.day <= spans.last
          where events.holder is not null${ageFilter}
          group by all having sum(events.numerator) > 0
        )
      )
      group by all`;
  }
  if (plan.has.counts) {
    const known = plan.has.knownAt && plan.known === "period" ? `(${KNOWN_BY_END})` : "true";
    return `select spans.period_no, spans.role${dims}, sum(events.numerator) as numerator,
        sum(events.denominator) as denominator, sum(events.items) as n
      from spans join events on events.day <= spans.last
      where case events.counts when 'opening' then events.day < spans.first when 'closing' then true
          else events.day >= spans.first end
        and ${known}
      group by all`;
  }
  if (plan.cumulative) {
    const within = plan.kind === "balance" ? "" : " filter (events.day >= spans.first)";
    const numerator = plan.timesDays ? "sum(events.numerator) * any_value(spans.days)" : "sum(events.numerator)";
    const denominator = plan.kind === "balance" ? "null" : `sum(events.denominator)${within}`;
    return `select spans.period_no, spans.role${dims}, ${numerator} as numerator, ${denominator} as denominator,
        sum(events.items)${within} as n
      from spans join events on events.day <= spans.last
      where true${ageFilter}
      group by all`;
  }
  const known =
    plan.has.knownAt && plan.known === "period"
      ? " and (events.known_day is null or events.known_day <= span_days.last)"
      : "";
  return `select span_days.period_no, span_days.role${dims}, sum(events.numerator) as numerator,
        sum(events.denominator) as denominator, sum(events.items) as n
      from span_days join events on events.day = span_days.day${known}
      group by all`;
}

/** What a span's sums come to. Counts and sums are 0 where nothing happened, but only once the data has begun. */
function valueSql(plan: MetricPlan): string {
  switch (plan.kind) {
    case "ratio":
    case "mean":
      return `${plan.scale === 1 ? "" : `${plan.scale} * `}cast(numerator as double) / nullif(cast(denominator as double), 0)`;
    case "balance":
      if (plan.spread) return "numerator::double";
      return plan.firstDay
        ? `case when last >= ${quoteDay(plan.firstDay)} then coalesce(numerator, 0)::double end`
        : "null::double";
    case "count":
    case "sum":
      return plan.firstDay
        ? `case when last >= ${quoteDay(plan.firstDay)} then coalesce(numerator, 0)::double end`
        : "null::double";
    case "quantile":
      return "quantile_value";
  }
}

function statusSql(plan: MetricPlan): string {
  const small = ["ratio", "mean", "quantile"].includes(plan.kind) && plan.minimumN > 0;
  const near = plan.near === null ? "abs(target) * 0.02" : String(plan.near);
  // A value that was divided may differ from its target in the sixteenth digit.
  const gap = "case when comparison = '>=' then target - value else value - target end";
  return `case
        when value is null then 'empty'
        ${small ? `when n < ${plan.minimumN} then 'small'` : ""}
        when target is null then 'none'
        when ${gap} <= 1e-12 then 'met'
        when ${gap} <= ${near} + 1e-12 then 'near'
        else 'miss'
      end`;
}

/** Wilson's interval where the value is a share of counted rows. */
function wilsonSql(plan: MetricPlan, sign: "-" | "+"): string {
  if (plan.kind !== "ratio" || plan.unit !== "percent") return "null::double";
  return `case when n > 0 and denominator = n and value between 0 and 1 then
        (value + ${Z ** 2} / (2 * n) ${sign} ${Z} * sqrt(value * (1 - value) / n + ${Z ** 2} / (4 * n * n)))
        / (1 + ${Z ** 2} / n) end`;
}

/** The targets of the slots as a relation, and the expressions that read it; nulls where there are none. */
function targetSql(
  plan: MetricPlan,
  request: SeriesRequest,
  targets: SlotTarget[],
): { cte: string; join: string; value: string; comparison: string } {
  if (targets.length === 0) return { cte: "", join: "", value: "null::double", comparison: "null::varchar" };
  const rows = targets.map(
    ({ slot, site, value, comparison, restricted }) =>
      `(${slot}, ${site === null ? "null::varchar" : quoteText(site)}, ${value}::double, ${quoteText(comparison)}, ${restricted})`,
  );
  const cte = `targets(period_no, site, value, comparison, restricted) as (values ${rows.join(", ")}),`;
  const named = Object.entries(plan.targetFor)
    .filter(([dim]) => request.by.includes(dim))
    .map(([dim, members]) => isOneOf(`answers.${quoteName(dim)}`, members));
  const holds = (target: string) =>
    named.length === 0 ? "" : ` and (not ${target}.restricted or ${named.join(" and ")})`;
  const general = `left join targets as general on general.period_no = answers.period_no and general.site is null${holds("general")}`;
  if (!request.by.includes("site"))
    return { cte, join: general, value: "general.value", comparison: "general.comparison" };
  return {
    cte,
    join: `${general} left join targets as own on own.period_no = answers.period_no and own.site = answers.site${holds("own")}`,
    value: "coalesce(own.value, general.value)",
    comparison: "coalesce(own.comparison, general.comparison)",
  };
}

/**
 * The statement that answers a request: one row for each slot, and for each member found where `by` is asked;
 * columns as in `SeriesRow`, a column for each dimension before them.
 *
 * @param targets what holds at the end of each slot, sites with targets of their own included
 * @param large spans of a quantile with members whose rows are too many to be sorted; all others are exact
 */
export function seriesSql(
  plan: MetricPlan,
  request: SeriesRequest,
  slots: Slot[],
  targets: SlotTarget[],
  large: LargeSpans = { bucketed: [], mixed: [] },
): string {
  const spans = spansOf(request, slots);
  const sums =
    plan.kind === "quantile"
      ? quantileCtes(plan, request, spans, large)
      : `events as (${eventsSql(plan, request)}),
    sums as (${sumsSql(plan, request)})`;
  const cut = request.by.length > 0;
  const sameMember = request.by
    .map((dim) => ` and sums.${quoteName(dim)} is not distinct from members.${quoteName(dim)}`)
    .join("");
  const periods = slots.map(
    (slot, i) =>
      `(${i}, ${slot.period ? quoteText(slot.period) : "null::varchar"}, ${quoteText(slot.now.first)}, ${quoteText(slot.now.last)}, ${slot.running})`,
  );
  const dims = byList(request);
  const of = (role: Span["role"], column: string): string => `max(${column}) filter (role = '${role}')`;
  const target = targetSql(plan, request, targets);
  return `with ${spansCte(spans)}, ${spanDaysCte(plan)},
    periods(period_no, period, first, last, running) as (values ${periods.join(", ")}),
    ${target.cte}
    ${sums},
    ${cut ? `members as (select distinct ${request.by.map(quoteName).join(", ")} from sums),` : ""}
    measured as (
      select spans.period_no, spans.role, spans.last${byList(request, "members.")},
        sums.period_no is not null as seen, sums.numerator, sums.denominator, coalesce(sums.n, 0) as n
        ${plan.kind === "quantile" ? ", sums.quantile_value" : ""}
      from spans ${cut ? "cross join members" : ""}
      left join sums on sums.period_no = spans.period_no and sums.role = spans.role${sameMember}
    ),
    measures as (select *, ${valueSql(plan)} as measure from measured),
    answers as (
      select period_no${dims}, bool_or(seen) as seen, ${of("now", "measure")} as value,
        cast(${of("now", "numerator")} as double) as numerator, cast(${of("now", "denominator")} as double) as denominator,
        cast(${of("now", "n")} as double) as n,
        ${request.compare.previous ? of("previous", "measure") : "null::double"} as previous,
        ${request.compare.year ? of("year", "measure") : "null::double"} as year
      from measures group by period_no${dims}
    ),
    judged as (
      select answers.*, ${target.value} as target, ${target.comparison} as comparison
      from answers ${target.join}
    )
    select ${request.by.map((dim) => `judged.${quoteName(dim)}, `).join("")}${quoteText(plan.id)} as metric, periods.period,
      periods.first as "from", periods.last as through, periods.running,
      value, numerator, denominator, n, target, comparison, ${statusSql(plan)} as status, previous, year,
      ${wilsonSql(plan, "-")} as low, ${wilsonSql(plan, "+")} as high
    from judged join periods on periods.period_no = judged.period_no
    ${cut ? "where seen" : ""}
    order by judged.period_no${byList(request, "judged.")}`;
}
