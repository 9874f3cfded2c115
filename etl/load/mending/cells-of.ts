import { syntaxOf, type Dialect } from "../layout/dialect.ts";
import { parseRecord, splitCells } from "../parse-record.ts";

/** What the ledger keeps of a file's form: its headers in order, and how it tells its cells apart. */
export type FileForm = { titles: string[]; dialect: Dialect };

/** Reasons that say that a record's cells are not certain, whatever can be made of its text. */
const UNCERTAIN = ["cell_count", "stray_quote", "too_long", "doubtful"];

/**
 * A rejected record's cells in order; null where they cannot be told apart with certainty. Where a byte did not decode
 * stands U+FFFD, which is never taken back: the raw text shows the byte.
 *
 * @param code why it was rejected
 */
export function cellsOf(raw: string, code: string, form: FileForm | null): string[] | null {
  if (form === null || UNCERTAIN.includes(code)) return null;
  const { titles, dialect } = form;
  const syntax = syntaxOf(dialect);
  const bytes = Buffer.from(raw);
  const parsed = parseRecord(bytes, 0, syntax, true);
  if (parsed.kind !== "record" || parsed.cells < titles.length || parsed.end !== bytes.length) return null;
  const cells = splitCells(raw, syntax);
  // Spare delimiters at the end.
  if (cells.slice(titles.length).some((cell) => cell.trim() !== "")) return null;
  const own = cells.slice(0, titles.length);
  if (code !== "bad_bytes") return own;
  return own.map((cell) => cell.replaceAll(/\\x[0-9A-F]{2}|\\u[0-9A-F]{4}/g, "\uFFFD"));
}

/** The form as the ledger keeps it; null for loads of earlier versions, which kept none. */
export function parseForm(text: unknown): FileForm | null {
  return text == null ? null : (JSON.parse(String(text)) as FileForm);
}
