import type { DuckDBResult } from "@duckdb/node-api";

/** Without it Excel takes UTF-8 for the system's own encoding. */
const BOM = "\uFEFF";

/** One line of a CSV file. */
export function csvLine(cells: readonly unknown[]): string {
  return `${cells.map(csvCell).join(",")}\r\n`;
}

/** A CSV file's first line, as Excel needs it. */
export function csvHead(names: readonly string[]): string {
  return BOM + csvLine(names);
}

/** A result as CSV for Excel: UTF-8 with BOM, CRLF. The head comes together with the first rows. */
export async function* csvLines(result: DuckDBResult): AsyncGenerator<string> {
  let head = csvHead(result.columnNames());
  for await (const rows of result.yieldRowsJs()) {
    yield head + rows.map(csvLine).join("");
    head = "";
  }
  if (head !== "") yield head;
}

/** One cell. Text that a spreadsheet would run as a formula is kept a text by a leading apostrophe. */
export function csvCell(value: unknown): string {
  if (value === null || value === undefined) return "";
  if (typeof value !== "string") return String(value);
  const safe = /^[=+\-@\t\r]/.test(value) ? `'${value}` : value;
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}
