import type { DuckDBConnection } from "@duckdb/node-api";

/**
 * - `ledger.runs`: each time that files were taken by themselves. `schedule` is null for the inbox; `current`: which file
 *   was being read, so that one that kills the writer every time is known.
 * - `ledger.taken`: files of schedules' folders that need no second look, as they were when they were read.
 * - `ledger.schedules`: from when on a schedule's planned times count.
 *
 * Whatever ran when the store was last closed runs no more: only one process holds it.
 */
export async function createRunTables(connection: DuckDBConnection): Promise<void> {
  await connection.run(`
    create table if not exists ledger.runs (
      run INTEGER, schedule VARCHAR, planned_at TIMESTAMP, started_at TIMESTAMP, ended_at TIMESTAMP,
      outcome VARCHAR, counts JSON, files JSON, current VARCHAR, code VARCHAR, zh VARCHAR, en VARCHAR
    )`);
  await connection.run(`
    create table if not exists ledger.taken (
      schedule VARCHAR, path VARCHAR, bytes BIGINT, changed DOUBLE, sha256 VARCHAR, status VARCHAR, run INTEGER
    )`);
  await connection.run("create table if not exists ledger.schedules (schedule VARCHAR, plan VARCHAR, since TIMESTAMP)");
  await connection.run("update ledger.runs set outcome = 'broken' where outcome = 'running'");
}
