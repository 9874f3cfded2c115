import { LONGEST_RECORD, lineEnd, parseRecord, splitCells } from "../parse-record.ts";
import type { Syntax } from "./dialect.ts";
import type { Profile } from "./profile.ts";

const LF = 0x0a;
const CR = 0x0d;

/**
 * Whether a well-formed record over several lines has swallowed records: an open quote in one line and a stray one
 * lines later make a record of good shape out of lines that are records themselves. It has if any line after its first
 * has a record's number of cells by itself and looks like one.
 *
 * @param profile what records look like; null where that is not known
 * @returns null if such a line is there, and no look tells: it lies between the first and the last, or both of those
 *   have that number of cells
 */
export function swallowsLines(
  bytes: Buffer,
  start: number,
  end: number,
  syntax: Syntax,
  width: number,
  profile: Profile | null,
): boolean | null {
  const lines = countByLine(bytes, start, end, syntax);
  let verdict: boolean | null = false;
  for (const [index, line] of lines.entries()) {
    if (index === 0 || line.cells !== width) continue;
    const text = bytes.toString("utf8", line.start, line.end);
    const bare = (syntax.quote === "" ? text : text.replaceAll(syntax.quote, "")).split(syntax.delimiter);
    if (bare.every((cell) => cell.trim() === "")) continue;
    const closesFirst = index === lines.length - 1 && (lines[0]?.cells ?? width) < width && endsFirstCell(text, syntax);
    if (closesFirst && profile?.tells(0) !== true) continue;
    const fits = profile?.fits(completeCells(text, syntax, width) ?? bare) ?? null;
    if (fits === true) return true;
    if (fits === null && (index < lines.length - 1 || lines[0]?.cells === width)) verdict = null;
  }
  return verdict;
}

/**
 * Whether a line that begins inside a record's first cell ends that cell and holds all the others, as the last line of a
 * text in the first column does. Where the record's first line has too few cells besides, only two damages could have
 * made such a record of two.
 */
function endsFirstCell(line: string, { quote, delimiter }: Syntax): boolean {
  const [first = ""] = line.split(delimiter, 1);
  return quote !== "" && first.split(quote).length % 2 === 0;
}

/**
 * How many cells each physical line of a record has by itself: delimiters count outside quotes, and inside quotes that
 * reach over a line's end.
 */
function countByLine(
  bytes: Buffer,
  start: number,
  end: number,
  { bytes: delimiter, quoteByte, escape }: Syntax,
): { start: number; end: number; cells: number }[] {
  const lines: { start: number; end: number; cells: number }[] = [];
  let lineStart = start;
  let cells = 1;
  let inside = 0;
  let quoted = false;
  let crossing = false;
  for (let at = start; at < end; at++) {
    const byte = bytes[at];
    if (byte === quoteByte) {
      if (quoted && bytes[at + 1] === quoteByte) {
        at++;
        continue;
      }
      if (quoted && crossing) cells += inside;
      quoted = !quoted;
      crossing = false;
      inside = 0;
    } else if (escape === "backslash" && byte === 0x5c) {
      at++;
    } else if (byte === LF || byte === CR) {
      lines.push({ start: lineStart, end: at, cells: cells + inside });
      if (byte === CR && bytes[at + 1] === LF) at++;
      lineStart = at + 1;
      cells = 1;
      inside = 0;
      crossing = true;
    } else if (byte === delimiter[0] && delimiter.every((each, index) => bytes[at + index] === each)) {
      at += delimiter.length - 1;
      if (quoted) inside++;
      else cells++;
    }
  }
  lines.push({ start: lineStart, end, cells: cells + (quoted ? inside : 0) });
  return lines;
}

/**
 * The cells of a physical line if it is a whole record but for a quote too many at one of its ends; null if it is none.
 */
export function completeCells(line: string, syntax: Syntax, width: number): string[] | null {
  const { quote } = syntax;
  const first = quote === "" ? -1 : line.indexOf(quote);
  const last = quote === "" ? -1 : line.lastIndexOf(quote);
  const without = (text: string, place: number): string => text.slice(0, place) + text.slice(place + 1);
  const readings = [line];
  if (first >= 0) readings.push(without(line, first), without(line, last));
  if (first < last) readings.push(without(without(line, last), first));
  for (const reading of readings) {
    const bytes = Buffer.from(reading);
    const parsed = parseRecord(bytes, 0, syntax, true);
    if (parsed.kind === "record" && parsed.end === bytes.length && parsed.cells === width) {
      return splitCells(reading, syntax);
    }
  }
  return null;
}

/**
 * Where the next physical line begins that has an odd number of quotes, if this one has: there a cell may end that was
 * opened here. Null if this line's quotes pair, or no such line is near.
 */
export function nextOddLine(bytes: Buffer, start: number, quoteByte: number, last: boolean): number | null | "cut" {
  let at = start;
  for (let lines = 0; at < bytes.length; lines++) {
    const { end, next } = lineEnd(bytes, at);
    if (next === bytes.length && !last && next - start < LONGEST_RECORD) return "cut";
    let quotes = 0;
    for (let place = at; place < end; place++) if (bytes[place] === quoteByte) quotes++;
    const odd = quotes % 2 === 1;
    if (lines === 0 && !odd) return null;
    if (lines > 0 && odd) return at;
    if (next - start >= LONGEST_RECORD) return null;
    at = next;
  }
  return last ? null : bytes.length - start < LONGEST_RECORD ? "cut" : null;
}
