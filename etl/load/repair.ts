import { writeAll } from "./write-all.ts";
import { open } from "node:fs/promises";
import { mayClose } from "./layout/closing-bytes.ts";
import { closingLine, type SkippedCode } from "./layout/closing-lines.ts";
import { Fragments } from "./layout/fragments.ts";
import type { Layout } from "./layout/find-layout.ts";
import type { Settled } from "./layout/settle-form.ts";
import type { DamageCode } from "./layout/damage-reason.ts";
import { isPlain, writeRecord } from "./layout/dialect.ts";
import { LONGEST_RECORD, splitCells } from "./parse-record.ts";
import { readRecords, type FileRecord, type RecordForm } from "./records.ts";
import { Scanner, type Structure } from "./scan.ts";

/** A record that is not taken, and why. */
export type Damage = { line: number; code: DamageCode | "bad_bytes"; cells: number; raw: string };

/** Takes what is set aside, in the order of the file. */
export type Aside = {
  reject: (damage: Damage) => void;
  skip: (line: number, code: SkippedCode, raw: string) => void;
};

export type Repaired = { good: number; blank: number; damaged: number } & Pick<
  Structure,
  "blanks" | "controls" | "bytes"
>;

export type RepairOrder = Settled & {
  from: string;
  to: string;
  /** Places of the cells that are the record's key. */
  keys: readonly number[];
  /** The header's rows if it has two: SQL knows only a header of one row again where it is repeated. */
  headerRows: string[];
};

export function repairOrder(
  from: string,
  to: string,
  { headerRows }: Layout,
  settled: Settled,
  keys: readonly number[],
): RepairOrder {
  return { from, to, ...settled, keys, headerRows: headerRows.length > 1 ? headerRows : [] };
}

const BUFFER = 8 << 20;
const LF = 0x0a;
/** The end of 合计, 总计, 小计. */
const SUM = Buffer.from("计");

/** The delimiter of what `repair` writes. */
export function repairedDelimiter({ dialect }: RecordForm): string {
  return isPlain(dialect) ? dialect.delimiter : ",";
}

/**
 * Writes a file's well-formed records to a clean CSV without a header: the record's number in the first column, each
 * line ended by LF. What is written plainly is copied as it stands.
 *
 */
