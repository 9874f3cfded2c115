import { createHash } from "node:crypto";
import { rm, stat } from "node:fs/promises";
import { basename, join } from "node:path";
import type { DuckDBConnection } from "@duckdb/node-api";
import type { LoadOutcome } from "../../dashboard/shared/loads.ts";
import type { Contract } from "../contract.ts";
import { Problem } from "../problem.ts";
import type { Store } from "../store.ts";
import { findRejects } from "./find-rejects.ts";
import { emptyOutcome, findAccepted, nextLoad, writeLedger } from "./ledger.ts";
import type { Mapping } from "./mapping.ts";
import { mergeRows, type MergeCounts } from "./merge.ts";
import { makePlan } from "./make-plan.ts";
import { openText, type OpenedText } from "./open-text.ts";
import { typingSelect, type FileRelation, type Plan } from "./plan.ts";
import { damageReason } from "./reason.ts";
import { RejectWriter } from "./reject-writer.ts";
import { repair } from "./repair.ts";
import type { Structure } from "./scan.ts";
import { quoteName, quoteText } from "./sql-text.ts";

export type LoadProgress = { file: string; step: "reading" | "typing" | "merging"; bytes: number; of: number };

export type LoadRequest = {
  path: string;
  /** The file's name for the ledger, where the path is only a temporary place. */
  name?: string;
  source?: string;
  mapping?: Mapping;
  uploader: string;
  now: Date;
  progress?: (progress: LoadProgress) => void;
};

/**
 * Loads one file: read, type, check, merge by key, account for every record, all in one transaction.
 *
 * A file that cannot be read with certainty is refused, which is an outcome and not an error.
 */
export async function loadFile(store: Store, request: LoadRequest): Promise<LoadOutcome> {
  return store.exclusive(async () => {
    const temporary: string[] = [];
    try {
      return await load(store, request, temporary);
    } finally {
      for (const path of temporary) await rm(path, { force: true });
    }
  });
}

async function load(store: Store, request: LoadRequest, temporary: string[]): Promise<LoadOutcome> {
  const { connection } = store;
  const { path, mapping, now, uploader } = request;
  const file = request.name ?? basename(path);
  const size = await fileSize(path);
  if (size === null) {
    const message = {
      code: "no_file",
      zh: `找不到文件 ${path}；请核对路径`,
      en: `There is no file ${path}; check the path`,
    };
    return emptyOutcome(file, request.source ?? null, message);
  }
  const report = (step: LoadProgress["step"], bytes: number): void =>
    request.progress?.({ file, step, bytes, of: size });
  const number = await nextLoad(connection);
  const scratch = (kind: string): string => {
    const place = join(store.temporaryFolder, `load-${number}.${kind}.csv`);
    temporary.push(place);
    return place;
  };
  const record = {
    load: number,
    mapping: mapping?.name ?? null,
    encoding: mapping?.read.encoding ?? "",
    delimiter: mapping?.read.delimiter ?? "",
    bytes: size,
    sha256: "",
    recipe: null as string | null,
    uploader,
  };
  let source = request.source ?? mapping?.source ?? null;
  try {
    const opening = await makePlan(store, file, request.source, mapping, path);
    const { plan } = opening;
    source = plan.contract.id;
    record.recipe = recipeOf(plan.contract, mapping);
    record.encoding = opening.encoding;
    record.delimiter = opening.delimiter;
    const text = await openText(opening, path, scratch("utf8"), (bytes) => report("reading", bytes));
    record.sha256 = text.sha256;
    const earlier = await findAccepted(connection, text.sha256, record.recipe);
    if (earlier !== null) {
      const message = {
        code: "already",
        zh: `同样的文件已在第 ${earlier} 次导入中入库，没有变化`,
        en: `The same file was taken in by load ${earlier}; nothing changes`,
      };
      return { ...emptyOutcome(file, source, message), load: earlier, status: "already" };
    }
    const outcome = await transaction(connection, async () => {
      const counts = await takeRows(store, plan, text, number, scratch, report);
      const done: LoadOutcome = { load: number, file, source, status: "accepted", ...counts, message: null };
      assertAccounted(done);
      await writeLedger(connection, { ...record, ...done, load: number }, now);
      return done;
    });
    store.log(`load ${number}: ${file} → ${source}, ${outcome.read} read, ${outcome.rejected} rejected`);
    return outcome;
  } catch (error) {
    if (!(error instanceof Problem)) throw error;
    const refused = { ...emptyOutcome(file, source, error.text), load: number };
    await writeLedger(connection, { ...record, ...refused, load: number }, now);
    store.log(`load ${number}: ${file} refused, ${error.code}`);
    return refused;
  }
}

