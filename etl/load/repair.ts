import { open } from "node:fs/promises";
import { LONGEST_RECORD } from "./parse-record.ts";
import { readRecords, type RecordKind } from "./records.ts";
import { Scanner, type Structure } from "./scan.ts";

export type Damage = { line: number; kind: Exclude<RecordKind, "good" | "blank">; cells: number; raw: string };
export type Repaired = { good: number; blank: number; damaged: number; blanks: Structure["blanks"] };

const BUFFER = 8 << 20;
const LF = 0x0a;

/**
 * Writes a file's well-formed records to a clean CSV without a header: the record's number in the first column, the
 * others as they stand, each line ended by LF.
 *
 * @param onDamaged is given the damaged records in batches, in order
 */
export async function repair(
  from: string,
  to: string,
  delimiter: string,
  width: number,
  onDamaged: (damages: Damage[]) => Promise<void>,
  progress: (bytes: number) => void,
): Promise<Repaired> {
  const counts = { good: 0, blank: 0, damaged: 0 };
  // What was written is looked through again, by the rules for files that are clean from the start.
  const scanner = new Scanner(delimiter, 2 * LONGEST_RECORD);
  const target = await open(to, "w");
  const full: Buffer[] = [];
  let buffer = Buffer.allocUnsafe(BUFFER);
  let used = 0;
  let damages: Damage[] = [];
  try {
    await readRecords(
      from,
      delimiter,
      width,
      (line, kind, bytes, start, end, cells) => {
        if (line === 1) return;
        if (kind === "good") {
          counts.good++;
          const size = end - start + 24;
          if (used + size > buffer.length) {
            full.push(buffer.subarray(0, used));
            buffer = Buffer.allocUnsafe(Math.max(BUFFER, size));
            used = 0;
          }
          used += buffer.write(`${line}${delimiter}`, used, "latin1");
          used += bytes.copy(buffer, used, start, end);
          buffer[used++] = LF;
        } else if (kind === "blank") {
          counts.blank++;
        } else {
          counts.damaged++;
          damages.push({ line, kind, cells, raw: bytes.toString("utf8", start, end) });
        }
      },
      async (offset) => {
        for (const block of full) {
          scanner.add(block);
          await target.write(block);
        }
        full.length = 0;
        if (damages.length > 0) await onDamaged(damages);
        damages = [];
        progress(offset);
      },
    );
    scanner.add(buffer.subarray(0, used));
    await target.write(buffer.subarray(0, used));
  } finally {
    await target.close();
  }
  const { clean, records, blanks } = scanner.end();
  // The scan takes the first record for a header.
  if (!clean || (counts.good > 0 && records !== counts.good - 1)) throw new Error(`${from} could not be cleaned`);
  return { ...counts, blanks };
}
