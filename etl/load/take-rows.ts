import type { DuckDBConnection } from "@duckdb/node-api";
import type { Store } from "../store.ts";
import { Problem } from "../problem.ts";
import { showBroken } from "./encoding/marks.ts";
import { AsideWriter } from "./aside-writer.ts";
import { fileRelation } from "./csv-relation.ts";
import { divert, type Diverted } from "./divert.ts";
import { findFailing, keepRejects } from "./find-rejects.ts";
import { noteMending } from "./mending/note-mending.ts";
import { mergeRows, type MergeCounts } from "./merge.ts";
import type { OpenedText } from "./open-text.ts";
import { choosePlace, placeRows, type Place } from "./place-rows.ts";
import { formOf } from "./layout/settle-form.ts";
import type { Plan } from "./plan.ts";
import { hasLongIds, lookAgain } from "./second-look.ts";
import { refuseOtherScale } from "./scale.ts";
import { tellDamage } from "./tell-damage.ts";
import type { Aside } from "./repair.ts";
import { quoteName } from "../../dashboard/shared/query/sql-text.ts";

/** `repeated`: good rows whose key came earlier in the file. */
export type Counts = MergeCounts & {
  read: number;
  rejected: number;
  blank: number;
  repeated: number;
  reasons: Record<string, number>;
  skipped: Record<string, number>;
};

type Effects = {
  load: number;
  now: Date;
  /** A place for a temporary file. */
  scratch: (kind: string) => string;
  /** The load whose rejected rows the file brings mended, or null. */
  mends: number | null;
  /** Begins the transaction anew. */
  restart: () => Promise<void>;
  report: (step: "reading" | "typing" | "merging", bytes: number, rows?: number) => void;
};

/** Brings a file's records into the store, within the caller's transaction, and accounts for each. */
export async function takeRows(store: Store, plan: Plan, text: OpenedText, effects: Effects): Promise<Counts> {
  const { connection } = store;
  const { contract } = plan;
  const { load, now, report } = effects;
  const { relation, form, records, damaged, blank, reasons, skipped } = text.structure.clean
    ? cleanRecords(plan, text)
    : await divertDamage(store, plan, text, effects);

  report("typing", 0, records);
  const place = text.started?.place ?? (await choosePlace(connection, plan));
  const rows = text.started?.rows ?? (await placeRows(connection, plan, relation, place, load));
  if (rows !== records) {
    const counted = `${plan.file}: ${records} records were counted, but ${rows} were read`;
    if (!text.structure.clean) throw new Error(counted);
    // Two readers disagree about the file, so it is not as clean as it looked.
    store.log(counted);
    await effects.restart();
    return takeRows(store, plan, { ...text, structure: { ...text.structure, clean: false }, started: null }, effects);
  }
  const checked = await checkRows(connection, plan, place, load);
  let { failing, distinct } = checked;
  if (failing > 0 || checked.longIds) {
    const placed = { table: place.table, load };
    const better = await lookAgain(connection, plan, relation, { placed, longIds: checked.longIds, now });
    if (better !== null) {
      report("typing", 0);
      await connection.run(`delete from ${place.table} where _load = ${load}`);
      await placeRows(connection, better, relation, place, load);
      ({ failing, distinct } = await checkRows(connection, better, place, load));
      await findFailing(connection, better, relation);
    }
    if (failing > 0) await connection.run(`delete from ${place.table} where _load = ${load} and not _current`);
    const found = await keepRejects(connection, better ?? plan, { path: text.path, form, load });
    for (const [code, count] of Object.entries(found)) reasons[code] = (reasons[code] ?? 0) + count;
  }

  if (effects.mends !== null) await noteMending(connection, plan, relation, effects.mends, load);

  report("merging", 0, records);
  const good = records - failing;
  // Different hashes mean different keys; equal ones are looked at closely.
  const merged =
    !place.staged && distinct === good
      ? { loaded: good, updated: 0, unchanged: 0, known: 0 }
      : await mergeRows(connection, contract, load, place.table);
  if (place.staged) {
    await connection.run(`insert into rows.${contract.id} by name from ${place.table}`);
    await connection.run(`drop table ${place.table}`);
  }
  const repeated = good - distinct;
  const read = records + damaged + blank;
  return { read, ...merged, rejected: failing + damaged, blank, repeated, reasons, skipped };
}

