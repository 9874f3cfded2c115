import type { DuckDBConnection } from "@duckdb/node-api";
import { quoteName, quoteText } from "../../../dashboard/shared/query/sql-text.ts";
import type { Column, Contract } from "../../contract.ts";
import type { HeaderCell } from "../header.ts";
import { normaliseName } from "../normalise-name.ts";
import { isEmpty } from "../typing/empty-words.ts";
import { readCell } from "../typing/read-cell.ts";
import { NO_STYLE } from "../typing/read-moment.ts";

/** How many different texts of a column are judged. */
const TEXTS = 100;

/** What the values of a file's column speak for. */
export type Evidence = {
  /** Share of its texts that read well as that column, from 0 to 1. */
  fits: number;
  /** How much that says: words of an enum and known ids much, that something is a number hardly anything. */
  strength: number;
  /** How many texts were judged. */
  judged: number;
};

/** Different texts of each of the columns of the table `sample`, by the column's name. */
export async function sampleTexts(
  connection: DuckDBConnection,
  cells: readonly HeaderCell[],
): Promise<Map<string, string[]>> {
  const texts = new Map<string, string[]>();
  for (const { name } of cells) {
    const column = quoteName(name);
    const result = await connection.runAndReadAll(
      `select trim(${column}) as text from sample where trim(${column}) <> '' group by text order by min(_line) limit ${TEXTS}`,
    );
    texts.set(
      name,
      result.getRows().map(([text]) => String(text)),
    );
  }
  return texts;
}

/** How well texts fit a column of a contract. */
export async function weighTexts(
  connection: DuckDBConnection,
  contracts: readonly Contract[],
  source: Contract,
  column: Column,
  texts: readonly string[],
): Promise<Evidence> {
  const said = texts.filter((text) => !isEmpty(column.type, text));
  const judged = said.length;
  if (judged === 0) return { fits: 0, strength: 0, judged };
  if (column.refers !== undefined) {
    const known = await countKnownIds(connection, contracts, column.refers, said);
    // A reference source that holds nothing yet says nothing.
    if (known > 0) return { fits: known / judged, strength: 0.85, judged };
  }
  if (column.type === "enum") {
    const known = said.filter((text) => column.values?.some(({ accepts }) => accepts.includes(normaliseName(text))));
    return { fits: known.length / judged, strength: known.length >= 2 ? 0.8 : 0.3, judged };
  }
  if (column.type === "id" && column.refers === undefined) {
    const alike = await countAlikeIds(connection, source, column, said);
    if (alike !== null) return { fits: alike / judged, strength: 0.6, judged };
  }
  const fits = said.filter((text) => isReadable(column, text)).length / judged;
  return { fits, strength: STRENGTHS[column.type] ?? 0, judged };
}

const STRENGTHS: Partial<Record<Column["type"], number>> = {
  ts: 0.3,
  date: 0.3,
  month: 0.4,
  time: 0.4,
  bool: 0.3,
  phone: 0.1,
  score: 0.15,
  nps: 0.1,
  money: 0.1,
  int: 0.1,
  minutes: 0.1,
  rate: 0.1,
};

/** Whether a text has a meaning as that type; a day that could be read both ways has one. */
function isReadable(column: Column, text: string): boolean {
  if (column.type === "text" || column.type === "id") return text.length <= (column.type === "id" ? 64 : Infinity);
  return ([null, "dmy", "mdy"] as const).some((order) => {
    const style = { ...NO_STYLE, order, stated: order !== null, decimalComma: false };
    return readCell(column, text, style).kind === "value";
  });
}

async function countKnownIds(
  connection: DuckDBConnection,
  contracts: readonly Contract[],
  refers: string,
  texts: readonly string[],
): Promise<number> {
  const [key, ...more] = contracts.find(({ id }) => id === refers)?.key ?? [];
  if (key === undefined || more.length > 0) return 0;
  const result = await connection.runAndReadAll(
    `select count(distinct ${quoteName(key)}) from sources.${refers} where ${quoteName(key)} in (${texts.map(quoteText).join(", ")})`,
  );
  return Number(result.getRows()[0]?.[0]);
}

/** How many of the texts are built as the ids that the source holds already (WO240807-00006); null where it holds none. */
async function countAlikeIds(
  connection: DuckDBConnection,
  { id }: Contract,
  column: Column,
  texts: readonly string[],
): Promise<number | null> {
  const name = quoteName(column.name);
  const result = await connection.runAndReadAll(
    `select distinct ${name} from (select ${name} from sources.${id} where ${name} is not null limit 1000)`,
  );
  if (result.currentRowCount === 0) return null;
  const shapes = new Set(result.getRows().map(([text]) => shapeOf(String(text))));
  // Bare numbers are built as any other numbers.
  return texts.filter((text) => !/^\d+$/.test(text) && shapes.has(shapeOf(text))).length;
}

function shapeOf(text: string): string {
  return text
    .replaceAll(/\p{Lu}/gu, "A")
    .replaceAll(/\p{Ll}/gu, "a")
    .replaceAll(/\d/gu, "9");
}