type Counts = MergeCounts & { read: number; rejected: number; blank: number; reasons: Record<string, number> };

async function takeRows(
  store: Store,
  plan: Plan,
  text: OpenedText,
  load: number,
  scratch: (kind: string) => string,
  report: (step: LoadProgress["step"], bytes: number) => void,
): Promise<Counts> {
  const { connection } = store;
  const { contract } = plan;
  const damaged = { count: 0, blank: 0, reasons: {} as Record<string, number> };
  let relation = readText(plan, text);
  let records = text.structure.records;
  if (!text.structure.clean) {
    const clean = scratch("clean");
    const writer = await RejectWriter.open(connection, load);
    const width = plan.header.length;
    const repaired = await repair(
      text.path,
      clean,
      text.delimiter,
      width,
      async (damages) => {
        for (const { line, kind, cells, raw } of damages) {
          writer.add({ line, column: null, value: null, raw, reason: damageReason(kind, cells, width) });
        }
      },
      (bytes) => report("reading", bytes),
    );
    writer.close();
    if (repaired.good === 0 && repaired.damaged > 0) throw nothingFits(repaired.damaged);
    damaged.count = repaired.damaged;
    damaged.blank = repaired.blank;
    damaged.reasons = writer.reasons;
    records = repaired.good;
    relation = readRepaired(plan, text, clean);
  }

  report("typing", 0);
  // A first load goes straight to its place. Where rows stand already, most of a load may be unchanged, and what is
  // unchanged is not stored again: such a load waits in a temporary table until it is merged.
  const standing = await connection.runAndReadAll(`select 1 from rows.${contract.id} limit 1`);
  const staged = standing.currentRowCount > 0;
  const target = `rows.${contract.id}`;
  const place = staged ? "temp.incoming" : target;
  if (staged) await connection.run(`create or replace temp table incoming as from ${target} limit 0`);
  const names = contract.columns.map(({ name }) => quoteName(name)).join(", ");
  const into = `insert into ${place} (${names}, extra, _load, _current)`;
  const inserted = await connection.run(`${into} ${typingSelect(plan, relation, load)}`);
  if (inserted.rowsChanged !== records) {
    throw new Error(`${plan.file}: ${records} records were counted, but ${inserted.rowsChanged} were read`);
  }
  const keys = contract.key.map(quoteName).join(", ");
  const check = await connection.runAndReadAll(`
    select count(*) filter (not _current), count(distinct hash(${keys})) filter (_current)
    from ${place} where _load = ${load}`);
  const [failing = 0, distinct = 0] = (check.getRows()[0] ?? []).map(Number);
  const reasons = { ...damaged.reasons };
  if (failing > 0) {
    await connection.run(`delete from ${place} where _load = ${load} and not _current`);
    const options = { path: text.path, delimiter: text.delimiter, load };
    const found = await findRejects(connection, plan, relation, options);
    for (const [code, count] of Object.entries(found)) reasons[code] = (reasons[code] ?? 0) + count;
  }

  report("merging", 0);
  const good = records - failing;
  // Different hashes mean different keys; equal ones are looked at closely.
  const plainLoad = !staged && distinct === good;
  const merged = plainLoad
    ? { loaded: good, updated: 0, unchanged: 0 }
    : await mergeRows(connection, contract, load, place);
  if (staged) {
    await connection.run(`insert into ${target} by name from temp.incoming`);
    await connection.run("drop table temp.incoming");
  }
  return {
    read: records + damaged.count + damaged.blank,
    ...merged,
    rejected: failing + damaged.count,
    blank: damaged.blank,
    reasons,
  };
}

