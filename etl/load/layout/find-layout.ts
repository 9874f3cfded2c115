import { Problem } from "../../problem.ts";
import { nameColumns, type HeaderCell } from "../header.ts";
import { lineEnd, parseRecord, splitCells } from "../parse-record.ts";
import { DELIMITERS, syntaxOf, type Dialect, type Syntax } from "./dialect.ts";
import { joinHeaderRows } from "./header-rows.ts";

/** How a file is laid out, as told from its beginning. */
export type Layout = {
  dialect: Dialect;
  header: HeaderCell[];
  /** The header's rows as they stand in the file. */
  headerRows: string[];
  /** The physical line on which the header begins; the first is 1. */
  headerLine: number;
  /** How many physical lines it takes: more than one where a group stands over its columns, or a title has a line break. */
  headerLines: number;
  /** How many records stand above the header. */
  recordsAbove: number;
  /** Those of them that are not blank. */
  titles: TitleLine[];
};

export type TitleLine = { line: number; raw: string };

/** The number of the first record after the header. */
export function firstRecordOf({ recordsAbove, headerRows }: Pick<Layout, "recordsAbove" | "headerRows">): number {
  return recordsAbove + headerRows.length + 1;
}

/** What somebody has said about a file's layout. */
export type LayoutWishes = { delimiter: string | undefined; headerLine: number | undefined };

/** How many of a header's names are known. */
export type CountKnown = (header: HeaderCell[]) => number;

/** How many lines at a file's beginning the header is looked for in. */
const SEARCHED = 50;
/** And how many characters. */
const LOOKED_AT = 1 << 18;

type Candidate = Layout & { known: number; filled: number };

/**
 * Tells delimiter, quote and header by the names that they make known: of all readings of the first lines, the one
 * that makes most names known.
 *
 * @throws Problem `empty_file`, `no_header`, `unknown_delimiter`
 */
export function findLayout(text: string, wishes: LayoutWishes, known: CountKnown): Layout {
  if (text.replaceAll(/[\s\0]/gu, "") === "") {
    throw new Problem({
      code: "empty_file",
      zh: "文件是空的；请重新导出",
      en: "The file is empty; export it again",
    });
  }
  const bytes = Buffer.from(text.slice(0, LOOKED_AT));
  const candidates = listCandidates(bytes, wishes, known);
  const [best, ...others] = candidates;
  const stated = wishes.delimiter !== undefined || wishes.headerLine !== undefined;
  if (best === undefined) throw noHeader(text, wishes.headerLine ?? 1);
  if (best.known === 0) {
    const said = candidates.find(({ headerLine }) => headerLine === (wishes.headerLine ?? 1));
    if (said === undefined) throw noHeader(text, wishes.headerLine ?? 1);
    if (!stated) throw unknownDelimiter(text);
    return (
      candidates.find((candidate) => candidate.headerLine === said.headerLine && candidate.header.length > 1) ?? said
    );
  }
  const rival = others.find(
    (other) => other.known === best.known && other.dialect.delimiter !== best.dialect.delimiter,
  );
  // One column needs no delimiter, so all of them tell the same.
  const alone = best.header.length === 1 && rival?.header.length === 1;
  if (rival !== undefined && !alone) throw unknownDelimiter(text);
  return best;
}

/** The readings of a file's first lines, best first. */
function listCandidates(bytes: Buffer, { delimiter, headerLine }: LayoutWishes, known: CountKnown): Candidate[] {
  const starts = lineStarts(bytes);
  const memory = new Map<string, number>();
  const count = (titles: readonly string[]): number => {
    const key = JSON.stringify(titles);
    const counted = memory.get(key) ?? known(nameColumns(titles));
    memory.set(key, counted);
    return counted;
  };
  const text = bytes.toString("utf8", 0, starts.at(-1)?.next ?? 0);
  const delimiters =
    delimiter === undefined ? DELIMITERS.filter((each) => each === "," || text.includes(each)) : [delimiter];
  const found: Candidate[] = [];
  for (const each of delimiters) {
    for (const quote of text.includes("'") ? (['"', "'"] as const) : (['"'] as const)) {
      const dialect: Dialect = { delimiter: each, quote, escape: "double" };
      const syntax = syntaxOf(dialect);
      const rows = starts.map(({ start }) => readRow(bytes, start, syntax));
      for (const [index, row] of rows.entries()) {
        if (row === null || (headerLine !== undefined && index !== headerLine - 1)) continue;
        // Quotes of a kind that encloses nothing are no such quotes.
        if (quote === "'" && !row.text.includes("'")) continue;
        const candidate = readHeader(row, rowAt(bytes, row.next, syntax), count);
        const lines = lineCount(bytes, starts[index]?.start ?? 0, candidate.next);
        const { titles, headerRows, score, filled } = candidate;
        found.push({
          dialect,
          header: nameColumns(titles),
          headerRows,
          headerLine: index + 1,
          headerLines: lines,
          recordsAbove: 0,
          titles: [],
          known: score,
          filled,
        });
        // Nothing below can be the header of a file that begins with a full row of names.
        if (index === 0 && score > 1 && score * 2 >= titles.length && filled === titles.length) break;
      }
    }
  }
  // A doubled bar tells as many names as the single one, with nothing between.
  const doubled = Math.max(0, ...found.map(({ dialect, known }) => (dialect.delimiter === "||" ? known : 0)));
  const single = ({ dialect, known }: Candidate): boolean => dialect.delimiter === "|" && known <= doubled;
  const ranked = found
    .filter((each) => doubled === 0 || !single(each))
    .sort(
      (a, b) =>
        b.known - a.known || b.filled - a.filled || a.headerLine - b.headerLine || a.headerLines - b.headerLines,
    );
  return ranked.map((each) => ({ ...each, ...linesAbove(bytes, starts, each.headerLine, syntaxOf(each.dialect)) }));
}

