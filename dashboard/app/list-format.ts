import type { Catalogue, ListColumn, ListEntry } from "../shared/catalogue.ts";
import type { Cell } from "../shared/lists.ts";
import type { Language } from "../shared/words.ts";
import { formatDayShort, formatNumber, formatPeriod, formatValue, NONE, scaleOf } from "./format.ts";
import { memberName } from "./names.ts";

/** How one column of a list is written: its head, and its cells. */
export type ColumnFormat = {
  column: ListColumn;
  numeric: boolean;
  /** Stands in the head, once, and not in the cells. */
  unit: string;
  write: (value: Cell) => string;
  /** For time left of a deadline or past it: how much of it is past, below zero where it is still to come. */
  late: ((value: Cell) => number | null) | null;
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

/** By convention of the lists' files: hours_left counts down to the deadline, days_late and overdue_days up from it. */
function latenessOf({ id, unit }: ListColumn): ColumnFormat["late"] {
  if (unit !== "days" && unit !== "hours" && unit !== "minutes") return null;
  const sign = id.endsWith("_left") ? -1 : /(^|_)overdue(_|$)|_late$/.test(id) ? 1 : 0;
  return sign === 0 ? null : (value) => (typeof value === "number" ? sign * value : null);
}

const NO_NOUN = { zh: "", en: "" };

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
      const write = (value: Cell): string =>
        typeof value !== "string"
          ? NONE
          : id === "month"
            ? formatPeriod("month", value, lang, thisYear)
            : formatMoment(value, thisYear);
      return { column, numeric: false, unit: "", write, late: null };
    }
    if (unit === null) {
      const write = (value: Cell): string =>
        value === null || value === ""
          ? NONE
          : typeof value === "boolean"
            ? YES_NO[lang][value ? 0 : 1]
            : memberName(catalogue, dimension ?? id, String(value), lang);
      return { column, numeric: false, unit: "", write, late: null };
    }
    if (unit === "hours" || unit === "minutes" || unit === "seconds") {
      // From minutes to months in one column: each cell has its own unit.
      const write = (value: Cell): string =>
        typeof value === "number" ? formatValue(value, { unit, decimals: whole ? 0 : 1, noun: NO_NOUN }, lang) : NONE;
      return { column, numeric: true, unit: "", write, late: latenessOf(column) };
    }
    const decimals = id.endsWith("_points")
      ? 1
      : unit === "CNY"
        ? 2
        : whole && unit !== "percent"
          ? 0
          : (DECIMALS[unit] ?? 1);
    const scale = scaleOf({ unit, decimals, noun: NO_NOUN }, unit === "CNY" ? money : null, lang, "table");
    const write = (value: Cell): string =>
      typeof value === "number" ? formatNumber(value / scale.divisor, scale.decimals) : NONE;
    return { column, numeric: true, unit: scale.unit, write, late: latenessOf(column) };
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

/** A column on the page, and what stands small beneath it. */
export type FoldedColumn = { main: ColumnFormat; small: ColumnFormat[] };

/**
 * The columns as the page shows them, fewer than the file's: a person's number and phone stand beneath the name, a
 * metric's points and weight beneath its value, and the rank that only sorts is told by the order itself.
 */
export function foldColumns(formats: readonly ColumnFormat[], without: readonly string[] = []): FoldedColumn[] {
  const folded: FoldedColumn[] = [];
  for (const format of formats) {
    const { id } = format.column;
    if (id === "urgency" || without.includes(id)) continue;
    const last = folded.at(-1);
    const before = last?.main.column.id;
    const metric = /^(.+)_(points|weight)$/.exec(id)?.[1];
    if (last && id === "name" && before === "customer_id") {
      last.small.unshift(last.main);
      last.main = format;
    } else if (
      last &&
      ((id === "phone" && before === "name") || (metric !== undefined && before === `${metric}_value`))
    ) {
      last.small.push(format);
    } else folded.push({ main: format, small: [] });
  }
  return folded;
}

/** The column of the figure that a row is about, beside its name: what it sums to, else what it is sorted by. */
export function keyColumn(
  { sort, group }: Pick<ListEntry, "sort" | "group">,
  columns: readonly FoldedColumn[],
): string | null {
  const others = columns.slice(1).map(({ main }) => main.column);
  // A table of figures comes to its point at its end.
  if (group === "table") return others.findLast(isNumeric)?.id ?? null;
  const summed = others.find(({ total, unit }) => total && unit === "CNY");
  if (summed) return summed.id;
  return sort.find(({ column }) => others.some((each) => each.id === column && isNumeric(each)))?.column ?? null;
}

/** "万元，比率 %": the units of a table, once for all its columns; empty for lists, whose columns differ. */
export function unitsOf(list: Pick<ListEntry, "group">, formats: readonly ColumnFormat[], lang: Language): string {
  if (list.group !== "table") return "";
  const money = formats.find(({ column }) => column.unit === "CNY")?.unit ?? "";
  const share = formats.some(({ column }) => column.unit === "percent");
  return [money, share ? (lang === "zh" ? "比率 %" : "rates in %") : ""]
    .filter((text) => text !== "")
    .join(lang === "zh" ? "，" : ", ");
}
