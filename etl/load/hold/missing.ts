import type { DuckDBConnection } from "@duckdb/node-api";
import { SAMPLE_UPLOADER } from "../../../dashboard/shared/loads.ts";
import { quoteName } from "../../../dashboard/shared/query/sql-text.ts";
import type { Contract } from "../../contract.ts";

/** Rows at either end of a file that do not tell which days it covers: one wrong year would make it cover ten. */
const FRINGE = 0.005;

/**
 * How many keys stand in the store, of the days that the file covers, and are not in the file; of a source without a
 * day of its own, of all days. Asked after the load's rows were merged and before it is known whether they count.
 *
 * @returns null where it tells nothing: no key of the file stood before, or only the sample's do
 */
export async function countMissing(
  connection: DuckDBConnection,
  { id, key, through }: Contract,
  load: number,
  { known, loaded, updated }: { known: number; loaded: number; updated: number },
  uploader: string,
): Promise<number | null> {
  if (known === 0) return null;
  const others = await connection.runAndReadAll(
    "select 1 from ledger.loads where source = $id and status = 'accepted' and (uploader <> $sample or $uploader = $sample) limit 1",
    { id, uploader, sample: SAMPLE_UPLOADER },
  );
  if (others.currentRowCount === 0) return null;
  const same = key.map((name) => `each.${quoteName(name)} is not distinct from again.${quoteName(name)}`).join(" and ");
  const own = loaded + updated === 0 ? "false" : `each._load = ${load}`;
  const isInFile = `(${own} or exists (from confirmed.${id} as again where again._load = ${load} and ${same}))`;
  const day = through === null ? "null" : `each.${quoteName(through)}`;
  const covered =
    through === null
      ? "true"
      : `day between (select quantile_disc(day, ${FRINGE}) from standing where in_file)
          and (select quantile_disc(day, ${1 - FRINGE}) from standing where in_file)`;
  const result = await connection.runAndReadAll(`
    with standing as materialized (
        select ${day} as day, ${isInFile} as in_file from rows.${id} as each where each._current
    )
    select count(*) from standing where not in_file and ${covered}`);
  return Number(result.getRows()[0]?.[0]);
}
