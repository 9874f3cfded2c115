import Papa from "papaparse";

/** What a person has said about how a file is to be read; null where nothing was said. */
export type HeadChoices = { encoding: string | null; delimiter: string | null; headerLine: number | null };

/** One record of the head. `line`: the physical line on which it begins; the file's first is 1. */
export type HeadRow = { line: number; cells: string[] };

/**
 * How the beginning of a file reads in the browser, so that a person sees something before any of it has been sent. A
 * guess for the eye alone: the server looks at the whole file and its word holds.
 */
export type Head = {
  /** Archives and workbooks are opened by the server only. */
  kind: "text" | "packed";
  encoding: string;
  /** Encodings in which the head can be read at all, the likeliest first, each with a line as it would read. */
  encodings: { encoding: string; sample: string }[];
  delimiter: string;
  headerLine: number;
  header: string[];
  /** Lines above the header. */
  above: HeadRow[];
  rows: HeadRow[];
};

/** Enough for a hundred rows of wide exports. */
export const HEAD_BYTES = 512 * 1024;
const ROWS = 100;
/** Titles and dates of printing stand above a header, hardly more lines than these. */
const LINES_ABOVE = 30;
const SAMPLE = 40;

const MARKS: [bytes: number[], encoding: string][] = [
  [[0xef, 0xbb, 0xbf], "utf-8"],
  [[0xff, 0xfe], "utf-16le"],
  [[0xfe, 0xff], "utf-16be"],
];
/** How zip, gzip and old Excel files begin. */
const PACKED = [
  [0x50, 0x4b, 0x03, 0x04],
  [0x1f, 0x8b],
  [0xd0, 0xcf, 0x11, 0xe0],
];
const DELIMITERS = [",", "\t", ";", "|"];
/** In the order in which they are believed where the words of the header tell nothing. */
const CANDIDATES = ["utf-8", "gb18030", "big5", "shift_jis", "euc-kr", "windows-1252"];

/**
 * @param bytes the file's beginning
 * @param names headers that the sources know, by which header and encoding are told
 */
export function readHead(bytes: Uint8Array, choices: HeadChoices, names: readonly string[]): Head {
  if (PACKED.some((start) => beginsWith(bytes, start))) {
    return {
      kind: "packed",
      encoding: "",
      encodings: [],
      delimiter: "",
      headerLine: 1,
      header: [],
      above: [],
      rows: [],
    };
  }
  const known = new Set(names.map(normalise));
  const readings = possibleReadings(bytes, known, choices);
  const chosen = choices.encoding === null ? null : readingIn(bytes, choices.encoding, known, choices);
  const best = chosen ?? readings[0] ?? readingIn(bytes, "utf-8", known, choices);
  const { records, headerAt } = best;
  const header = records[headerAt];
  return {
    kind: "text",
    encoding: best.encoding,
    encodings: readings.map(({ encoding, text }) => ({ encoding, sample: sampleOf(text) })),
    delimiter: best.delimiter,
    headerLine: header?.line ?? 1,
    header: header?.cells ?? [],
    above: records.slice(0, headerAt).filter(({ cells }) => !isBlank(cells)),
    rows: records
      .slice(headerAt + 1)
      .filter(({ cells }) => !isBlank(cells))
      .slice(0, ROWS),
  };
}

type Reading = {
  encoding: string;
  text: string;
  delimiter: string;
  records: HeadRow[];
  headerAt: number;
  /** How many of the header's cells some source knows. */
  words: number;
};

function possibleReadings(bytes: Uint8Array, known: ReadonlySet<string>, choices: HeadChoices): Reading[] {
  const marked = MARKS.find(([mark]) => beginsWith(bytes, mark))?.[1] ?? unmarkedUtf16(bytes);
  if (marked !== null) return [readingIn(bytes, marked, known, choices)];
  const candidates = isAscii(bytes) ? ["utf-8"] : CANDIDATES;
  const readings = candidates
    .filter((encoding) => decode(bytes, encoding, true) !== null)
    .map((encoding) => readingIn(bytes, encoding, known, choices));
  // What reads as UTF-8 is UTF-8: other bytes hardly ever do so by chance.
  if (readings[0]?.encoding === "utf-8") return readings;
  return readings.sort((a, b) => b.words - a.words);
}

