import { totalmem } from "node:os";
import type { FileRelation, Plan } from "./plan.ts";
import type { Structure } from "./scan.ts";
import { quoteText } from "../../dashboard/shared/query/sql-text.ts";

const MB = 1 << 20;
/** Bytes of the longest line that DuckDB is asked to read. */
const LONGEST_LINE = 4 * MB;
/** Bytes of the buffers that DuckDB would choose for such lines. */
const USUAL_BUFFER = 16 * LONGEST_LINE;
/** What a thread reads of a buffer before it takes the next piece. */
const PIECE = 1 / 4;
/** Rows that DuckDB stores as one group. */
const GROUP = 122_880;

/** How many bytes how many records take. */
export type Extent = Pick<Structure, "bytes" | "records">;

/** A clean file as it stands. */
export function fileRelation(plan: Plan, path: string, delimiter: string, structure: Structure): FileRelation {
  const sql = readCsv(path, delimiter, textColumns(plan), true, structure.lineEnd, bufferSize(structure));
  return { sql, line: null, trim: trimmer(structure.blanks), controls: structure.controls };
}

/** What `repair` wrote: no header, and the record's number comes first. */
export function repairedRelation(
  plan: Pick<Plan, "header">,
  path: string,
  delimiter: string,
  { blanks, controls, ...extent }: Extent & Pick<Structure, "blanks" | "controls">,
): FileRelation {
  const columns = `'_line': 'BIGINT', ${textColumns(plan)}`;
  const sql = readCsv(path, delimiter, columns, false, "\n", bufferSize(extent));
  return { sql, line: "_line", trim: trimmer(blanks), controls };
}

function textColumns({ header }: Pick<Plan, "header">): string {
  return header.map(({ name }) => `${quoteText(name)}: 'VARCHAR'`).join(", ");
}

/**
 * Nothing is left to detection: DuckDB's sniffer takes damaged files for files of one column. Only CRLF cannot be
 * said: with `new_line = '\\r\\n'` DuckDB 1.5.6 reads no record at all in strict mode, and finds it by itself.
 */
function readCsv(
  path: string,
  delimiter: string,
  columns: string,
  header: boolean,
  lineEnd: "\n" | "\r\n",
  buffer: number,
): string {
  return `read_csv(${quoteText(path)}, auto_detect = false, strict_mode = true, header = ${header},
    delim = ${quoteText(delimiter)}, quote = '"', escape = '"', ${lineEnd === "\n" ? "new_line = '\\n', " : ""}
    max_line_size = ${LONGEST_LINE}, buffer_size = ${buffer}, columns = {${columns}})`;
}

/**
 * Bytes of the buffers in which DuckDB reads. A piece with less than a group of rows is stored twice: by itself, and
 * once more together with the pieces beside it, which costs a quarter of the whole. So a piece should hold nearly two
 * groups, as long as a few buffers find room in the memory. Whole megabytes: of a buffer that does not come out even in
 * pieces, DuckDB 1.5.6 refuses to read the rest in parallel.
 */
function bufferSize({ bytes, records }: Extent): number {
  const group = (GROUP * bytes) / Math.max(records, 1);
  const most = Math.min(160 * MB, totalmem() / 15);
  const size = Math.min(most, (1.9 * group) / PIECE);
  return size * PIECE < 1.05 * group ? USUAL_BUFFER : Math.max(Math.floor(size / MB) * MB, USUAL_BUFFER);
}

/** DuckDB's trim takes off spaces of every width. Most files have none at the edges of cells, and it is not free. */
function trimmer(blanks: Structure["blanks"]): (text: string) => string {
  switch (blanks) {
    case "none":
      return (text) => text;
    case "spaces":
      return (text) => `trim(${text})`;
    case "controls":
      // Trimming a set of characters costs ten times as much as spaces alone: only where an edge shows one of them.
      return (text) => {
        const set = "chr(9) || chr(10) || chr(11) || chr(12) || chr(13) || chr(160) || chr(12288) || ' '";
        return `case when trim(${text}) < '!' or right(trim(${text}), 1) < '!' then trim(trim(${text}, ${set})) else trim(${text}) end`;
      };
  }
}
