import { SOURCES } from "./areas.ts";
import type { Delivery } from "./data.ts";
import type { Column } from "./source.ts";

/** 12345 → "123.45". */
export function yuan(fen: number): string {
  const digits = String(Math.abs(fen)).padStart(3, "0");
  return `${fen < 0 ? "-" : ""}${digits.slice(0, -2)}.${digits.slice(-2)}`;
}

function textOf(column: Column, value: unknown): string {
  if (value === null || value === undefined) return "";
  const text = String(value);
  if (typeof column === "string") return text;
  switch (column.cell) {
    case "money":
      return yuan(value as number);
    case "month":
      return text.slice(0, 7);
    case "bool":
      return value === true ? "是" : "否";
    default:
      return column.words?.[text] ?? text;
  }
}

/** The delivery as a CSV in UTF-8 with Chinese headers; no value here needs quoting. */
export function csvOf(delivery: Delivery): string {
  const columns = Object.entries<Column>(SOURCES[delivery.source].columns);
  const lines = delivery.records.map(({ row, damage }) =>
    columns.map(([name, column]) => damage?.[name] ?? textOf(column, (row as Record<string, unknown>)[name])).join(","),
  );
  const header = columns.map(([, column]) => (typeof column === "string" ? column : column.header));
  return [header.join(","), ...lines, ""].join("\n");
}
