import type { DuckDBConnection, JS } from "@duckdb/node-api";
import type { LoadStatus } from "../../dashboard/shared/loads.ts";
import type { Contract } from "../contract.ts";
import { IN_FORCE, dropHolders, findHolders } from "../load/in-force.ts";
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

/**
 * Other loads in force than the store's own: statuses by load, and the sources that these loads are of. All that is
 * built sees the rows that would hold then; the store stays as it is.
 */
export type Supposed = { statuses: ReadonlyMap<number, LoadStatus>; loadsOf: ReadonlyMap<string, number[]> };

/** Opens the workspace on the store's connection, does the work, and leaves the connection as it was. */
export async function inWorkspace<T>(
  connection: DuckDBConnection,
  contracts: readonly Contract[],
  work: (workspace: Workspace) => Promise<T>,
  supposed: Supposed = { statuses: new Map(), loadsOf: new Map() },
): Promise<T> {
  const store = String((await connection.runAndReadAll("select current_database()")).getRows()[0]?.[0]);
  const attachedBefore = await attached(connection);
  await connection.run("attach ':memory:' as work");
  await connection.run("use work");
  try {
    for (const schema of SCHEMAS) await connection.run(`create schema ${schema}`);
    const database = `${quoteName(store)}.`;
    const statuses = [...supposed.statuses].map(([load, status]) => `when ${load} then ${quoteText(status)}`);
    const status = statuses.length === 0 ? "status" : `case load ${statuses.join(" ")} else status end`;
    await connection.run(
      `create view ledger.loads as select * replace (${status} as status) from ${database}ledger.loads`,
    );
    for (const contract of contracts) {
      const { id, columns } = contract;
      const loads = supposed.loadsOf.get(id);
      if (loads !== undefined) await supposeRows(connection, contract, loads, database);
      const names = [...columns.map(({ name }) => quoteName(name)), "extra", "coalesce(_shown, _load) as _load"].join(
        ", ",
      );
      const rows =
        loads === undefined ? `(from ${database}rows.${quoteName(id)} where _current)` : supposedRows(id, database);
      await connection.run(`create view sources.${quoteName(id)} as select ${names} from ${rows}`);
    }
    await connection.run(
      `create view ledger.rejects as
       select rejects.load, loads.source, loads.file, rejects.line, rejects."column", rejects.value, rejects.raw,
         rejects.code, rejects.zh, rejects.en
       from ${database}ledger.rejects as rejects
       join ledger.loads as loads using (load)
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

/** Finds what would hold and keeps it as `supposed.<source>` and `supposed.<source>_standing`. */
async function supposeRows(
  connection: DuckDBConnection,
  contract: Contract,
  loads: readonly number[],
  database: string,
): Promise<void> {
  await findHolders(connection, contract, loads, IN_FORCE, database);
  await connection.run("create schema if not exists supposed");
  await connection.run(`create table supposed.${quoteName(contract.id)} as from temp.holders`);
  await connection.run(`create table supposed.${quoteName(`${contract.id}_standing`)} as from temp.standing`);
  await dropHolders(connection);
}

function supposedRows(id: string, database: string): string {
  const rows = `${database}rows.${quoteName(id)}`;
  return `(
    select * from ${rows} as each
    where _current and rowid not in (select position from supposed.${quoteName(`${id}_standing`)})
    union all by name
    select each.* replace (holders.shown as _shown)
    from ${rows} as each join supposed.${quoteName(id)} as holders on each.rowid = holders.position
  )`;
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
