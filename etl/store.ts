import { mkdir, rm } from "node:fs/promises";
import { totalmem } from "node:os";
import { join } from "node:path";
import { DuckDBInstance, type DuckDBConnection } from "@duckdb/node-api";
import type { Column, ColumnType, Contract } from "./contract.ts";
import { quoteName, quoteText } from "../dashboard/shared/query/sql-text.ts";
import { Problem } from "./problem.ts";
import { createRunTables } from "./runs/run-tables.ts";

/**
 * The one writer's database, `<data>/store.duckdb`.
 *
 * - `rows.<source>`: every good row under its load (`_load`), never deleted, be the load in force or not; `_current`
 *   marks the one that holds for its key. Within a load, rowid is the order of the file. `_shown`: the load in force
 *   that says a current row where its own is not in force.
 * - `confirmed.<source>`: a load that said again what a row already said: the key, the load that said it (`_load`)
 *   and the load of the row (`_row_load`, the last of its rows with the key). Never deleted either: together with
 *   `rows` it tells what every load says of every key, so any set of loads can be put in force.
 * - `sources.<source>`: the current rows. What models read.
 * - `ledger.remembered`: what a person confirmed once about a source's headers and words.
 * - `ledger.loads`, `ledger.rejects`: what became of every file and of every record that was not taken.
 * - `ledger.mending`: for each record of a file that brings rejected rows mended (`by`, `by_line`), which reject it is
 *   (`load`, `line`); `ledger.mended`: the rejects that have come in so, by loads in force.
 * - `ledger.runs` and what belongs to it: see `runs/run-tables.ts`.
 */
export type Store = {
  /** The one that writes. */
  connection: DuckDBConnection;
  /** For looking while a load is under way: it sees only what is committed. */
  reader: DuckDBConnection;
  /** Another one to look with, for who needs temporary tables of their own; who asked for it closes it. */
  connect(): Promise<DuckDBConnection>;
  contracts: Contract[];
  /** For files that live no longer than one load; emptied whenever the store is opened. */
  temporaryFolder: string;
  log: (line: string) => void;
  /** Runs one writing job at a time: a connection has one transaction. */
  exclusive<T>(job: () => Promise<T>): Promise<T>;
  close(): void;
};

export type StoreOptions = {
  dataFolder: string;
  contracts: Contract[];
  /** As DuckDB writes sizes, "2GB"; by default 40 % of the machine's memory, at most 2 GB. */
  memoryLimit?: string;
  log: (line: string) => void;
};

const SQL_TYPES: Record<ColumnType, string> = {
  id: "VARCHAR",
  text: "VARCHAR",
  enum: "VARCHAR",
  phone: "VARCHAR",
  int: "BIGINT",
  money: "DECIMAL(18,2)",
  rate: "DOUBLE",
  score: "INTEGER",
  nps: "INTEGER",
  ts: "TIMESTAMP",
  date: "DATE",
  month: "DATE",
  time: "TIME",
  minutes: "DOUBLE",
  bool: "BOOLEAN",
};

export function sqlType(column: Column): string {
  return SQL_TYPES[column.type];
}

/** @throws Problem `locked` while another process writes, `contract_changed` when a column changed its type */
export async function openStore({ dataFolder, contracts, memoryLimit, log }: StoreOptions): Promise<Store> {
  // Customers' data: nobody else on the machine needs to look in.
  await mkdir(dataFolder, { recursive: true, mode: 0o700 });
  const temporaryFolder = join(dataFolder, "tmp");
  const instance = await openInstance(join(dataFolder, "store.duckdb"), {
    memory_limit: memoryLimit ?? `${Math.floor(Math.min(0.4 * totalmem(), 2e9) / 1e6)}MB`,
    temp_directory: join(temporaryFolder, "duckdb"),
    // Files that only this version of DuckDB and later ones read are written a quarter faster.
    storage_compatibility_version: "latest",
  });
  // Only who holds the lock may sweep: what lies here now was left by a writer that died.
  await rm(temporaryFolder, { recursive: true, force: true });
  await mkdir(join(temporaryFolder, "duckdb"), { recursive: true });
  const connection = await instance.connect();
  const reader = await instance.connect();
  try {
    for (const each of [connection, reader]) await each.run("set TimeZone = 'Asia/Shanghai'");
    // DuckDB counts how far a statement is only where it would show it.
    await connection.run("set enable_progress_bar = true");
    await connection.run("set enable_progress_bar_print = false");
    await connection.run("set progress_bar_time = 500");
    await createLedger(connection);
    await createRunTables(connection);
    for (const contract of contracts) await createSource(connection, contract);
  } catch (error) {
    reader.closeSync();
    connection.closeSync();
    instance.closeSync();
    throw error;
  }
  let last: Promise<unknown> = Promise.resolve();
  return {
    connection,
    reader,
    async connect() {
      const another = await instance.connect();
      await another.run("set TimeZone = 'Asia/Shanghai'");
      return another;
    },
    contracts,
    temporaryFolder,
    log,
    exclusive(job) {
      const run = last.then(job);
      last = run.catch(() => undefined);
      return run;
    },
    close() {
      reader.closeSync();
      connection.closeSync();
      instance.closeSync();
    },
  };
}

