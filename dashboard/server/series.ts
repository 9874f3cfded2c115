import type { DuckDBConnection } from "@duckdb/node-api";
import { EXACT_ROWS, quantileCountsSql, type LargeSpans } from "../shared/query/quantile-sql.ts";
import { seriesSql } from "../shared/query/series-sql.ts";
import { spansOf } from "../shared/query/spans-sql.ts";
import type { Ask } from "./ask.ts";
import { targetsOf, type TargetRow } from "./targets.ts";

/** The statement that answers one metric's question, or null when it covers no period at all. */
export async function planSeries(
  connection: DuckDBConnection,
  ask: Ask,
  targets: readonly TargetRow[],
): Promise<string | null> {
  const { plan, request, slots } = ask;
  if (slots.length === 0) return null;
  return seriesSql(plan, request, slots, targetsOf(targets, ask), await largeSpans(connection, ask));
}

/** Spans of a quantile with members of too many rows to sort. Of small metrics it is not even asked. */
async function largeSpans(connection: DuckDBConnection, { plan, request, slots }: Ask): Promise<LargeSpans> {
  if (plan.kind !== "quantile" || plan.rows <= EXACT_ROWS) return { bucketed: [], mixed: [] };
  const spans = spansOf(request, slots);
  const counts = await connection.runAndReadAll(quantileCountsSql(plan, request, spans));
  const most = new Map<string, number>();
  const fewest = new Map<string, number>();
  for (const [slot, role, high, low] of counts.getRows()) {
    most.set(`${Number(slot)} ${String(role)}`, Number(high));
    fewest.set(`${Number(slot)} ${String(role)}`, Number(low));
  }
  const bucketed = spans.filter(({ slot, role }) => (most.get(`${slot} ${role}`) ?? 0) > EXACT_ROWS);
  return { bucketed, mixed: bucketed.filter(({ slot, role }) => (fewest.get(`${slot} ${role}`) ?? 0) <= EXACT_ROWS) };
}