export async function repair(
  { from, to, form, keys, headerRows, titles, notTitles }: RepairOrder,
  aside: Aside,
  progress: (bytes: number, rows?: number) => void,
): Promise<Repaired> {
  const counts = { good: 0, blank: 0, damaged: 0 };
  const delimiter = repairedDelimiter(form);
  const plainDialect = isPlain(form.dialect);
  const headers = new Set(headerRows.map((row) => row.trim()));
  const titleTexts = new Set(titles.map(({ raw }) => raw.trim()));
  // What was written is looked through again, by the rules for files that are clean from the start.
  const scanner = new Scanner(delimiter, 2 * LONGEST_RECORD, "shape");
  const target = await open(to, "w");
  const full: Buffer[] = [];
  let buffer = Buffer.allocUnsafe(BUFFER);
  let used = 0;

  /** The record that was written last, for as long as what comes next may cast doubt on it. */
  let last: { line: number; at: number; text: number; end: number; raw: string | null } | null = null;
  const lacking = Buffer.from(delimiter.repeat(form.lacking));

  const write = (line: number, size: number, raw: string | null, put: (at: number) => number): void => {
    counts.good++;
    const most = size + lacking.length + 24;
    if (used + most > buffer.length) {
      full.push(buffer.subarray(0, used));
      buffer = Buffer.allocUnsafe(Math.max(BUFFER, most));
      used = 0;
    }
    const at = used;
    used += buffer.write(`${line}${delimiter}`, used, "latin1");
    const text = used;
    used += put(used);
    last = { line, at, text, end: used, raw };
    used += lacking.copy(buffer, used);
    buffer[used++] = LF;
  };
  const fragments = new Fragments(form.dialect, form.width, form.profile);
  /**
   * Takes the last record back if it may go on in the pieces that came after it.
   *
   * @param within whether more records follow
   * @returns whether those pieces are the rest of it beyond doubt, and nothing of the next
   */
  const settleLast = (within: boolean): { whole: boolean } => {
    let whole = false;
    if (last !== null && fragments.waiting) {
      const raw = last.raw ?? buffer.toString("utf8", last.text, last.end);
      const cell = splitCells(raw, form.dialect).at(-1) ?? "";
      if (fragments.continues(cell, within)) {
        used = last.at;
        counts.good--;
        reject(last.line, "broken_line", form.width, raw);
        whole = fragments.completes(cell);
      }
    }
    last = null;
    return { whole };
  };
  const reject = (line: number, code: Damage["code"], cells: number, raw: string): void => {
    counts.damaged++;
    aside.reject({ line, code, cells, raw });
  };
  let seen: { bytes: Buffer; at: number } | null = null;
  const hasSum = (bytes: Buffer, start: number, end: number): boolean => {
    if (seen?.bytes !== bytes || seen.at < start) {
      const at = bytes.indexOf(SUM, start);
      seen = { bytes, at: at < 0 ? bytes.length : at };
    }
    return seen.at < end;
  };
  const firstByte = form.dialect.delimiter.charCodeAt(0) & 0xff;

  const visit = ({
    line,
    kind,
    bytes,
    start,
    end,
    cellsStart,
    cellsEnd,
    cells,
    plain,
    multiline,
  }: FileRecord): void => {
    if (kind === "blank") {
      counts.blank++;
      return;
    }
    const raw = (): string => bytes.toString("utf8", start, end);
    const bare = (): string => bytes.toString("utf8", cellsStart, cellsEnd);
    // Most good records are not looked into.
    const odd = kind !== "good" || titleTexts.size + headers.size > 0 || hasSum(bytes, start, end);
    if (!multiline && kind !== "too_long" && (odd || mayClose(bytes, cellsStart, firstByte))) {
      const text = raw();
      // Where quotes do not pair, cells are what stands between delimiters: nothing of the line may go unseen.
      const bareQuotes = kind === "stray_quote" ? text.replaceAll(form.dialect.quote, "") : text;
      const closing = closingLine(splitCells(bareQuotes, form.dialect), keys);
      if (closing?.certain === true) {
        // As short as it is, it may be the rest of a text too.
        if (cells < form.width) fragments.add(text, kind !== "stray_quote");
        return aside.skip(line, closing.code, text);
      }
      if (titleTexts.has(text.trim())) return aside.skip(line, "title", text);
      if (headers.has(text.trim())) return reject(line, "repeated_header", cells, text);
      if (closing !== null && kind === "good") return reject(line, "doubtful_total", cells, text);
    }
    if (kind !== "good") {
      const text = raw();
      // Those two have their cells, whatever they are worth.
      if (kind !== "bad_bytes" && kind !== "doubtful" && form.width > 1) {
        fragments.add(text);
      } else {
        settleLast(true);
        fragments.clear();
      }
      return reject(line, kind, cells, text);
    }
    if (fragments.waiting) {
      const { whole } = settleLast(true);
      const begun = !whole && fragments.begins(splitCells(bare(), form.dialect)[0] ?? "");
      fragments.clear();
      if (begun) return reject(line, "broken_line", form.width, raw());
    }
    const text = plain && plainDialect ? null : bare();
    if (text === null) {
      return write(line, cellsEnd - cellsStart, null, (at) => bytes.copy(buffer, at, cellsStart, cellsEnd));
    }
    const record = writeRecord(splitCells(text, form.dialect), delimiter);
    write(line, Buffer.byteLength(record), text, (at) => buffer.write(record, at));
  };

  for (const { line, raw } of titles) aside.skip(line, "title", raw);
  for (const { line, raw } of notTitles) reject(line, "before_header", 0, raw);
  try {
    await readRecords(from, form, visit, async (offset) => {
      for (const block of full) {
        scanner.add(block);
        await writeAll(target, block);
      }
      full.length = 0;
      progress(offset, counts.good + counts.damaged);
    });
    settleLast(false);
    scanner.add(buffer.subarray(0, used));
    await writeAll(target, buffer.subarray(0, used));
  } finally {
    await target.close();
  }
  const { clean, records, blanks, controls, bytes } = scanner.end();
  // The scan takes the first record for a header.
  if (!clean || (counts.good > 0 && records !== counts.good - 1)) throw new Error(`${from} could not be cleaned`);
  return { ...counts, blanks, controls, bytes };
}
