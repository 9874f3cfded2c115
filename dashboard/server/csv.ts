import type { DuckDBResult } from "@duckdb/node-api";

/** Without it Excel takes UTF-8 for the system's own encoding. */
const BOM = "\uFEFF";

/** A result as CSV for Excel: UTF-8 with BOM, CRLF. */
export async function* csvLines(result: DuckDBResult): AsyncGenerator<string> {
  yield `${BOM}${result.columnNames().map(csvCell).join(",")}\r\n`;
  for await (const rows of result.yieldRowsJs()) {
    yield rows.map((row) => `${row.map(csvCell).join(",")}\r\n`).join("");
  }
}

/** One cell. Text that a spreadsheet would run as a formula is kept a text by a leading apostrophe. */
export function csvCell(value: unknown): string {
  if (value === null || value === undefined) return "";
  if (typeof value !== "string") return String(value);
  const safe = /^[=+\-@\t\r]/.test(value) ? `'${value}` : value;
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}
