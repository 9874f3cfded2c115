import type { DuckDBConnection } from "@duckdb/node-api";
import { quoteName } from "../../dashboard/shared/query/sql-text.ts";
import { typingSelect, type FileRelation, type Plan } from "./plan.ts";

/** Where a load's rows lie until they are merged. */
export type Place = { table: string; staged: boolean };

/**
 * A first load goes straight to its place. Where rows stand already, most of a load may be unchanged, and what is
 * unchanged is not stored again: such a load waits in a temporary table until it is merged.
 */
export async function choosePlace(connection: DuckDBConnection, { contract }: Plan): Promise<Place> {
  const target = `rows.${contract.id}`;
  const standing = await connection.runAndReadAll(`select 1 from ${target} limit 1`);
  if (standing.currentRowCount === 0) return { table: target, staged: false };
  await connection.run(`create or replace temp table incoming as from ${target} limit 0`);
  return { table: "temp.incoming", staged: true };
}

/** Reads, types and stores a file in one pass; those that failed have `_current` false. Returns how many there are. */
export async function placeRows(
  connection: DuckDBConnection,
  plan: Plan,
  relation: FileRelation,
  { table }: Place,
  load: number,
): Promise<number> {
  const names = plan.contract.columns.map(({ name }) => quoteName(name)).join(", ");
  const result = await connection.run(
    `insert into ${table} (${names}, extra, _load, _current) ${typingSelect(plan, relation, load)}`,
  );
  return result.rowsChanged;
}