/** A clean file as it stands. */
function readText(plan: Plan, { path, delimiter, structure }: OpenedText): FileRelation {
  const columns = plan.header.map(({ name }) => `${quoteText(name)}: 'VARCHAR'`).join(", ");
  return {
    sql: readCsv(path, delimiter, columns, true, structure.lineEnd),
    line: null,
    trim: trimmer(structure.blanks),
  };
}

/** What `repair` wrote: the record's number comes first. */
function readRepaired(plan: Plan, { delimiter }: OpenedText, path: string): FileRelation {
  const columns = plan.header.map(({ name }) => `${quoteText(name)}: 'VARCHAR'`).join(", ");
  const sql = readCsv(path, delimiter, `'_line': 'BIGINT', ${columns}`, false, "\n");
  return { sql, line: "_line", trim: trimmer("controls") };
}

function readCsv(path: string, delimiter: string, columns: string, header: boolean, lineEnd: string): string {
  return `read_csv(${quoteText(path)}, auto_detect = false, strict_mode = true, header = ${header},
    delim = ${quoteText(delimiter)}, quote = '"', escape = '"', new_line = '${lineEnd === "\n" ? "\\n" : "\\r\\n"}',
    max_line_size = 4194304, columns = {${columns}})`;
}

/** DuckDB's trim takes off spaces of every width. Most files have none at the edges of cells, and it is not free. */
function trimmer(blanks: Structure["blanks"]): (text: string) => string {
  switch (blanks) {
    case "none":
      return (text) => text;
    case "spaces":
      return (text) => `trim(${text})`;
    case "controls":
      return (text) => `trim(trim(${text}, chr(9) || chr(10) || chr(11) || chr(13) || ' '))`;
  }
}

/** Runs a job in a transaction of its own; rolls back whatever it throws. */
async function transaction<T>(connection: DuckDBConnection, job: () => Promise<T>): Promise<T> {
  await connection.run("begin transaction");
  try {
    const result = await job();
    await connection.run("commit");
    return result;
  } catch (error) {
    await connection.run("rollback");
    throw error;
  }
}

function assertAccounted({ file, read, loaded, updated, unchanged, rejected, blank }: LoadOutcome): void {
  if (read !== loaded + updated + unchanged + rejected + blank) {
    throw new Error(
      `${file}: ${read} read, but ${loaded} + ${updated} + ${unchanged} + ${rejected} + ${blank} accounted for`,
    );
  }
}

function nothingFits(damaged: number): Problem {
  return new Problem({
    code: "no_row_fits",
    zh: `表头之后的 ${damaged} 行没有一行与表头列数相符；请核对分隔符、行末多余的分隔符和引号后重新导出`,
    en: `None of the ${damaged} rows has the header's number of cells; check the delimiter, spare delimiters at line ends and quotes, and export again`,
  });
}

/** What decides how bytes are read. The same bytes under another recipe are another load. */
function recipeOf(contract: Contract, mapping: Mapping | undefined): string {
  const { id, columns, key, order } = contract;
  return createHash("sha256")
    .update(JSON.stringify([id, columns, key, order, mapping ?? null]))
    .digest("hex");
}

async function fileSize(path: string): Promise<number | null> {
  try {
    const stats = await stat(path);
    return stats.isFile() ? stats.size : null;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return null;
    throw error;
  }
}
