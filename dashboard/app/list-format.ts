import type { Catalogue, ListColumn, ListEntry } from "../shared/catalogue.ts";
import type { Cell } from "../shared/lists.ts";
import type { Language } from "../shared/words.ts";
import { formatDayShort, formatNumber, NONE, scaleOf } from "./format.ts";
import { memberName } from "./names.ts";

/** How one column of a list is written: its head, and its cells. */
export type ColumnFormat = {
  column: ListColumn;
  numeric: boolean;
  /** Stands in the head, once, and not in the cells. */
  unit: string;
  write: (value: Cell) => string;
  /** Time left of a deadline: what is below zero is late. */
  countsDown: boolean;
};

const DECIMALS: Partial<Record<NonNullable<ListColumn["unit"]>, number>> = {
  CNY: 2,
  score: 2,
  percent: 1,
  points: 1,
  index: 2,
  per_1000: 2,
};

export function isNumeric({ unit }: Pick<ListColumn, "unit">): boolean {
  return unit !== null && unit !== "date" && unit !== "moment";
}

/** By convention of the lists' files: hours_left, days_left. */
export function countsDown({ id }: Pick<ListColumn, "id">): boolean {
  return id.endsWith("_left");
}

const YES_NO: Record<Language, [yes: string, no: string]> = { zh: ["是", "否"], en: ["yes", "no"] };

/**
 * How to write a list's columns. Numbers of one column share their decimals; money of a table is in 万元 once it is
 * large, that of a worklist, where somebody is to collect it, always to the cent.
 */
export function columnFormats(
  catalogue: Catalogue,
  list: Pick<ListEntry, "columns" | "group">,
  rows: readonly Record<string, Cell>[],
  totals: Record<string, number | null>,
  lang: Language,
): ColumnFormat[] {
  const thisYear = catalogue.asOf.slice(0, 4);
  const money = list.group === "table" ? largest(list.columns, rows, totals) : 0;
  return list.columns.map((column) => {
    const { id, unit, dimension } = column;
    const numbers = rows.flatMap((row) => (typeof row[id] === "number" ? [row[id]] : []));
    const whole = numbers.every((value) => Number.isInteger(value));
    if (unit === "date" || unit === "moment") {
      const write = (value: Cell): string => (typeof value === "string" ? formatMoment(value, thisYear) : NONE);
      return { column, numeric: false, unit: "", write, countsDown: false };
    }
    if (unit === null) {
      const write = (value: Cell): string =>
        value === null || value === ""
          ? NONE
          : typeof value === "boolean"
            ? YES_NO[lang][value ? 0 : 1]
            : memberName(catalogue, dimension ?? id, String(value), lang);
      return { column, numeric: false, unit: "", write, countsDown: false };
    }
    const decimals = unit === "CNY" ? 2 : whole && unit !== "percent" ? 0 : (DECIMALS[unit] ?? 1);
    const scale = scaleOf({ unit, decimals, noun: { zh: "", en: "" } }, unit === "CNY" ? money : null, lang, "table");
    const write = (value: Cell): string =>
      typeof value === "number" ? formatNumber(value / scale.divisor, scale.decimals) : NONE;
    return { column, numeric: true, unit: scale.unit, write, countsDown: countsDown(column) };
  });
}

function largest(
  columns: readonly ListColumn[],
  rows: readonly Record<string, Cell>[],
  totals: Record<string, number | null>,
): number {
  const amounts = columns.filter(({ unit }) => unit === "CNY").map(({ id }) => id);
  return Math.max(
    0,
    ...amounts.map((id) => Math.abs(totals[id] ?? 0)),
    ...amounts.flatMap((id) => rows.map((row) => (typeof row[id] === "number" ? Math.abs(row[id]) : 0))),
  );
}

/** "2026-08-23 09:30:00" → "8-23 09:30"; the year only where it is not this one. */
export function formatMoment(text: string, thisYear: string): string {
  const [day = "", time = ""] = text.split(" ");
  return time === "" ? formatDayShort(day, thisYear) : `${formatDayShort(day, thisYear)} ${time.slice(0, 5)}`;
}

/** The figure that a row is about, beside its name: what it sums to, else what it is sorted by. */
export function keyColumn({ columns, sort }: Pick<ListEntry, "columns" | "sort">): string | null {
  const summed = columns.find(({ total, unit }) => total && unit === "CNY");
  if (summed) return summed.id;
  return sort.find(({ column }) => columns.some((each) => each.id === column && isNumeric(each)))?.column ?? null;
}