type Row = { cells: string[]; text: string; next: number };

function rowAt(bytes: Buffer, start: number, syntax: Syntax): Row | null {
  return start >= bytes.length ? null : readRow(bytes, start, syntax);
}

function readRow(bytes: Buffer, start: number, syntax: Syntax): Row | null {
  const parsed = parseRecord(bytes, start, syntax, true);
  if (parsed.kind !== "record") return null;
  const text = bytes.toString("utf8", start, parsed.end);
  return { cells: splitCells(text, syntax), text, next: parsed.next };
}

/** A row read as a header, together with the next one if that makes more names known than either does alone. */
function readHeader(
  row: Row,
  below: Row | null,
  count: (titles: readonly string[]) => number,
): { titles: string[]; headerRows: string[]; score: number; filled: number; next: number } {
  const filledOf = (cells: readonly string[]): number => cells.filter((cell) => cell.trim() !== "").length;
  const alone = {
    titles: row.cells,
    headerRows: [row.text],
    score: count(row.cells),
    filled: filledOf(row.cells),
    next: row.next,
  };
  // A group takes several columns, or a title both lines: one of the two rows has an empty cell.
  if (below === null || filledOf(row.cells) < 2 || alone.filled === row.cells.length) return alone;
  const joined = joinHeaderRows(row.cells, below.cells, (title) => count([title]) > 0);
  const score = count(joined);
  if (score <= alone.score || score <= count(below.cells)) return alone;
  return { titles: joined, headerRows: [row.text, below.text], score, filled: filledOf(joined), next: below.next };
}

function lineStarts(bytes: Buffer): { start: number; end: number; next: number }[] {
  const starts = [];
  for (let start = 0; start < bytes.length && starts.length < SEARCHED;) {
    const { end, next } = lineEnd(bytes, start);
    starts.push({ start, end, next });
    start = next;
  }
  return starts;
}

function lineCount(bytes: Buffer, start: number, until: number): number {
  let lines = 0;
  for (let at = start; at < until; at = lineEnd(bytes, at).next) lines++;
  return lines;
}

/** The lines above a header, each a record; a title in quotes may take several. */
function linesAbove(
  bytes: Buffer,
  starts: { start: number }[],
  headerLine: number,
  syntax: Syntax,
): Pick<Layout, "recordsAbove" | "titles"> {
  const until = starts[headerLine - 1]?.start ?? 0;
  const titles: TitleLine[] = [];
  let recordsAbove = 0;
  for (let start = 0; start < until;) {
    const parsed = parseRecord(bytes, start, syntax, true);
    const { end, next } = parsed.kind === "record" && parsed.next <= until ? parsed : lineEnd(bytes, start);
    const raw = bytes.toString("utf8", start, end);
    recordsAbove++;
    if (/[^\s,;|\t]/u.test(raw)) titles.push({ line: recordsAbove, raw });
    start = next;
  }
  return { recordsAbove, titles };
}

function noHeader(text: string, line: number): Problem {
  return new Problem({
    code: "no_header",
    zh: `第 ${line} 行不是完好的表头（引号没有配对）：${firstLine(text, line)}；请核对后重新导出`,
    en: `Line ${line} is no sound header (its quotes do not pair): ${firstLine(text, line)}; check it and export again`,
    where: { line },
  });
}

function unknownDelimiter(text: string): Problem {
  return new Problem({
    code: "unknown_delimiter",
    zh: `前 ${SEARCHED} 行中没有认识的表头（分隔符试过逗号、分号、制表符、竖线等）；第一行是：${firstLine(text, 1)}。请核对表头，指明表头在第几行，或写明分隔符（映射文件的 read.delimiter）`,
    en: `None of the first ${SEARCHED} lines is a header that is known (tried comma, semicolon, tab, bar and others); the first line is: ${firstLine(text, 1)}. Check the header row, say which line it is, or name the delimiter (read.delimiter in a mapping)`,
  });
}

function firstLine(text: string, number: number): string {
  const line = text.split(/\r\n|[\r\n]/, number)[number - 1] ?? "";
  return line.length > 120 ? `${line.slice(0, 120)}…` : line;
}