/** How many of a load's rows fail, and how many different keys the others have. */
async function checkRows(
  connection: DuckDBConnection,
  plan: Plan,
  { table }: Place,
  load: number,
): Promise<{ failing: number; distinct: number; longIds: boolean }> {
  const check = await connection.runAndReadAll(`
    select count(*) filter (not _current), count(*) filter (_current), ${hasLongIds(plan)}
    from ${table} where _load = ${load}`);
  const [failing, good, longIds] = check.getRows()[0] ?? [];
  const rows = `${table} where _load = ${load} and _current`;
  const ordered = await isOrdered(connection, plan.contract.key, rows);
  const distinct = ordered ? good : await countKeys(connection, plan.contract.key, rows);
  return { failing: Number(failing), distinct: Number(distinct), longIds: longIds === true };
}

/**
 * Whether each key is greater than the one before it, or each is less: then all are different. Most exports are sorted
 * so, and it costs a seventh of counting.
 */
async function isOrdered(connection: DuckDBConnection, key: readonly string[], rows: string): Promise<boolean> {
  const [column, ...others] = key.map(quoteName);
  if (column === undefined || others.length > 0) return false;
  const result = await connection.runAndReadAll(`
    select count(key) = count(*) and (bool_and(key > before) or bool_and(key < before))
    from (select ${column} as key, lag(${column}) over () as before from ${rows})`);
  return result.getRows()[0]?.[0] === true;
}

/** How many different hashes the keys have. */
async function countKeys(connection: DuckDBConnection, key: readonly string[], rows: string): Promise<unknown> {
  const hash = `hash(${key.map(quoteName).join(", ")})`;
  const result = await connection.runAndReadAll(`select count(distinct ${hash}) from ${rows}`);
  return result.getRows()[0]?.[0];
}

/** The records that DuckDB can be given, and what was set aside before. */
type Readable = Diverted & { reasons: Record<string, number>; skipped: Record<string, number> };

function cleanRecords(plan: Plan, { path, layout, structure }: OpenedText): Readable {
  const relation = fileRelation(plan, path, layout.dialect.delimiter, structure);
  const form = formOf(layout);
  return { relation, form, records: structure.records, damaged: 0, blank: 0, reasons: {}, skipped: {} };
}

async function divertDamage(
  { connection }: Store,
  plan: Plan,
  text: OpenedText,
  { load, scratch, report }: Effects,
): Promise<Readable> {
  const writer = await AsideWriter.open(connection, load);
  const { dialect } = text.layout;
  const counts = new Set<number>();
  const aside: Aside = {
    reject(damage) {
      // A line by itself beneath the table.
      if (damage.code === "cell_count" && damage.cells === 1) refuseOtherScale(plan, damage.line, damage.raw);
      counts.add(damage.code === "cell_count" ? damage.cells : -damage.line);
      const told = tellDamage(damage, plan.header, dialect, text.encoding);
      writer.reject({ line: damage.line, ...told, raw: showBroken(damage.raw) });
    },
    skip(line, code, raw) {
      refuseOtherScale(plan, line, raw);
      writer.skip(line, code, showBroken(raw));
    },
  };
  const progress = (bytes: number, rows?: number): void => report("reading", bytes, rows);
  try {
    const diverted = await divert(plan, text, scratch("clean"), aside, progress);
    const { reasons, skipped } = writer;
    const { cell_count: others = 0, stray_quote: strays = 0 } = reasons;
    // Few rows may all be damaged. All alike, or many, they are rather read in a way that is not theirs.
    const misread = (diverted.damaged > 1 && counts.size === 1) || diverted.damaged >= ENOUGH_DAMAGE;
    if (diverted.records === 0 && misread && others + strays === diverted.damaged) throw nothingFits(diverted.damaged);
    writer.close();
    return { ...diverted, reasons, skipped };
  } finally {
    writer.discard();
  }
}

const ENOUGH_DAMAGE = 5;

function nothingFits(damaged: number): Problem {
  return new Problem({
    code: "no_row_fits",
    zh: `表头之后的 ${damaged} 行没有一行与表头列数相符；请核对分隔符、行末多余的分隔符和引号后重新导出`,
    en: `None of the ${damaged} rows has the header's number of cells; check the delimiter, spare delimiters at line ends and quotes, and export again`,
  });
}
