import { Problem } from "../problem.ts";

/**
 * DuckDB's error about a statement made of `prefixLines` lines of ours followed by the author's file, told in the
 * author's own lines and columns.
 */
export function sqlProblem(error: unknown, path: string, sql: string, prefixLines: number): Problem {
  const message = error instanceof Error ? error.message : String(error);
  const position = positionOf(message, prefixLines, sql);
  const what = message.split(/\n\nLINE \d+:/)[0]?.trim() ?? message;
  const where = position ? `${path}:${position.line}:${position.column}` : path;
  return new Problem({
    code: "bad_sql",
    zh: `${where} 的 SQL 无法执行：${what}`,
    en: `${where}: ${what}`,
    where: { file: path, ...(position ? { line: position.line, column: String(position.column) } : {}) },
    cause: error,
  });
}

/** Line and column (both from 1) in the author's file, or null where DuckDB names none. */
function positionOf(message: string, prefixLines: number, sql: string): { line: number; column: number } | null {
  const found = /LINE (\d+): (.*)\n( *)\^/.exec(message);
  if (!found) return null;
  const [, number = "0", shown = "", spaces = ""] = found;
  const line = Number(number) - prefixLines;
  const caret = spaces.length - `LINE ${number}: `.length;
  const text = sql.split("\n")[line - 1];
  if (text === undefined || caret < 0) return null;
  // DuckDB shows only the surroundings of the place in a long line, between dots.
  const cut = shown.startsWith("...") ? 3 : 0;
  const start = text.indexOf(shown.slice(cut).replace(/\.\.\.$/, ""));
  return { line, column: (start > 0 ? start : 0) + caret - cut + 1 };
}