function readingIn(bytes: Uint8Array, encoding: string, known: ReadonlySet<string>, choices: HeadChoices): Reading {
  const text = decode(bytes, encoding, false) ?? "";
  // Papa's own guess is misled by title lines, so each delimiter is tried and the header's words decide, then its width.
  const readings = (choices.delimiter === null ? DELIMITERS : [choices.delimiter]).map((delimiter) => {
    const records = split(text, delimiter);
    const headerAt = findHeader(records, known, choices.headerLine);
    const header = records[headerAt]?.cells ?? [];
    const fitting = records.filter(({ cells }) => cells.length === header.length).length;
    const width = header.length > 1 ? fitting * header.length : 0;
    return { encoding, text, delimiter, records, headerAt, words: knownCells(header, known), width };
  });
  return readings.reduce((best, other) =>
    other.words > best.words || (other.words === best.words && other.width > best.width) ? other : best,
  );
}

/** null: a byte does not decode. */
function decode(bytes: Uint8Array, encoding: string, fatal: boolean): string | null {
  try {
    // As a stream: the last character may be cut in two by the end of the head.
    return new TextDecoder(encoding, { fatal }).decode(bytes, { stream: true });
  } catch {
    return null;
  }
}

function split(text: string, delimiter: string): HeadRow[] {
  const records: HeadRow[] = [];
  let line = 1;
  let from = 0;
  Papa.parse<string[]>(text, {
    delimiter,
    preview: ROWS + LINES_ABOVE,
    step({ data, meta }) {
      records.push({ line, cells: data });
      line += lineEnds(text.slice(from, meta.cursor));
      from = meta.cursor;
    },
  });
  return records;
}

function lineEnds(text: string): number {
  return text.match(/\r\n|\n|\r/g)?.length ?? 0;
}

/** The record that a person named; else the one with the most known words; else the first of the usual width. */
function findHeader(records: readonly HeadRow[], known: ReadonlySet<string>, line: number | null): number {
  if (line !== null) {
    return Math.max(
      records.findIndex((record) => record.line >= line),
      0,
    );
  }
  const above = records.slice(0, LINES_ABOVE);
  const scores = above.map(({ cells }) => knownCells(cells, known));
  const most = Math.max(0, ...scores);
  if (most > 1) return scores.indexOf(most);
  const width = Math.max(0, ...records.map(({ cells }) => filled(cells)));
  return Math.max(
    above.findIndex(({ cells }) => filled(cells) >= Math.max(2, width * 0.8)),
    0,
  );
}

function knownCells(cells: readonly string[], known: ReadonlySet<string>): number {
  return new Set(cells.map(normalise).filter((cell) => known.has(cell))).size;
}

function normalise(name: string): string {
  return name.normalize("NFKC").replace(/\s+/g, "").toLowerCase();
}

function filled(cells: readonly string[]): number {
  return cells.filter((cell) => cell.trim() !== "").length;
}

function isBlank(cells: readonly string[]): boolean {
  return filled(cells) === 0;
}

function beginsWith(bytes: Uint8Array, start: readonly number[]): boolean {
  return start.every((byte, index) => bytes[index] === byte);
}

function isAscii(bytes: Uint8Array): boolean {
  return bytes.every((byte) => byte < 0x80);
}

/** Every other byte of Western text is zero in UTF-16, and so are those of delimiters and digits in any. */
function unmarkedUtf16(bytes: Uint8Array): string | null {
  const zeros = [0, 0];
  const length = Math.min(bytes.length, 4096);
  for (let index = 0; index < length; index++) if (bytes[index] === 0) zeros[index % 2] = (zeros[index % 2] ?? 0) + 1;
  const [even = 0, odd = 0] = zeros;
  if (Math.max(even, odd) < length / 20) return null;
  return odd > even ? "utf-16le" : "utf-16be";
}

/** The first line that is not ASCII, which tells encodings apart; else the first. */
function sampleOf(text: string): string {
  const lines = text.slice(0, 20_000).split(/\r\n|\n|\r/);
  const line = lines.find((line) => [...line].some((char) => char.charCodeAt(0) > 0x7f)) ?? lines[0] ?? "";
  return [...line].slice(0, SAMPLE).join("");
}
