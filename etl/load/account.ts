import type { DuckDBConnection } from "@duckdb/node-api";
import type { LoadOutcome } from "../../dashboard/shared/loads.ts";

/**
 * Makes sure that every record of a load was counted once, and that what was counted is what is kept: it is the last
 * look before the load is committed.
 */
export async function assertAccounted(connection: DuckDBConnection, outcome: LoadOutcome): Promise<void> {
  const { load, file, source, read, loaded, updated, unchanged, rejected, blank, reasons } = outcome;
  if (read !== loaded + updated + unchanged + rejected + blank) {
    throw new Error(
      `${file}: ${read} read, but ${loaded} + ${updated} + ${unchanged} + ${rejected} + ${blank} accounted for`,
    );
  }
  const reasoned = Object.values(reasons).reduce((sum, count) => sum + count, 0);
  const kept = await connection.runAndReadAll(`
    select (select count(*) from ledger.rejects where load = ${load}),
      (select count(*) from rows.${source} where _load = ${load})`);
  const [rejects, rows] = (kept.getRows()[0] ?? []).map(Number);
  if (rejects !== rejected || reasoned !== rejected || rows !== loaded + updated) {
    throw new Error(
      `${file}: ${rejected} rejected and ${loaded + updated} to be stored, but ${rejects} rejects (${reasoned} by reason) and ${rows} rows kept`,
    );
  }
}
