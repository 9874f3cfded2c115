import type { DuckDBConnection } from "@duckdb/node-api";
import { countDays, grainOfPeriod, isDay, type Slot } from "../shared/periods.ts";
import { quoteName } from "../shared/query/sql-text.ts";
import { recomputeSql, rowsSql } from "../shared/query/rows-sql.ts";
import { BadRequest, type Ask } from "./ask.ts";

/** The figure computed anew from all rows behind it; null parts where the metric has none. */
export type Recomputed = {
  total: number;
  numerator: number | null;
  denominator: number | null;
  value: number | null;
};

/**
 * The grain of the period whose rows are asked for: what was said, else what the period's spelling says. A period of
 * any grain may be named by its first day, as answers name it.
 */
export function grainOfRows(grain: string | undefined, period: string | undefined): string {
  const spelled = period === undefined ? null : grainOfPeriod(period);
  if (grain === undefined) return spelled ?? "month";
  if (period === undefined || spelled === null || isDay(period) || grain === "all" || grain === spelled) return grain;
  throw new BadRequest(
    "bad_grain",
    `期 ${period} 是按 ${spelled} 写的，与周期 ${grain} 不一致：去掉周期，或者改写这一期。`,
    `The period ${period} is a ${spelled}, which the grain ${grain} contradicts: leave the grain out, or name a period of it.`,
  );
}

const NOTHING = "select null::varchar as key where false";

/** The rows behind one figure, as text and doubles, newest first. */
export async function planRows(
  connection: DuckDBConnection,
  { plan, request }: Ask,
  slot: Slot | null,
  { limit, offset }: { limit: number | null; offset: number },
): Promise<string> {
  if (!slot) return NOTHING;
  const rows = rowsSql(plan, request, slot.now);
  const described = await connection.runAndReadAll(`select column_name from (describe ${rows})`);
  const columns = described.getRows().map(([column]) => {
    const name = String(column);
    const quoted = quoteName(name);
    if (name === "event_at") return `strftime(event_at::timestamp, '%Y-%m-%d %H:%M:%S') as event_at`;
    return ["numerator", "denominator", "value"].includes(name)
      ? `cast(${quoted} as double) as ${quoted}`
      : `cast(${quoted} as varchar) as ${quoted}`;
  });
  const page = limit === null ? "" : ` limit ${limit} offset ${offset}`;
  return `select ${columns.join(", ")} from (from (${rows}) as found order by found.event_at desc, found.key${page})`;
}

/** Recomputes the figure from its rows, by another way than the one that series take. */
export async function recompute(
  connection: DuckDBConnection,
  { plan, request }: Ask,
  slot: Slot | null,
): Promise<Recomputed> {
  if (!slot) return { total: 0, numerator: null, denominator: null, value: null };
  const sql = recomputeSql(plan, rowsSql(plan, request, slot.now), countDays(slot.now));
  const [row] = (await connection.runAndReadAll(sql)).getRowObjectsJS();
  const number = (name: string): number | null => (row?.[name] as number | null) ?? null;
  return {
    total: number("total") ?? 0,
    numerator: number("numerator"),
    denominator: number("denominator"),
    value: number("value"),
  };
}
