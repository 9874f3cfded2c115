import type { DuckDBConnection } from "@duckdb/node-api";

/**
 * Runs a job in a transaction and rolls back whatever it throws.
 *
 * @param job is given a function that undoes what it has written so far and lets it go on in a new transaction
 */
export async function inTransaction<T>(
  connection: DuckDBConnection,
  job: (restart: () => Promise<void>) => Promise<T>,
): Promise<T> {
  await connection.run("begin transaction");
  try {
    const result = await job(async () => {
      await connection.run("rollback");
      await connection.run("begin transaction");
    });
    await connection.run("commit");
    return result;
  } catch (error) {
    await connection.run("rollback");
    throw error;
  }
}
