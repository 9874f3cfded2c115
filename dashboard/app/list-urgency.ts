import type { Catalogue, ListEntry } from "../shared/catalogue.ts";
import type { Cell, ListAnswer } from "../shared/lists.ts";
import type { Language } from "../shared/words.ts";
import { columnFormats, foldColumns, type ColumnFormat } from "./list-format.ts";

/** The most urgent row of a list: what it is about, and how late it is in hours (below zero: still to come). */
export type Urgent = { lead: string; late: { hours: number; said: string } | null };

const HOURS = { days: 24, hours: 1, minutes: 1 / 60 };

export function urgentOf(catalogue: Catalogue, list: ListEntry, answer: ListAnswer, lang: Language): Urgent | null {
  const [row] = answer.rows;
  if (!row) return null;
  const formats = columnFormats(catalogue, list, answer.rows, answer.totals, lang);
  const [first] = foldColumns(formats);
  const lead = first ? [first.main, ...first.small].map((format) => said(format, row)).find((text) => text !== "") : "";
  return { lead: lead ?? "", late: latest(formats, row) };
}

function said({ column, write }: ColumnFormat, row: Record<string, Cell>): string {
  const value = row[column.id] ?? null;
  return value === null || value === "" ? "" : write(value);
}

function latest(formats: readonly ColumnFormat[], row: Record<string, Cell>): Urgent["late"] {
  for (const { column, late, write, unit } of formats) {
    const by = late?.(row[column.id] ?? null) ?? null;
    if (by === null) continue;
    return {
      hours: by * HOURS[column.unit as keyof typeof HOURS],
      said: unit === "" ? write(Math.abs(by)) : `${write(Math.abs(by))}\u00a0${unit}`,
    };
  }
  return null;
}

/** The latest first; then those whose rows know no deadline, in the catalogue's order; lists without rows last. */
export function byUrgency<T extends { list: ListEntry; urgent: Urgent | null }>(lists: readonly T[]): T[] {
  const rank = ({ list, urgent }: T): number => (list.rows === 0 ? 2 : urgent?.late ? 0 : 1);
  const hours = ({ urgent }: T): number => urgent?.late?.hours ?? 0;
  return [...lists].sort((a, b) => rank(a) - rank(b) || hours(b) - hours(a));
}
