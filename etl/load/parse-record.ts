import type { Dialect, Syntax } from "./layout/dialect.ts";

const LF = 0x0a;
const CR = 0x0d;
const BACKSLASH = 0x5c;

/** Records longer than this are taken for damage: one open quote must not swallow the rest of a file. */
export const LONGEST_RECORD = 1 << 20;

/** What stands at a place of a file, read by the letter of RFC 4180. */
export type Parsed =
  | {
      kind: "record";
      cells: number;
      end: number;
      next: number;
      /** Whether it is written as RFC 4180 has it, so that it can be copied as it stands. */
      plain: boolean;
      /** Whether a quoted cell of it goes over several lines. */
      multiline: boolean;
    }
  | { kind: "damaged"; fault: "stray_quote" | "too_long" }
  /** The bytes end before the record does. */
  | { kind: "cut" };

/**
 * Reads one record strictly: a quote opens only at a cell's start and closes only before a delimiter or a line end.
 * Blanks around a quoted cell are no part of it.
 *
 * @param last whether `bytes` reach to the end of the file
 * @returns `end`: where the record's text ends; `next`: where the next one starts
 */
export function parseRecord(bytes: Uint8Array, start: number, syntax: Syntax, last: boolean): Parsed {
  const { length } = bytes;
  const { quoteByte, bytes: delimiter } = syntax;
  const first = delimiter[0] as number;
  const size = delimiter.length;
  const escaped = syntax.escape === "backslash";
  const limit = Math.min(length, start + LONGEST_RECORD);
  let cells = 1;
  let at = start;
  let cellStart = true;
  let plain = true;
  let multiline = false;
  let open = false;
  const isDelimiter = (place: number): boolean => {
    for (let index = 0; index < size; index++) if (bytes[place + index] !== delimiter[index]) return false;
    return true;
  };
  while (at < limit) {
    const byte = bytes[at];
    if (byte === quoteByte) {
      if (!cellStart) return { kind: "damaged", fault: "stray_quote" };
      open = true;
      for (at++; at < limit; at++) {
        const inside = bytes[at];
        if (inside === LF || inside === CR) multiline = true;
        else if (escaped && inside === BACKSLASH) at++;
        else if (inside === quoteByte) {
          if (bytes[at + 1] !== quoteByte) break;
          at++;
        }
      }
      if (at >= limit) break;
      open = false;
      at++;
      while (at < limit && isBlankByte(bytes[at] as number, first)) {
        at++;
        plain = false;
      }
      if (at >= limit) {
        cellStart = false;
        break;
      }
      const after = bytes[at];
      if (after === first && size > 1 && at + size > length && !last) return { kind: "cut" };
      if (after !== LF && after !== CR && !isDelimiter(at)) return { kind: "damaged", fault: "stray_quote" };
      cellStart = false;
    } else if (byte === first && (size === 1 || isDelimiter(at))) {
      cells++;
      at += size;
      cellStart = true;
    } else if (byte === LF) {
      return { kind: "record", cells, end: at, next: at + 1, plain, multiline };
    } else if (byte === CR) {
      if (at + 1 >= length && !last) return { kind: "cut" };
      return { kind: "record", cells, end: at, next: bytes[at + 1] === LF ? at + 2 : at + 1, plain, multiline };
    } else if (cellStart && (byte === 0x20 || byte === 0x09)) {
      // A quote after blanks opens too.
      let after = at + 1;
      while (after < limit && isBlankByte(bytes[after] as number, first)) after++;
      if (bytes[after] === quoteByte) plain = false;
      else cellStart = false;
      at = after;
    } else if (byte === first && at + size > length && !last) {
      return { kind: "cut" };
    } else {
      at += escaped && byte === BACKSLASH ? 2 : 1;
      cellStart = false;
    }
  }
  if (limit < length) return { kind: "damaged", fault: "too_long" };
  if (!last) return length - start >= LONGEST_RECORD ? { kind: "damaged", fault: "too_long" } : { kind: "cut" };
  // The file ends here: well if outside quotes.
  return open
    ? { kind: "damaged", fault: "stray_quote" }
    : { kind: "record", cells, end: length, next: length, plain, multiline };
}

function isBlankByte(byte: number, delimiter: number): boolean {
  return (byte === 0x20 || byte === 0x09) && byte !== delimiter;
}

/** Where the physical line ends and where the next one starts. */
export function lineEnd(bytes: Uint8Array, start: number): { end: number; next: number } {
  let end = start;
  while (end < bytes.length && bytes[end] !== LF && bytes[end] !== CR) end++;
  if (end === bytes.length) return { end, next: end };
  return { end, next: bytes[end] === CR && bytes[end + 1] === LF ? end + 2 : end + 1 };
}

/** The cells of one well-formed record's text. */
export function splitCells(record: string, { delimiter, quote, escape }: Dialect): string[] {
  const cells: string[] = [];
  const escaped = escape === "backslash";
  const blanks = delimiter === "\t" ? / */y : delimiter === " " ? /\t*/y : /[ \t]*/y;
  let at = 0;
  for (;;) {
    blanks.lastIndex = at;
    const opening = at + (blanks.exec(record)?.[0].length ?? 0);
    if (quote !== "" && record[opening] === quote) {
      let text = "";
      for (at = opening + 1; at < record.length; at++) {
        const character = record[at] as string;
        if (escaped && character === "\\") text += unescape(record[++at]);
        else if (character !== quote) text += character;
        else if (record[at + 1] === quote) text += record[at++];
        else break;
      }
      cells.push(text);
      const next = record.indexOf(delimiter, at + 1);
      at = next < 0 ? record.length : next;
    } else if (escaped) {
      let text = "";
      for (; at < record.length && !record.startsWith(delimiter, at); at++) {
        text += record[at] === "\\" ? unescape(record[++at]) : record[at];
      }
      cells.push(text === "\\N" ? "" : text);
    } else {
      const next = record.indexOf(delimiter, at);
      cells.push(record.slice(at, next < 0 ? record.length : next));
      at = next < 0 ? record.length : next;
    }
    if (at >= record.length) return cells;
    at += delimiter.length;
  }
}

/** A backslash before a letter or digit is kept: what it stands for differs from system to system. */
function unescape(character: string | undefined): string {
  if (character === undefined) return "\\";
  return /[\p{L}\p{N}]/u.test(character) ? `\\${character}` : character;
}
