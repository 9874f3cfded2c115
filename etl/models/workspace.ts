import type { DuckDBConnection, JS } from "@duckdb/node-api";
import type { Contract } from "../contract.ts";
import { quoteName, quoteText } from "../../dashboard/shared/query/sql-text.ts";
import { sqlProblem } from "./sql-problem.ts";
import type { ModelFile } from "./model-file.ts";

/**
 * Where models are built: an in-memory catalog with the same schemas that a published version has, so that the
 * author's SQL runs word for word the same here, on the server and in any DuckDB shell.
 */
export type Workspace = {
  connection: DuckDBConnection;
  /** Runs `prefix`, a line break and the author's SQL; errors name the author's file, line and column. */
  runModel(prefix: string, model: Pick<ModelFile, "path" | "sql">): Promise<void>;
  query(sql: string): Promise<Record<string, JS>[]>;
};

const SCHEMAS = ["sources", "ledger", "facts", "metrics", "lists", "accountability", "authenticity"];

/** Opens the workspace on the store's connection, does the work, and leaves the connection as it was. */
export async function inWorkspace<T>(
  connection: DuckDBConnection,
  contracts: readonly Contract[],
  work: (workspace: Workspace) => Promise<T>,
): Promise<T> {
  const store = String((await connection.runAndReadAll("select current_database()")).getRows()[0]?.[0]);
  const attachedBefore = await attached(connection);
  await connection.run("attach ':memory:' as work");
  await connection.run("use work");
  try {
    for (const schema of SCHEMAS) await connection.run(`create schema ${schema}`);
    for (const { id, columns } of contracts) {
      const names = [...columns.map(({ name }) => quoteName(name)), "extra", "coalesce(_shown, _load) as _load"].join(
        ", ",
      );
      await connection.run(
        `create view sources.${quoteName(id)} as select ${names} from ${quoteName(store)}.rows.${quoteName(id)} where _current`,
      );
    }
    await connection.run(`create view ledger.loads as from ${quoteName(store)}.ledger.loads`);
    await connection.run(
      `create view ledger.rejects as
       select rejects.load, loads.source, loads.file, rejects.line, rejects."column", rejects.value, rejects.raw,
         rejects.code, rejects.zh, rejects.en
       from ${quoteName(store)}.ledger.rejects as rejects
       join ${quoteName(store)}.ledger.loads as loads using (load)
       where loads.status = 'accepted'`,
    );
    return await work({
      connection,
      async runModel(prefix, { path, sql }) {
        try {
          await connection.run(`${prefix}\n${sql}`);
        } catch (error) {
          throw sqlProblem(error, path, sql, 1);
        }
      },
      query: async (sql) => (await connection.runAndReadAll(sql)).getRowObjectsJS(),
    });
  } finally {
    await connection.run(`use ${quoteName(store)}`);
    for (const name of await attached(connection)) {
      if (!attachedBefore.includes(name)) await connection.run(`detach ${quoteName(name)}`);
    }
  }
}

async function attached(connection: DuckDBConnection): Promise<string[]> {
  const result = await connection.runAndReadAll("select database_name from duckdb_databases() where not internal");
  return result.getRows().map(([name]) => String(name));
}

/** Attaches a database file; a new one is made where there is none. */
export async function attach(
  connection: DuckDBConnection,
  path: string,
  alias: string,
  mode: "read" | "write",
): Promise<void> {
  await connection.run(
    `attach ${quoteText(path)} as ${quoteName(alias)}${mode === "read" ? " (read_only)" : " (storage_version 'latest')"}`,
  );
}
