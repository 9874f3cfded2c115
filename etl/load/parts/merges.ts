import { MOST_COLUMNS } from "./limits.ts";

/** Cells that are merged over several rows: of the first column only, since a value across columns stands in the first. */
export type Merge = { column: number; first: number; last: number };

/** Characters by which the end of the rows is found, whatever prefix they have. */
const ROWS_END = Buffer.from("sheetData>");

/** Bytes kept of what follows the rows. */
const LONGEST_TAIL = 32 << 20;

/** Row and column of an address such as "AB12"; columns from 0, rows from 1. Null if it is none. */
export function parseAddress(address: string): { row: number; column: number } | null {
  let column = 0;
  let at = 0;
  for (; at < address.length; at++) {
    const code = address.charCodeAt(at);
    if (code < 65 || code > 90) break;
    column = column * 26 + code - 64;
  }
  const row = Number(address.slice(at));
  return column > 0 && at < 4 && Number.isInteger(row) && row > 0 ? { row, column: column - 1 } : null;
}

export function columnName(column: number): string {
  let name = "";
  for (let rest = column + 1; rest > 0; rest = Math.floor((rest - 1) / 26)) {
    name = String.fromCharCode(65 + ((rest - 1) % 26)) + name;
  }
  return name;
}

/** Those of the ranges, "A2:A5", that cover several rows. */
export function mergesOf(ranges: Iterable<string>): Merge[] {
  const merges: Merge[] = [];
  for (const range of ranges) {
    const [from, to] = range.split(":").map(parseAddress);
    if (from && to && to.row > from.row && from.column < MOST_COLUMNS)
      merges.push({ column: from.column, first: from.row, last: to.row });
  }
  return merges;
}

/** Finds a sheet's merged cells, which its XML names only after its rows. */
export async function readMerges(chunks: AsyncIterable<Buffer>): Promise<Merge[]> {
  let last = Buffer.alloc(0);
  // What has followed the last end of rows seen so far: a text may say the same words.
  let tail: Buffer[] | null = null;
  let size = 0;
  for await (const chunk of chunks) {
    const bytes = Buffer.concat([last, chunk]);
    const end = bytes.lastIndexOf(ROWS_END);
    const fresh = end < 0 ? chunk : bytes.subarray(end + ROWS_END.length);
    if (end >= 0) {
      tail = [];
      size = 0;
    }
    if (tail !== null && size < LONGEST_TAIL) {
      tail.push(Buffer.from(fresh));
      size += fresh.length;
    }
    last = Buffer.from(bytes.subarray(Math.max(end < 0 ? 0 : end + ROWS_END.length, bytes.length - ROWS_END.length)));
  }
  const text = Buffer.concat(tail ?? []).toString("latin1");
  const ranges = [...text.matchAll(/<(?:\w+:)?mergeCell\s[^>]*?ref="([A-Z]+\d+:[A-Z]+\d+)"/g)];
  return mergesOf(ranges.map(([, range = ""]) => range));
}

/** Fills the rows that a merge covers, row after row. A row that has no value of its own is none. */
export class MergeFiller {
  readonly #starting = new Map<number, Merge[]>();
  #open: { merge: Merge; value: string }[] = [];

  constructor(merges: readonly Merge[]) {
    for (const merge of merges) {
      const same = this.#starting.get(merge.first);
      if (same === undefined) this.#starting.set(merge.first, [merge]);
      else same.push(merge);
    }
  }

  fill(row: number, cells: (string | undefined)[]): void {
    if (this.#open.length > 0) {
      this.#open = this.#open.filter(({ merge }) => merge.last >= row);
      if (cells.length > 0) {
        for (const { merge, value } of this.#open) cells[merge.column] ??= value;
      }
    }
    for (const merge of this.#starting.get(row) ?? []) {
      const value = cells[merge.column];
      if (value !== undefined) this.#open.push({ merge, value });
    }
  }
}
