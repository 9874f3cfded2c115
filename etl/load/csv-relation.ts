import type { FileRelation, Plan } from "./plan.ts";
import type { Structure } from "./scan.ts";
import { quoteText } from "../../dashboard/shared/query/sql-text.ts";

/** A clean file as it stands. */
export function fileRelation(plan: Plan, path: string, delimiter: string, structure: Structure): FileRelation {
  const sql = readCsv(path, delimiter, textColumns(plan), true, structure.lineEnd);
  return { sql, line: null, trim: trimmer(structure.blanks) };
}

/** What `repair` wrote: no header, and the record's number comes first. */
export function repairedRelation(
  plan: Pick<Plan, "header">,
  path: string,
  delimiter: string,
  blanks: Structure["blanks"],
): FileRelation {
  const sql = readCsv(path, delimiter, `'_line': 'BIGINT', ${textColumns(plan)}`, false, "\n");
  return { sql, line: "_line", trim: trimmer(blanks) };
}

function textColumns({ header }: Pick<Plan, "header">): string {
  return header.map(({ name }) => `${quoteText(name)}: 'VARCHAR'`).join(", ");
}

/**
 * Nothing is left to detection: DuckDB's sniffer takes damaged files for files of one column. Only CRLF cannot be
 * said: with `new_line = '\\r\\n'` DuckDB 1.5.6 reads no record at all in strict mode, and finds it by itself.
 */
function readCsv(path: string, delimiter: string, columns: string, header: boolean, lineEnd: "\n" | "\r\n"): string {
  return `read_csv(${quoteText(path)}, auto_detect = false, strict_mode = true, header = ${header},
    delim = ${quoteText(delimiter)}, quote = '"', escape = '"', ${lineEnd === "\n" ? "new_line = '\\n', " : ""}
    max_line_size = 4194304, columns = {${columns}})`;
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
