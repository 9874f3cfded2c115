import type { DuckDBConnection } from "@duckdb/node-api";
import type { Catalogue, ListColumn } from "../shared/catalogue.ts";
import type { Cell } from "../shared/lists.ts";
import { memberTitle } from "../shared/members.ts";
import type { Language, Words } from "../shared/words.ts";
import { csvHead, csvLine } from "./csv.ts";
import { rowsSql, withRows, type ListAsk } from "./lists.ts";
import { refuseTooLong, xlsx } from "./xlsx.ts";

const UNIT_WORDS: Partial<Record<NonNullable<ListColumn["unit"]>, Words>> = {
  CNY: { zh: "元", en: "CNY" },
  seconds: { zh: "秒", en: "s" },
  minutes: { zh: "分钟", en: "min" },
  hours: { zh: "小时", en: "h" },
  days: { zh: "天", en: "days" },
};

const YES_NO: Record<Language, [yes: string, no: string]> = { zh: ["是", "否"], en: ["yes", "no"] };

/** What a column is headed with in a file: its title and the unit of its numbers. */
export function headOf({ title, unit }: ListColumn, lang: Language): string {
  const words = unit === null ? undefined : UNIT_WORDS[unit];
  if (!words) return title[lang];
  return lang === "zh" ? `${title.zh}（${words.zh}）` : `${title.en} (${words.en})`;
}

/** What a reader sees in a cell: members by their names, yes and no in words; numbers and days stay as they are. */
export function shown(catalogue: Catalogue, { id, dimension }: ListColumn, value: Cell, lang: Language): Cell {
  if (typeof value === "boolean") return YES_NO[lang][value ? 0 : 1];
  if (typeof value !== "string") return value;
  return memberTitle(catalogue, dimension ?? id, value, lang) ?? value;
}

/** Lines put together at once. */
const ROWS_AT_ONCE = 1000;

/** All rows of the list as CSV lines; the head comes together with the first rows. */
export async function* csvOfList(
  catalogue: Catalogue,
  ask: ListAsk,
  lang: Language,
  run: <T>(work: (connection: DuckDBConnection) => Promise<T>) => Promise<T>,
  limit: number | null = null,
): AsyncGenerator<string> {
  const { columns } = ask.list;
  let head = csvHead(columns.map((column) => headOf(column, lang)));
  for await (const rows of batchesOf(ask, run, limit)) {
    const lines = rows.map((row) =>
      csvLine(columns.map((column, i) => shown(catalogue, column, row[i] ?? null, lang))),
    );
    yield head + lines.join("");
    head = "";
  }
  if (head !== "") yield head;
}

async function* batchesOf(
  ask: ListAsk,
  run: <T>(work: (connection: DuckDBConnection) => Promise<T>) => Promise<T>,
  limit: number | null,
): AsyncGenerator<Cell[][]> {
  const page = { limit, offset: 0 };
  if (!ask.kept) {
    // Nothing can be streamed from a table that goes with its question, so the rows of another day are read at once.
    const rows = await run((connection) =>
      withRows(connection, ask, async (relation) =>
        (await connection.runAndReadAll(await rowsSql(connection, ask, relation, page))).getRowsJS(),
      ),
    );
    for (let from = 0; from < rows.length; from += ROWS_AT_ONCE)
      yield rows.slice(from, from + ROWS_AT_ONCE) as Cell[][];
    return;
  }
  const batches = await run((connection) =>
    withRows(connection, ask, async (relation) =>
      (await connection.stream(await rowsSql(connection, ask, relation, page))).yieldRowsJs(),
    ),
  );
  for (;;) {
    const { value, done } = await run(() => batches.next());
    if (done === true) return;
    yield value as Cell[][];
  }
}

/** All rows of the list as an XLSX file. */
export async function xlsxOfList(
  connection: DuckDBConnection,
  catalogue: Catalogue,
  ask: ListAsk,
  lang: Language,
  limit: number | null = null,
): Promise<Uint8Array> {
  const { columns, title } = ask.list;
  const rows = await withRows(connection, ask, async (relation) => {
    const counted = await connection.runAndReadAll(
      `select cast(count(*) as double) from ${relation} as asked${ask.where}`,
    );
    refuseTooLong(Math.min(Number(counted.getRows()[0]?.[0]), limit ?? Infinity));
    const sql = await rowsSql(connection, ask, relation, { limit, offset: 0 });
    return (await connection.runAndReadAll(sql)).getRowsJS() as Cell[][];
  });
  return xlsx({
    name: title[lang],
    columns: columns.map((column) => ({ title: headOf(column, lang), unit: column.unit })),
    rows: rows.map((row) => columns.map((column, i) => shown(catalogue, column, row[i] ?? null, lang))),
  });
}
