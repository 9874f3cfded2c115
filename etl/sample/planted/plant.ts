import { literal } from "../export.ts";

/** What a planted row says, by the names that the export's query uses; a moment is written 2026-08-23 10:05. */
export type Row = Record<string, string | number | boolean | null>;

/** What is planted in one source: rows written out, and queries that make many; `plant` names what a row belongs to. */
export type Plants = { source: string; rows?: Row[]; queries?: string[] };

/** A statement that makes `planted_<source>`. */
export function plantTable(source: string, plants: readonly Plants[]): string {
  const selects = plants.flatMap(({ rows = [], queries = [] }) => [...rows.map(selectOf), ...queries]);
  return `create table planted_${source} as ${selects.map((select) => `(${select})`).join("\nunion all by name\n")}`;
}

/** FROM clause that gives an export's own rows, then those that are planted in it. */
export const withPlanted = (source: string, rows: string): string =>
  `(select * from ${rows} union all by name select * exclude (plant) from planted_${source})`;

function selectOf(row: Row): string {
  return `select ${Object.entries(row)
    .map(([name, value]) => `${valueOf(name, value)} as ${name}`)
    .join(", ")}`;
}

/** Typed by the column's name, as contracts name them: …_at a moment, …_on a day, an amount money. */
function valueOf(name: string, value: Row[string]): string {
  if (value === null) return "null";
  if (typeof value !== "string") return String(value);
  if (/_(at|from|to)$/.test(name) && /^\d{4}-/.test(value)) return `timestamp ${literal(value)}`;
  if (/_on$|^(month|period)$/.test(name)) return `date ${literal(value)}`;
  if (/amount$/.test(name)) return `cast(${literal(value)} as decimal(10, 2))`;
  return literal(value);
}
