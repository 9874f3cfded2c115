import { nextBroken } from "./encoding/marks.ts";
import { readChunks, withoutMark } from "./inspect.ts";
import { completeCells, nextOddLine, swallowsLines } from "./layout/broken-lines.ts";
import { syntaxOf, type Dialect, type Syntax } from "./layout/dialect.ts";
import type { Profile } from "./layout/profile.ts";
import { LONGEST_RECORD, lineEnd, parseRecord, type Parsed } from "./parse-record.ts";

/** What one record of a file is. */
export type RecordKind = "good" | "blank" | DamageKind;
export type DamageKind = "cell_count" | "stray_quote" | "too_long" | "bad_bytes" | "doubtful";

/** What a file's records are held against. */
export type RecordForm = {
  dialect: Dialect;
  /** Cells of a record. */
  width: number;
  /** How many spare delimiters end each record beyond its cells; the cells that they make have to be empty. */
  spare: number;
  /** How many delimiters each record lacks at its end, where the header has spare ones. */
  lacking: number;
  /** Physical lines above the first record. */
  linesAbove: number;
  /** The first record's number. */
  firstRecord: number;
  /** What records look like, or null while that is not known. */
  profile: Profile | null;
  /** Whether that is still being learned: then no record is torn apart only because nothing tells yet. */
  learning: boolean;
};

/** A record as it stands in `bytes`, which hold only during the visit. */
export type FileRecord = {
  /** The record's number; lines above the header and the header itself count. */
  line: number;
  kind: RecordKind;
  bytes: Buffer;
  start: number;
  end: number;
  /** Where its cells begin, a byte-order mark left out, and end, spare delimiters left out. */
  cellsStart: number;
  cellsEnd: number;
  /** 0 where they cannot be told apart. */
  cells: number;
  /** Whether it is written as RFC 4180 has it. */
  plain: boolean;
  multiline: boolean;
};

export type Visit = (record: FileRecord) => void;

/**
 * Goes through a file's records below the header, trusting nothing. Where the text is not well-formed with exactly the
 * header's number of cells, or where an open quote has swallowed lines that are records themselves, one physical line
 * is the damaged record and reading resumes on the next; so damage never reaches further than its record. Memory is
 * bounded by the longest record.
 *
 * @param flush is awaited between pieces of the file, with the bytes read so far
 * @param step bytes of one piece
 */
export async function readRecords(
  path: string,
  form: RecordForm,
  visit: Visit,
  flush: (bytes: number) => Promise<void> = async () => undefined,
  step = 4 << 20,
): Promise<void> {
  const reader = new RecordReader(form, visit);
  let offset = 0;
  let rest = Buffer.alloc(0);
  for await (const chunk of readChunks(path, step)) {
    const fresh = offset === 0 ? withoutMark(chunk) : chunk;
    const bytes = rest.length === 0 ? fresh : Buffer.concat([rest, fresh]);
    offset += chunk.length;
    rest = Buffer.from(bytes.subarray(reader.take(bytes, false)));
    await flush(offset);
  }
  reader.take(rest, true);
  await flush(offset);
}

class RecordReader {
  readonly #form: RecordForm;
  readonly #syntax: Syntax;
  readonly #visit: Visit;
  /** Cells that a record is written with. */
  readonly #width: number;
  #above: number;
  #line: number;
  /** Up to here lines may lie inside a quoted cell of a damaged record: only what looks like a record is taken. */
  #shadow = 0;
  /** Where the next byte stands that is no text. */
  #broken = 0;

  constructor(form: RecordForm, visit: Visit) {
    this.#form = form;
    this.#syntax = syntaxOf(form.dialect);
    this.#visit = visit;
    this.#width = form.width + form.spare;
    this.#above = form.linesAbove;
    this.#line = form.firstRecord - 1;
  }

  /** Visits what is whole in `bytes`; returns where the rest starts. */
  take(bytes: Buffer, last: boolean): number {
    let start = 0;
    this.#broken = nextBroken(bytes, 0);
    while (start < bytes.length) {
      if (this.#broken < start) this.#broken = nextBroken(bytes, start);
      const next = this.#above > 0 ? this.#passLine(bytes, start, last) : this.#takeRecord(bytes, start, last);
      if (next === null) break;
      start = next;
    }
    this.#shadow = Math.max(0, this.#shadow - start);
    return start;
  }

  #passLine(bytes: Buffer, start: number, last: boolean): number | null {
    const { next } = lineEnd(bytes, start);
    if (!last && next >= bytes.length - 1) return null;
    this.#above--;
    return next;
  }