async function openInstance(path: string, options: Record<string, string>): Promise<DuckDBInstance> {
  try {
    return await DuckDBInstance.create(path, options);
  } catch (cause) {
    if (!/Could not set lock on file|being used by another process/.test((cause as Error).message)) throw cause;
    throw new Problem({
      code: "locked",
      zh: "数据文件正被另一个 heng 进程写入，请等它结束后再试",
      en: "Another heng process is writing to the store; wait until it is done and try again",
      where: { file: path },
      cause,
    });
  }
}

async function createLedger(connection: DuckDBConnection): Promise<void> {
  for (const schema of ["rows", "confirmed", "sources", "ledger"]) {
    await connection.run(`create schema if not exists ${schema}`);
  }
  await connection.run(`
    create table if not exists ledger.loads (
      load INTEGER, file VARCHAR, source VARCHAR, mapping VARCHAR, status VARCHAR,
      encoding VARCHAR, delimiter VARCHAR, bytes BIGINT, sha256 VARCHAR,
      -- What was read as what: the source's contract and the mapping, hashed. The same bytes read anew count anew.
      recipe VARCHAR,
      read BIGINT, loaded BIGINT, updated BIGINT, unchanged BIGINT, rejected BIGINT, blank BIGINT,
      reasons JSON, code VARCHAR, zh VARCHAR, en VARCHAR,
      loaded_at TIMESTAMP, uploader VARCHAR, undone_at TIMESTAMP
    )`);
  await connection.run(`
    create table if not exists ledger.rejects (
      load INTEGER, line BIGINT, "column" VARCHAR, value VARCHAR, raw VARCHAR,
      code VARCHAR, zh VARCHAR, en VARCHAR
    )`);
  // Lines that are no records and no part of what a load has read: titles, sums, signatures.
  await connection.run(
    "create table if not exists ledger.skipped (load INTEGER, line BIGINT, code VARCHAR, raw VARCHAR)",
  );
  const known = await connection.runAndReadAll(
    "select 1 from duckdb_columns() where schema_name = 'ledger' and table_name = 'loads' and column_name = 'thinned'",
  );
  await connection.run(`
    create table if not exists ledger.remembered (
      number INTEGER, source VARCHAR, kind VARCHAR, "column" VARCHAR, text VARCHAR, means VARCHAR,
      uploader VARCHAR, confirmed_at TIMESTAMP
    )`);
  // Columns that stores of earlier versions lack.
  for (const column of ["confidence DOUBLE", "choices JSON", "skipped JSON", ...LEDGER_COLUMNS]) {
    await connection.run(`alter table ledger.loads add column if not exists ${column}`);
  }
  if (known.currentRowCount === 0) {
    await connection.run("update ledger.loads set place = load, thinned = (status = 'undone')");
  }
  await connection.run(`
    create table if not exists ledger.mending (load INTEGER, line BIGINT, by_load INTEGER, by_line BIGINT)`);
  // A row that was rejected again may have been mended by the file after that.
  await connection.run(`
    create or replace view ledger.mended as
    with recursive mended(load, line, by_load) as (
        select mending.load, mending.line, mending.by_load
        from ledger.mending join ledger.loads on loads.load = mending.by_load and loads.status = 'accepted'
        where not exists (from ledger.rejects as again where again.load = by_load and again.line = by_line)
        union
        select mending.load, mending.line, mended.by_load
        from ledger.mending join mended on mended.load = mending.by_load and mended.line = mending.by_line
    )
    select load, line, min(by_load) as by_load from mended group by load, line`);
}

