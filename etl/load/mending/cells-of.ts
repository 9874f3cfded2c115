import { syntaxOf } from "../layout/dialect.ts";
import { parseRecord, splitCells } from "../parse-record.ts";

/** A rejected record's cells by header; null where they cannot be told apart with certainty. */
export function cellsOf(
  raw: string,
  header: readonly string[] | null,
  delimiter: string,
): { header: string; text: string }[] | null {
  if (header === null || delimiter === "") return null;
  const syntax = syntaxOf({ delimiter, quote: '"', escape: "double" });
  const bytes = Buffer.from(raw);
  const parsed = parseRecord(bytes, 0, syntax, true);
  if (parsed.kind !== "record" || parsed.cells !== header.length || parsed.end !== bytes.length) return null;
  const texts = splitCells(raw, syntax);
  return header.map((title, index) => ({ header: title, text: texts[index] ?? "" }));
}
