import type { DuckDBConnection } from "@duckdb/node-api";
import { quantileCountsSql, seriesSql, spansOf, type Span } from "../shared/query/series-sql.ts";
import type { Ask } from "./ask.ts";
import { targetsOf, type TargetRow } from "./targets.ts";

/** A quantile over at most this many rows is exact; over more it comes from bucket counts, within 1 %. */
export const EXACT_ROWS = 100_000;

/** The statement that answers one metric's question, or null when it covers no period at all. */
export async function planSeries(
  connection: DuckDBConnection,
  ask: Ask,
  targets: readonly TargetRow[],
): Promise<string | null> {
  const { plan, request, slots } = ask;
  if (slots.length === 0) return null;
  return seriesSql(plan, request, slots, targetsOf(targets, ask), await bucketedSpans(connection, ask));
}

/** Spans of a quantile with too many rows to sort. Small metrics are not even asked. */
async function bucketedSpans(connection: DuckDBConnection, { plan, request, slots }: Ask): Promise<Span[]> {
  if (plan.kind !== "quantile" || plan.rows <= EXACT_ROWS) return [];
  const spans = spansOf(request, slots);
  const counts = await connection.runAndReadAll(quantileCountsSql(plan, request, spans));
  const large = new Set(
    counts
      .getRows()
      .filter(([, , n]) => Number(n) > EXACT_ROWS)
      .map(([slot, role]) => `${Number(slot)} ${String(role)}`),
  );
  return spans.filter((span) => large.has(`${span.slot} ${span.role}`));
}
