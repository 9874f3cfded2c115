import { mkdtemp, readdir, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";
import { DuckDBInstance, type DuckDBConnection } from "@duckdb/node-api";
import type { Catalogue, RuleEntry } from "../shared/catalogue.ts";
import { allFindingsSql, RULE_LAYERS, type RuleLayer } from "../shared/rule-layers.ts";
import type { MetricPlan } from "../shared/query/plan.ts";
import { quoteName, quoteText } from "../shared/query/sql-text.ts";
import { Connections, type Lease } from "./connections.ts";
import type { TargetRow } from "./targets.ts";

/** A published version, open for reading. */
export type Version = {
  number: number;
  catalogue: Catalogue;
  plans: ReadonlyMap<string, MetricPlan>;
  targets: readonly TargetRow[];
  /** Runs a read with a connection of its own; at most `connections` run at once, the others wait. */
  read<T>(work: (connection: DuckDBConnection) => Promise<T>): Promise<T>;
  /** A connection for one download, apart from those of reads, for as long as the client takes; it must be released. */
  download(signal: AbortSignal): Promise<Lease>;
  /** Waits a little for what still runs, then interrupts it and closes. */
  close(): Promise<void>;
};

export type OpenOptions = {
  memoryLimit?: string;
  connections?: number;
  downloads?: number;
  /** A read, or a download's next rows, may take this long; without it as long as they need. */
  deadlineMs?: number;
};

/**
 * Opens the folder of a published version. Its databases are attached read-only to an instance in memory, in which
 * `facts.*` and `metrics.*` are views; then files and settings are locked, so that no statement reaches anything else.
 */
export async function openVersion(
  folder: string,
  { memoryLimit = "2GB", connections = 2, downloads = 4, deadlineMs }: OpenOptions = {},
): Promise<Version> {
  const [catalogue, plans, factFiles] = await Promise.all([
    readFile(join(folder, "catalogue.json"), "utf8").then((text) => JSON.parse(text) as Catalogue),
    readFile(join(folder, "plans.json"), "utf8").then((text) => JSON.parse(text) as MetricPlan[]),
    readdir(join(folder, "facts")),
  ]);
  // A large sort spills. DuckDB's own choice would be a folder in whatever directory the server was started in; the
  // version's own stays as it was published. This one is closed to other users, and goes with the version.
  const spill = await mkdtemp(join(tmpdir(), "heng-spill-"));
  try {
    const instance = await DuckDBInstance.create(":memory:", { memory_limit: memoryLimit, temp_directory: spill });
    try {
      const targets = await attach(instance, folder, factFiles, catalogue);
      const pool = await Connections.open(instance, { reads: connections, downloads, deadlineMs });
      return {
        number: catalogue.version,
        catalogue,
        plans: new Map(plans.map((plan) => [plan.id, plan])),
        targets,
        read: (work) => pool.read(work),
        download: (signal) => pool.download(signal),
        async close() {
          await pool.close();
          instance.closeSync();
          await rm(spill, { recursive: true, force: true });
        },
      };
    } catch (error) {
      instance.closeSync();
      throw error;
    }
  } catch (error) {
    await rm(spill, { recursive: true, force: true });
    throw error;
  }
}

/** What models know the parts of a version by. */
const SCHEMAS = ["facts", "metrics", "lists", "accountability", "authenticity", "ledger"];

/** Makes the version's tables and views known to the instance, then locks it. Answers with the targets. */
async function attach(
  instance: DuckDBInstance,
  folder: string,
  factFiles: string[],
  { metrics, lists, rules }: Catalogue,
): Promise<TargetRow[]> {
  const setup = await instance.connect();
  try {
    // Global: connections that are opened later keep it too.
    await setup.run("set global TimeZone = 'Asia/Shanghai'");
    await setup.run(`attach ${quoteText(join(folder, "pages.duckdb"))} as pages (read_only)`);
    for (const schema of SCHEMAS) await setup.run(`create schema ${schema}`);
    for (const table of ["today", "targets"])
      await setup.run(`create view ledger.${table} as from pages.ledger.${table}`);
    for (const { id } of lists)
      await setup.run(`create view lists.${quoteName(id)} as from pages.lists.${quoteName(id)}`);
    for (const layer of RULE_LAYERS) await defineFindings(setup, layer, rules);
    for (const file of factFiles.filter((name) => name.endsWith(".duckdb")).sort()) {
      const fact = basename(file, ".duckdb");
      const catalog = quoteName(`fact_${fact}`);
      await setup.run(`attach ${quoteText(join(folder, "facts", file))} as ${catalog} (read_only)`);
      await setup.run(`create view facts.${quoteName(fact)} as from ${catalog}.main.${quoteName(fact)}`);
    }
    for (const { id, sql } of metrics) await defineMetric(setup, id, sql);
    const targets = await readTargets(setup);
    await setup.run("set enable_external_access = false; set lock_configuration = true");
    return targets;
  } finally {
    setup.closeSync();
  }
}

/** A layer's findings by rule, and all of them together under the name that metrics read. */
async function defineFindings(
  connection: DuckDBConnection,
  layer: RuleLayer,
  rules: readonly RuleEntry[],
): Promise<void> {
  const mine = rules.filter(({ group }) => group === layer).map(({ id }) => id);
  for (const id of mine) {
    await connection.run(`create view ${layer}.${quoteName(id)} as from pages.${layer}.${quoteName(id)}`);
  }
  await connection.run(allFindingsSql(layer, mine));
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