  /** Returns where the next record starts, or null if more bytes are needed to tell. */
  #takeRecord(bytes: Buffer, place: number, last: boolean): number | null {
    // Files that were put one behind the other bring their byte-order marks.
    if (!last && bytes.length - place < 3) return null;
    const start = bytes[place] === 0xef && bytes[place + 1] === 0xbb && bytes[place + 2] === 0xbf ? place + 3 : place;
    const parsed = parseRecord(bytes, start, this.#syntax, last);
    if (parsed.kind === "cut") return null;
    if (parsed.kind === "damaged") return this.#takeDamage(bytes, start, last);
    const { profile, learning } = this.#form;
    const width = this.#width;
    const swallows = parsed.multiline && swallowsLines(bytes, start, parsed.end, this.#syntax, width, profile);
    if (swallows ?? !learning) {
      return this.#takeLine(bytes, start, last, "stray_quote", 0, parsed.next);
    }
    const { end, cells, plain, multiline } = parsed;
    const kind = swallows === null ? "doubtful" : this.#kindOf(bytes, start, parsed);
    const cellsEnd = kind === "good" ? beforeSpare(bytes, start, end, this.#syntax, this.#form.spare) : end;
    const cellsStart = start;
    this.#visit({ line: ++this.#line, kind, bytes, start: place, end, cellsStart, cellsEnd, cells, plain, multiline });
    return parsed.next;
  }

  #kindOf(bytes: Buffer, start: number, { cells, end }: Parsed & { kind: "record" }): RecordKind {
    const { width, spare, profile } = this.#form;
    const broken = this.#broken < end;
    if (!broken && isBlank(bytes, start, end, this.#syntax)) return "blank";
    if (cells !== width + spare || beforeSpare(bytes, start, end, this.#syntax, spare) < 0) return "cell_count";
    if (broken) return "bad_bytes";
    if (start >= this.#shadow) return "good";
    const own = completeCells(bytes.toString("utf8", start, end), this.#syntax, this.#width);
    return own !== null && profile?.fits(own) === true ? "good" : "doubtful";
  }

  /** A record that is not well-formed. It is one line, unless none of the lines that it reaches into is a record. */
  #takeDamage(bytes: Buffer, start: number, last: boolean): number | null {
    const { end, next } = lineEnd(bytes, start);
    // A line longer than a record may be is damage as a whole, however far it goes.
    if (next === bytes.length && !last && end - start < LONGEST_RECORD) return null;
    if (end - start >= LONGEST_RECORD) return this.#takeLine(bytes, start, last, "too_long", 0, 0);
    const odd = nextOddLine(bytes, start, this.#syntax.quoteByte, last);
    if (odd === "cut") return null;
    // Where the quote may be closed, a record with line breaks of its own may begin.
    const there = odd === null ? null : parseRecord(bytes, odd, this.#syntax, last);
    if (there?.kind === "cut") return null;
    const begins = there?.kind === "record" && there.cells === this.#width;
    if (odd !== null && !begins && !this.#reachesRecords(bytes, next, odd)) {
      const { end: until, next: after } = lineEnd(bytes, odd);
      if (after === bytes.length && !last && until - start < LONGEST_RECORD) return null;
      const lines = {
        bytes,
        start,
        end: until,
        cellsStart: start,
        cellsEnd: until,
        cells: 0,
        plain: false,
        multiline: true,
      };
      this.#visit({ line: ++this.#line, kind: "stray_quote", ...lines });
      return after;
    }
    return this.#takeLine(bytes, start, last, "stray_quote", 0, odd ?? 0);
  }

  /** Whether any line from here to the beginning of another one, and that one, is a record of its own. */
  #reachesRecords(bytes: Buffer, from: number, to: number): boolean {
    const { profile } = this.#form;
    for (let at = from; at <= to && at < bytes.length;) {
      const { end, next } = lineEnd(bytes, at);
      const own = completeCells(bytes.toString("utf8", at, end), this.#syntax, this.#width);
      // The line where the quote is closed needs not look like a record, damaged as it is.
      if (own !== null && (at === to || profile?.fits(own) !== false)) return true;
      at = next;
    }
    return false;
  }

  /** One physical line is the damage; what follows up to `shadow` is looked at closely. */
  #takeLine(
    bytes: Buffer,
    start: number,
    last: boolean,
    kind: DamageKind,
    cells: number,
    shadow: number,
  ): number | null {
    const { end, next } = lineEnd(bytes, start);
    if (next === bytes.length && !last && end - start < LONGEST_RECORD) return null;
    this.#shadow = Math.max(this.#shadow, shadow);
    const blank = this.#broken >= end && isBlank(bytes, start, end, this.#syntax);
    this.#visit({
      line: ++this.#line,
      kind: blank ? "blank" : kind,
      bytes,
      start,
      end,
      cellsStart: start,
      cellsEnd: end,
      cells,
      plain: false,
      multiline: false,
    });
    return next;
  }
}

function isBlank(bytes: Uint8Array, start: number, end: number, { bytes: delimiter }: Syntax): boolean {
  for (let at = start; at < end; at++) {
    const byte = bytes[at] as number;
    if (byte > 0x20 && !delimiter.includes(byte)) return false;
  }
  return true;
}

/** Where a record ends if so many empty cells at its end are left out; -1 if they are not empty. */
function beforeSpare(bytes: Buffer, start: number, end: number, { bytes: delimiter }: Syntax, spare: number): number {
  let at = end;
  for (let count = 0; count < spare; count++) {
    while (at > start && bytes[at - 1] === 0x20) at--;
    at -= delimiter.length;
    if (at < start || !delimiter.every((byte, index) => bytes[at + index] === byte)) return -1;
  }
  return at;
}