const LEDGER_COLUMNS = [
  // Where the load stands in the order in which loads overrule each other: its number, or that of the load it replays.
  "place INTEGER",
  // Reasons why it was held; who said yes or no to it, and when.
  "held JSON",
  "decided_by VARCHAR",
  "decided_at TIMESTAMP",
  "mends INTEGER",
  "replays INTEGER",
  // The load that took this one's place; when that is undone, this one comes back.
  "replaced_by INTEGER",
  // Name of the workbook or archive that the file is a part of.
  "whole VARCHAR",
  // Hash of the file as a whole under which it lies in `<data>/originals`: of a sheet or a member that of its workbook.
  "original VARCHAR",
  // The file's headers and dialect: what its mending file looks like.
  "form JSON",
  // What the next load is held against: rows whose key came earlier in the file; keys of the file that stood before, and
  // keys that stood before in the days that it covers and that it lacks.
  "repeated BIGINT",
  "known BIGINT",
  "missing BIGINT",
  // True where an earlier version of Heng undid it: it kept too little to do that again.
  "thinned BOOLEAN",
];

async function createSource(connection: DuckDBConnection, { id, columns, key }: Contract): Promise<void> {
  const definitions = columns.map((column) => `${quoteName(column.name)} ${sqlType(column)}`);
  await connection.run(
    `create table if not exists rows.${id} (${[...definitions, "extra JSON", "_load INTEGER", "_current BOOLEAN", "_shown INTEGER"].join(", ")})`,
  );
  const keys = columns.filter(({ name }) => key.includes(name));
  const keyDefinitions = keys.map((column) => `${quoteName(column.name)} ${sqlType(column)}`);
  await connection.run(
    `create table if not exists confirmed.${id} (${[...keyDefinitions, "_load INTEGER", "_row_load INTEGER"].join(", ")})`,
  );
  await refuseOtherKey(
    connection,
    id,
    keys.map(({ name }) => name),
  );
  const result = await connection.runAndReadAll(
    `select column_name, data_type from duckdb_columns() where schema_name = 'rows' and table_name = ${quoteText(id)}`,
  );
  const present = new Map(result.getRows().map(([name, type]) => [String(name), String(type)]));
  for (const column of columns) {
    const type = present.get(column.name);
    if (type === undefined) {
      await connection.run(`alter table rows.${id} add column ${quoteName(column.name)} ${sqlType(column)}`);
    } else if (type !== sqlType(column)) {
      throw new Problem({
        code: "contract_changed",
        zh: `${id} 的 ${column.name} 列已按 ${type} 存储，来源定义改成了 ${sqlType(column)}；请恢复原类型，或换一个列名`,
        en: `${id}.${column.name} is stored as ${type}, but its contract now says ${sqlType(column)}; restore the type or take another name`,
        where: { file: `${id}.yml`, column: column.name },
      });
    }
  }
  if (!present.has("_shown")) await connection.run(`alter table rows.${id} add column _shown INTEGER`);
  const names = columns.map(({ name }) => quoteName(name)).join(", ");
  await connection.run(
    `create or replace view sources.${id} as
     select ${names}, extra, coalesce(_shown, _load) as _load from rows.${id} where _current`,
  );
}

/** Rows and loads are told apart by their key: it cannot become another one once there are any. */
async function refuseOtherKey(connection: DuckDBConnection, id: string, key: readonly string[]): Promise<void> {
  const result = await connection.runAndReadAll(
    `select column_name from duckdb_columns()
     where schema_name = 'confirmed' and table_name = ${quoteText(id)} and not starts_with(column_name, '_')`,
  );
  const stored = result.getRows().map(([name]) => String(name));
  if (stored.length === key.length && stored.every((name) => key.includes(name))) return;
  throw new Problem({
    code: "contract_changed",
    zh: `${id} 的行是按 ${stored.join("、")} 辨认的，来源定义改成了 ${key.join("、")}；请恢复原来的 key，或换一个来源名`,
    en: `Rows of ${id} are known by ${stored.join(", ")}, but its contract now says ${key.join(", ")}; restore the key or take another name`,
    where: { file: `${id}.yml` },
  });
}
