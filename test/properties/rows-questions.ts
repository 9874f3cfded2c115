import type { MetricEntry } from "../../dashboard/shared/catalogue.ts";
import { daysBetween, earlier, periodOf, type Day, type Span } from "../naive/calendar.ts";
import { valueOf } from "../naive/metrics.ts";
import { quantile } from "../naive/value.ts";
import type { Dice } from "./dice.ts";
import { agree, type AnswerRow } from "./difference.ts";
import { todayFor, wholeOf } from "./expected.ts";
import { appendFilters, chooseFilters } from "./series-questions.ts";
import type { Situation } from "./situation.ts";
import type { System } from "./system.ts";

/**
 * Asks for the rows behind one figure and computes it from nothing but them: it must be the figure that the rows'
 * own headers say, that /api/series says, and that the naive computation says.
 */
export async function differencesOfRows(
  { system, data, today: lastDay }: Situation,
  entry: MetricEntry,
  around: Day,
  dice: Dice,
): Promise<string[]> {
  const today = todayFor(entry.id, data, lastDay);
  const grain = dice.pick(entry.grains);
  const period: Span = grain === "all" ? wholeOf(entry.id, data, today) : periodOf(grain, earlier(around, today));
  const filters = chooseFilters(entry.id, data, entry.by, dice);
  const query = new URLSearchParams({ metric: entry.id, grain });
  appendFilters(query, filters);

  const seriesQuery = new URLSearchParams(query);
  if (grain !== "all") {
    query.set("period", period.first);
    seriesQuery.set("from", period.first);
    seriesQuery.set("to", period.first);
  }
  const about = `/api/rows?${decodeURIComponent(query.toString())} (today ${today})`;
  const [shown] = await system.series(seriesQuery);
  const { rows, headers } = await allRows(system, query, dice);

  const found: string[] = [];
  if (headers !== null && Number(headers.get("X-Heng-Total")) !== rows.length) {
    found.push(`${about}: ${rows.length} rows, but X-Heng-Total ${headers.get("X-Heng-Total")}`);
  }
  // Where the data begins after the period, a count or a balance is unknown, not 0; rows cannot tell the two apart.
  const naive = valueOf(entry.id, data, { ...period, asOf: today }, filters).value;
  const recomputed = naive === null && rows.length === 0 ? null : recompute(entry, rows, period, today);
  const said: [string, unknown][] = [
    ["naively", naive],
    ["by /api/series", shown?.value ?? null],
  ];
  if (rows.length > 0 && headers !== null) {
    const header = headers.get("X-Heng-Value");
    said.push(["by X-Heng-Value", header === "null" ? null : Number(header)]);
  }
  for (const [who, value] of said) {
    if (!agree(value, recomputed))
      found.push(`${about}: ${String(value)} ${who}, ${String(recomputed)} from ${rows.length} rows`);
  }
  return found;
}

/** All rows, either page by page or as the download gives them. */
async function allRows(
  system: System,
  query: URLSearchParams,
  dice: Dice,
): Promise<{ rows: AnswerRow[]; headers: Headers | null }> {
  if (dice.roll(2) === 0) return { rows: await system.rowsAsCsv(query), headers: null };
  const size = dice.pick([5, 1000]);
  const rows: AnswerRow[] = [];
  for (;;) {
    const page = new URLSearchParams(query);
    page.set("limit", String(size));
    page.set("offset", String(rows.length));
    const answer = await system.rows(page);
    rows.push(...answer.rows);
    if (answer.rows.length < size) return { rows, headers: answer.headers };
  }
}

function recompute(entry: MetricEntry, rows: readonly AnswerRow[], period: Span, today: Day): number | null {
  if (entry.kind === "quantile") {
    return quantile(
      rows.map((row) => Number(row.value)),
      entry.quantile ?? Number.NaN,
    );
  }
  if (entry.id === "overdue_3_months_customers") return new Set(rows.map((row) => row.key)).size;
  if (entry.id === "assignment_balance") return evenness(rows);
  const numerator = total(rows, "numerator");
  if (entry.kind !== "ratio" && entry.kind !== "mean") return numerator;
  const denominator = total(rows, "denominator");
  if (denominator === 0) return null;
  const days = entry.id === "days_sales_outstanding" ? daysBetween(period.first, earlier(period.last, today)) + 1 : 1;
  const scale = entry.unit === "per_1000" ? 1000 : 1;
  return (numerator * days * scale) / denominator;
}

/** 1 − the Gini coefficient of what the holders have. */
function evenness(rows: readonly AnswerRow[]): number | null {
  const held = new Map<unknown, number>();
  for (const { holder, numerator } of rows) held.set(holder, (held.get(holder) ?? 0) + Number(numerator));
  const counts = [...held.values()];
  if (counts.length === 0) return null;
  let differences = 0;
  for (const mine of counts) for (const theirs of counts) differences += Math.abs(mine - theirs);
  return 1 - differences / (2 * counts.length * total(rows, "numerator"));
}

function total(rows: readonly AnswerRow[], column: string): number {
  let sum = 0;
  for (const row of rows) sum += Number(row[column]);
  return sum;
}
