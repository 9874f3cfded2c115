import type { DuckDBConnection } from "@duckdb/node-api";
import { oldLine } from "./mend-columns.ts";
import { LINE, type FileRelation, type Plan } from "../plan.ts";

/** The load that a plan's file mends, if there is such a load of the same source; otherwise null. */
export async function findMended(connection: DuckDBConnection, { contract, mends }: Plan): Promise<number | null> {
  if (mends === null) return null;
  const { load } = mends;
  const result = await connection.runAndReadAll(
    "select 1 from ledger.loads where load = $load and source = $source and rejected > 0",
    { load, source: contract.id },
  );
  return result.currentRowCount > 0 ? load : null;
}

/** Notes which rejects of the earlier load the file's records are; whether they are sound now tell this load's rejects. */
export async function noteMending(
  connection: DuckDBConnection,
  { mends }: Plan,
  { sql, line }: FileRelation,
  mended: number,
  load: number,
): Promise<void> {
  if (mends === null) return;
  await connection.run(`
    insert into ledger.mending
    select ${mended}, old_line, ${load}, line
    from (select ${oldLine(mends.line.name)} as old_line, ${line ?? LINE} as line from ${sql})
    where old_line in (select line from ledger.rejects where load = ${mended})`);
}
