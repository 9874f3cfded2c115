import { nextBroken } from "./encoding/marks.ts";
import { readChunks, withoutMark } from "./inspect.ts";
import { LONGEST_RECORD, lineEnd, parseRecord } from "./parse-record.ts";

/** What one record of a file is. A damaged one is exactly one physical line. */
export type RecordKind = "good" | "blank" | "cell_count" | "stray_quote" | "too_long" | "bad_bytes";

/**
 * Takes each record: its number (the header is 1), what it is, and where its text stands in `bytes`, which holds only
 * during the call.
 *
 * @param cells how many cells it has; 0 where that cannot be told
 */
export type Visit = (line: number, kind: RecordKind, bytes: Buffer, start: number, end: number, cells: number) => void;

/**
 * Goes through a file record by record, trusting nothing: where the text is not well-formed with exactly the header's
 * number of cells, one physical line is the damaged record and reading resumes on the next. So damage never reaches
 * further than its line. Memory is bounded by the longest record.
 *
 * @param flush is awaited between pieces of the file, with the bytes read so far
 * @param step bytes of one piece
 */
export async function readRecords(
  path: string,
  delimiter: string,
  width: number,
  visit: Visit,
  flush: (bytes: number) => Promise<void> = async () => undefined,
  step = 4 << 20,
): Promise<void> {
  const separator = delimiter.charCodeAt(0);
  let line = 0;
  let offset = 0;
  let rest = Buffer.alloc(0);

  /** Visits what is whole in `bytes`; returns where the rest starts. */
  const visitAll = (bytes: Buffer, last: boolean): number => {
    let start = 0;
    let broken = nextBroken(bytes, 0);
    while (start < bytes.length) {
      if (broken < start) broken = nextBroken(bytes, start);
      const parsed = parseRecord(bytes, start, separator, last);
      if (parsed.kind === "cut") return start;
      if (parsed.kind === "record" && (parsed.cells === width || line === 0)) {
        const whole = isBlank(bytes, start, parsed.end, separator) ? "blank" : "good";
        const kind = broken < parsed.end ? "bad_bytes" : whole;
        visit(++line, kind, bytes, start, parsed.end, parsed.cells);
        start = parsed.next;
        continue;
      }
      const { end, next } = lineEnd(bytes, start);
      // A line longer than a record may be is damage as a whole, however far it goes.
      if (next === bytes.length && !last && end - start < LONGEST_RECORD) return start;
      const blank = broken >= end && isBlank(bytes, start, end, separator);
      const fault = parsed.kind === "record" ? "cell_count" : parsed.fault;
      visit(++line, blank ? "blank" : fault, bytes, start, end, parsed.kind === "record" ? parsed.cells : 0);
      start = next;
    }
    return start;
  };

  for await (const chunk of readChunks(path, step)) {
    const fresh = offset === 0 ? withoutMark(chunk) : chunk;
    const bytes = rest.length === 0 ? fresh : Buffer.concat([rest, fresh]);
    offset += chunk.length;
    rest = Buffer.from(bytes.subarray(visitAll(bytes, false)));
    await flush(offset);
  }
  visitAll(rest, true);
  await flush(offset);
}

function isBlank(bytes: Uint8Array, start: number, end: number, delimiter: number): boolean {
  for (let at = start; at < end; at++) {
    const byte = bytes[at] as number;
    if (byte > 0x20 && byte !== delimiter) return false;
  }
  return true;
}
