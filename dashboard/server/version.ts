import { readdir, readFile } from "node:fs/promises";
import { basename, join } from "node:path";
import { DuckDBInstance, type DuckDBConnection } from "@duckdb/node-api";
import type { Catalogue } from "../shared/catalogue.ts";
import type { MetricPlan } from "../shared/query/plan.ts";
import type { TargetRow } from "./targets.ts";
import { quoteName, quoteText } from "../shared/query/sql-text.ts";

/** A published version, open for reading. */
export type Version = {
  number: number;
  catalogue: Catalogue;
  plans: ReadonlyMap<string, MetricPlan>;
  targets: readonly TargetRow[];
  /** Runs a read with a connection of its own; at most `connections` run at once, the others wait. */
  read<T>(work: (connection: DuckDBConnection) => Promise<T>): Promise<T>;
  /** Waits for running reads, then closes. */
  close(): Promise<void>;
};

export type OpenOptions = { memoryLimit?: string; connections?: number };

/**
 * Opens the folder of a published version. Its databases are attached read-only to an instance in memory, in which
 * `facts.*` and `metrics.*` are views; then files and settings are locked, so that no statement reaches anything else.
 */
export async function openVersion(
  folder: string,
  { memoryLimit = "2GB", connections = 2 }: OpenOptions = {},
): Promise<Version> {
  const [catalogue, plans, factFiles] = await Promise.all([
    readFile(join(folder, "catalogue.json"), "utf8").then((text) => JSON.parse(text) as Catalogue),
    readFile(join(folder, "plans.json"), "utf8").then((text) => JSON.parse(text) as MetricPlan[]),
    readdir(join(folder, "facts")),
  ]);
  const instance = await DuckDBInstance.create(":memory:", { memory_limit: memoryLimit });
  const setup = await instance.connect();
  let targets: TargetRow[];
  try {
    await setup.run("set TimeZone = 'Asia/Shanghai'");
    await setup.run(`attach ${quoteText(join(folder, "pages.duckdb"))} as pages (read_only)`);
    await setup.run("create schema facts; create schema metrics; create schema sources; create schema ledger");
    for (const file of factFiles.filter((name) => name.endsWith(".duckdb")).sort()) {
      const fact = basename(file, ".duckdb");
      const catalog = quoteName(`fact_${fact}`);
      await setup.run(`attach ${quoteText(join(folder, "facts", file))} as ${catalog} (read_only)`);
      await setup.run(`create view facts.${quoteName(fact)} as from ${catalog}.main.${quoteName(fact)}`);
    }
    for (const { id, sql } of catalogue.metrics) await defineMetric(setup, id, sql);
    targets = await readTargets(setup);
    await setup.run("set enable_external_access = false; set lock_configuration = true");
  } catch (error) {
    setup.closeSync();
    instance.closeSync();
    throw error;
  }
  const pool = makePool([
    setup,
    ...(await Promise.all(Array.from({ length: connections - 1 }, () => instance.connect()))),
  ]);
  return {
    number: catalogue.version,
    catalogue,
    plans: new Map(plans.map((plan) => [plan.id, plan])),
    targets,
    read: pool.use,
    async close() {
      await pool.drain();
      instance.closeSync();
    },
  };
}

/**
 * A metric that reads what a version does not carry (the load ledger) has its rows kept in `pages.events`;
 * all others are views over the facts.
 */
async function defineMetric(connection: DuckDBConnection, id: string, sql: string): Promise<void> {
  const kept = await connection.runAndReadAll(
    `select 1 from duckdb_tables() where database_name = 'pages' and schema_name = 'events' and table_name = ${quoteText(id)}`,
  );
  await connection.run(
    `create view metrics.${quoteName(id)} as\n${kept.currentRowCount > 0 ? `from pages.events.${quoteName(id)}` : sql}`,
  );
}

/** A few rows a metric: read once, so that answers need not look for them. */
async function readTargets(connection: DuckDBConnection): Promise<TargetRow[]> {
  const rows = await connection.runAndReadAll(
    `select metric, grain, site, strftime(holds_from, '%Y-%m-%d') as "holdsFrom", comparison, value, priority
     from pages.main.targets`,
  );
  return rows.getRowObjectsJS() as TargetRow[];
}

function makePool(all: DuckDBConnection[]) {
  const free = [...all];
  const waiting: ((connection: DuckDBConnection) => void)[] = [];
  const take = (): Promise<DuckDBConnection> => {
    const connection = free.pop();
    return connection ? Promise.resolve(connection) : new Promise((resolve) => waiting.push(resolve));
  };
  const give = (connection: DuckDBConnection): void => {
    const next = waiting.shift();
    if (next) next(connection);
    else free.push(connection);
  };
  return {
    async use<T>(work: (connection: DuckDBConnection) => Promise<T>): Promise<T> {
      const connection = await take();
      try {
        return await work(connection);
      } finally {
        give(connection);
      }
    },
    async drain(): Promise<void> {
      for (const connection of await Promise.all(all.map(take))) connection.closeSync();
    },
  };
}
