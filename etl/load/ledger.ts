import type { DuckDBConnection } from "@duckdb/node-api";
import type { HoldReason, LoadChoices, LoadOutcome, Message } from "../../dashboard/shared/loads.ts";
import type { FileForm } from "./mending/cells-of.ts";
import { Problem } from "../problem.ts";
import { quoteText } from "../../dashboard/shared/query/sql-text.ts";

/** What the ledger keeps of a file besides its outcome. */
export type LoadRecord = LoadOutcome & {
  load: number;
  mapping: string | null;
  encoding: string;
  confidence: number | null;
  delimiter: string;
  choices: LoadChoices;
  bytes: number;
  sha256: string;
  recipe: string | null;
  uploader: string;
  /** Its place in the order in which loads overrule each other, where that is not its number. */
  place: number | null;
  held: HoldReason[];
  /** Who had said yes beforehand to what the budget would have held. */
  decidedBy: string | null;
  mends: number | null;
  replays: number | null;
  /** Hash under which the file as a whole is kept. */
  /** Name of the workbook or archive that it is a part of, or null. */
  whole: string | null;
  original: string | null;
  form: FileForm | null;
} & Gauge;

/** What the next loads of the source are held against; null where it was not measured. */
export type Gauge = {
  /** Rows of the file whose key came earlier in it. */
  repeated: number | null;
  /** Keys of the file that stood before. */
  known: number | null;
  /** Keys that stood before in the days that the file covers, and that it lacks. */
  missing: number | null;
};

/** A number that nothing in the ledger bears yet. */
export async function nextLoad(connection: DuckDBConnection): Promise<number> {
  const result = await connection.runAndReadAll(`
    select coalesce(greatest(
      (select max(load) from ledger.loads), (select max(load) from ledger.rejects), (select max(load) from ledger.skipped)
    ), 0) + 1`);
  return Number(result.getRows()[0]?.[0]);
}

export type Earlier = { load: number; status: "accepted" | "held" };

/** The load of the same bytes, read in the same way, that is in force or waits for a yes; or null. */
export async function findEarlier(
  connection: DuckDBConnection,
  sha256: string,
  recipe: string,
): Promise<Earlier | null> {
  const result = await connection.runAndReadAll(
    `select load, status from ledger.loads
     where sha256 = $sha256 and recipe = $recipe and status in ('accepted', 'held') order by status, load desc limit 1`,
    { sha256, recipe },
  );
  const [load, status] = result.getRows()[0] ?? [];
  return load == null ? null : { load: Number(load), status: status === "held" ? "held" : "accepted" };
}

/** Whether a file of this many bytes is in force or waits: then it may be the same one. */
export async function sameSizeKept(connection: DuckDBConnection, bytes: number): Promise<boolean> {
  const result = await connection.runAndReadAll(
    `select 1 from ledger.loads where bytes = ${bytes} and status in ('accepted', 'held') limit 1`,
  );
  return result.currentRowCount > 0;
}

export async function writeLedger(connection: DuckDBConnection, record: LoadRecord, now: Date): Promise<void> {
  // A message may quote the file, and a NUL ends the text of a statement.
  const text = (value: string | null | undefined): string =>
    value == null ? "null" : quoteText(value.replaceAll("\0", "␀"));
  const { message } = record;
  const json = (value: object): string => quoteText(JSON.stringify(value));
  await connection.run(`
    insert into ledger.loads (
      load, file, source, mapping, status, encoding, confidence, delimiter, choices, bytes, sha256, recipe,
      read, loaded, updated, unchanged, rejected, blank, reasons, skipped, code, zh, en, loaded_at, uploader,
      place, held, decided_by, decided_at, mends, replays, whole, original, form, repeated, known, missing
    ) values (
      ${record.load}, ${text(record.file)}, ${text(record.source)}, ${text(record.mapping)}, ${text(record.status)},
      ${text(record.encoding)}, ${record.confidence ?? "null"}, ${text(record.delimiter)}, ${json(record.choices)},
      ${record.bytes}, ${text(record.sha256)}, ${text(record.recipe)},
      ${record.read}, ${record.loaded}, ${record.updated}, ${record.unchanged}, ${record.rejected}, ${record.blank},
      ${json(record.reasons)}, ${json(record.skipped)}, ${text(message?.code)}, ${text(message?.zh)}, ${text(message?.en)},
      ${text(wallTime(now))}, ${text(record.uploader)},
      ${record.place ?? record.load}, ${json(record.held)}, ${text(record.decidedBy)},
      ${record.decidedBy === null ? "null" : text(wallTime(now))}, ${record.mends ?? "null"}, ${record.replays ?? "null"},
      ${text(record.whole)}, ${text(record.original)}, ${record.form === null ? "null" : json(record.form)},
      ${record.repeated ?? "null"}, ${record.known ?? "null"}, ${record.missing ?? "null"}
    )`);
}

/** An instant as Asia/Shanghai's clock shows it, for a TIMESTAMP. */
export function wallTime(instant: Date): string {
  return new Date(instant.getTime() + 8 * 3_600_000).toISOString().slice(0, 19).replace("T", " ");
}

export function emptyOutcome(file: string, source: string | null, message: Message | null): LoadOutcome {
  const counts = { read: 0, loaded: 0, updated: 0, unchanged: 0, rejected: 0, blank: 0 };
  return { load: null, file, source, status: "refused", ...counts, reasons: {}, skipped: {}, message };
}

/** Calls refused loads skipped. */
export async function markSkipped(connection: DuckDBConnection, loads: readonly number[]): Promise<void> {
  if (loads.length === 0) return;
  await connection.run(
    `update ledger.loads set status = 'skipped' where status = 'refused' and load in (${loads.join(", ")})`,
  );
}

/** Whether it failed for want of room: as the file system says it, DuckDB, or we. */
export function isDiskFull(error: unknown): boolean {
  if (error instanceof Problem) return ["disk_full", "no_space"].includes(error.code);
  return /ENOSPC|No space left on device|Could not write all bytes/.test(String(error));
}

/** A file that cannot be read at all (no permission, a disk that fails) is one file's outcome, not the end of the others. */
export function failedLoad(file: string, error: unknown, log: (line: string) => void): LoadOutcome {
  const what = error instanceof Error ? error.message : String(error);
  log(error instanceof Error && error.stack ? error.stack : what);
  if (isDiskFull(error)) {
    return emptyOutcome(file, null, {
      code: "disk_full",
      zh: `磁盘空间不足，这个文件没有载入，原有数据不变；请腾出空间后重新载入（${what}）`,
      en: `The disk is full; nothing of this file was taken in and all else stays as it was. Make room and load it again (${what})`,
    });
  }
  return emptyOutcome(file, null, {
    code: "failed",
    zh: "程序内部出错，这个文件没有载入，原有数据不变；请把日志交给管理员",
    en: `Something failed inside Heng; nothing of this file was taken in and all else stays as it was. Give the log to whoever runs it (${what})`,
  });
}
