import { showBroken } from "./encoding/marks.ts";

/** One cell of the header row and the name by which SQL calls its column. */
export type HeaderCell = {
  /** As the file spells it, trimmed. */
  title: string;
  /** Unique within the file regardless of case, never empty. */
  name: string;
};

/**
 * Names the columns of a file. An empty title becomes `column0` (its place, from 0), a repeated one gets `_1`, `_2` …,
 * as in DuckDB; `_line` and `_file` are kept for the record's number and the file's name.
 */
export function nameColumns(titles: readonly string[]): HeaderCell[] {
  const taken = new Set(["_line", "_file"]);
  return titles.map((raw, index) => {
    const title = showBroken(raw.replace(/^\uFEFF/u, "")).trim();
    const base = title === "" ? `column${index}` : title;
    let name = base;
    for (let copy = 1; taken.has(name.toLowerCase()); copy++) name = `${base}_${copy}`;
    taken.add(name.toLowerCase());
    return { title, name };
  });
}
