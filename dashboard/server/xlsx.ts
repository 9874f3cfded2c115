import writeSheet, { type Row } from "write-excel-file/node";
import type { ListColumn } from "../shared/catalogue.ts";
import type { Cell } from "../shared/lists.ts";
import { BadRequest } from "./ask.ts";

/** What a sheet of a workbook holds: a head that stays in sight, then rows. */
export type Sheet = {
  name: string;
  columns: readonly { title: string; unit: ListColumn["unit"] }[];
  rows: readonly Cell[][];
};

/**
 * A workbook is put together in memory and at one go (10 000 rows of twelve columns: 0.6 s), during which nobody else is
 * answered; so this many rows and no more. CSV has no such limit.
 */
const MOST_ROWS = 10_000;

export function refuseTooLong(rows: number): void {
  if (rows <= MOST_ROWS) return;
  throw new BadRequest(
    "too_many_rows",
    `共 ${rows} 行，XLSX 最多 ${MOST_ROWS} 行。请加上筛选，或者下载 CSV。`,
    `There are ${rows} rows, an XLSX file takes ${MOST_ROWS}: filter, or take CSV.`,
  );
}

/** How Excel shows the numbers of a unit; what is not named keeps the cell's own form. */
const FORMATS: Partial<Record<NonNullable<ListColumn["unit"]>, string>> = {
  percent: "0.0%",
  points: "0.0%",
  CNY: "#,##0.00",
  count: "#,##0",
  date: "yyyy-mm-dd",
  moment: "yyyy-mm-dd hh:mm",
};

/** Widths in characters: of a column's title, and of what stands in it. */
const NARROWEST = 8;
const WIDEST = 60;

/** The sheet as an XLSX file: numbers as numbers, days as days. */
export async function xlsx({ name, columns, rows }: Sheet): Promise<Uint8Array> {
  const head: Row = columns.map(({ title, unit }) => ({
    value: title,
    type: String,
    fontWeight: "bold",
    align: isNumeric(unit) ? "right" : "left",
  }));
  const cells = rows.map((row): Row => row.map((value, i) => cellOf(value, columns[i]?.unit ?? null)));
  return writeSheet([head, ...cells], {
    sheet: sheetName(name),
    stickyRowsCount: 1,
    stickyColumnsCount: 1,
    orientation: "landscape",
    columns: columns.map(({ title }, i) => ({
      width: Math.min(WIDEST, Math.max(NARROWEST, widthOf(title), ...rows.slice(0, 200).map((row) => widthOf(row[i])))),
    })),
  }).toBuffer();
}

function isNumeric(unit: ListColumn["unit"]): boolean {
  return unit !== null && unit !== "date" && unit !== "moment";
}

function cellOf(value: Cell, unit: ListColumn["unit"]): Row[number] {
  if (value === null) return null;
  const format = unit === null ? undefined : FORMATS[unit];
  if (typeof value === "boolean") return { value, type: Boolean };
  if (typeof value === "number") return { value, type: Number, ...(format === undefined ? {} : { format }) };
  if ((unit === "date" || unit === "moment") && format !== undefined) {
    // Excel knows no time zones: the wall time as it stands.
    const at = new Date(`${value.replace(" ", "T")}${value.length === 10 ? "T00:00:00" : ""}Z`);
    if (!Number.isNaN(at.getTime())) return { value: at, type: Date, format };
  }
  return { value: withoutControls(value), type: String };
}

/** XML has no way to write them. */
function withoutControls(text: string): string {
  return text.replace(/[\u0000-\u0008\u000b\u000c\u000e-\u001f]/g, "");
}

/** Excel takes 31 characters and none of these. */
function sheetName(name: string): string {
  return name.replace(/[[\]:*?/\\]/g, " ").slice(0, 31);
}

/** 汉字 are as wide as two letters. */
function widthOf(value: Cell | undefined): number {
  if (value === null || value === undefined) return 0;
  const text = String(value);
  return [...text].reduce((sum, char) => sum + (char > "\u2e7f" ? 2 : 1), 2);
}
