const QUOTE = 0x22;
const LF = 0x0a;
const CR = 0x0d;

/** Records longer than this are taken for damage: one open quote must not swallow the rest of a file. */
export const LONGEST_RECORD = 1 << 20;

/** What stands at a place of a file, read by the letter of RFC 4180. */
export type Parsed =
  | { kind: "record"; cells: number; end: number; next: number }
  | { kind: "damaged"; fault: "stray_quote" | "too_long" }
  /** The bytes end before the record does. */
  | { kind: "cut" };

/**
 * Reads one record strictly: a quote opens only at a cell's start and closes only before a delimiter or a line end.
 *
 * @param last whether `bytes` reach to the end of the file
 * @returns `end`: where the record's text ends; `next`: where the next one starts
 */
export function parseRecord(bytes: Uint8Array, start: number, delimiter: number, last: boolean): Parsed {
  const { length } = bytes;
  const limit = Math.min(length, start + LONGEST_RECORD);
  let cells = 1;
  let at = start;
  let cellStart = true;
  while (at < limit) {
    const byte = bytes[at];
    if (byte === QUOTE) {
      if (!cellStart) return { kind: "damaged", fault: "stray_quote" };
      for (at++; ; at += 2) {
        while (at < limit && bytes[at] !== QUOTE) at++;
        if (at >= limit || bytes[at + 1] !== QUOTE) break;
      }
      if (at >= limit) break;
      at++;
      if (at >= length) break;
      const after = bytes[at];
      if (after !== delimiter && after !== LF && after !== CR) return { kind: "damaged", fault: "stray_quote" };
      cellStart = false;
    } else if (byte === delimiter) {
      cells++;
      at++;
      cellStart = true;
    } else if (byte === LF) {
      return { kind: "record", cells, end: at, next: at + 1 };
    } else if (byte === CR) {
      if (at + 1 >= length && !last) return { kind: "cut" };
      return { kind: "record", cells, end: at, next: bytes[at + 1] === LF ? at + 2 : at + 1 };
    } else {
      at++;
      cellStart = false;
    }
  }
  if (limit < length) return { kind: "damaged", fault: "too_long" };
  if (!last) return length - start >= LONGEST_RECORD ? { kind: "damaged", fault: "too_long" } : { kind: "cut" };
  // The file ends here: well if outside quotes.
  return insideQuotes(bytes, start, length)
    ? { kind: "damaged", fault: "stray_quote" }
    : { kind: "record", cells, end: length, next: length };
}

function insideQuotes(bytes: Uint8Array, start: number, end: number): boolean {
  let quotes = 0;
  for (let at = start; at < end; at++) if (bytes[at] === QUOTE) quotes++;
  return quotes % 2 === 1;
}

/** Where the physical line ends and where the next one starts. */
export function lineEnd(bytes: Uint8Array, start: number): { end: number; next: number } {
  let end = start;
  while (end < bytes.length && bytes[end] !== LF && bytes[end] !== CR) end++;
  if (end === bytes.length) return { end, next: end };
  return { end, next: bytes[end] === CR && bytes[end + 1] === LF ? end + 2 : end + 1 };
}

/** The cells of one well-formed record's text. */
export function splitCells(record: string, delimiter: string): string[] {
  const cells: string[] = [];
  let at = 0;
  for (;;) {
    if (record[at] === '"') {
      let text = "";
      for (at++; ; at += 2) {
        const quote = record.indexOf('"', at);
        text += record.slice(at, quote < 0 ? record.length : quote);
        at = quote < 0 ? record.length : quote;
        if (record[at + 1] !== '"') break;
        text += '"';
      }
      cells.push(text);
      at++;
    } else {
      const next = record.indexOf(delimiter, at);
      cells.push(record.slice(at, next < 0 ? record.length : next));
      at = next < 0 ? record.length : next;
    }
    if (at >= record.length) return cells;
    at += delimiter.length;
  }
}
