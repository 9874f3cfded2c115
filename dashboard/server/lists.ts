import type { DuckDBConnection } from "@duckdb/node-api";
import type { Catalogue, ListColumn, ListEntry } from "../shared/catalogue.ts";
import type { Cell, ListAnswer, ListGroup, MemberCount } from "../shared/lists.ts";
import { filtersOf } from "../shared/list-filters.ts";
import { isDay, type Day } from "../shared/periods.ts";
import { isOneOf } from "../shared/query/events-sql.ts";
import { quoteDay, quoteName } from "../shared/query/sql-text.ts";
import { BadRequest } from "./ask.ts";

/** What may be asked of a list, as text from an address or a command line. Filters: name → members. */
export type ListQuestion = {
  list: string;
  filters: Record<string, string[]>;
  /** A day, for lists that can be asked for any. */
  on?: string | undefined;
  /** amount:desc,site_id; without it the list's own order, the most urgent first. */
  sort?: string | undefined;
  /** Whether the rows are told apart by site: `site` or nothing. */
  group?: string | undefined;
};

/** A question with all names known. */
export type ListAsk = {
  list: ListEntry;
  on: Day;
  /** The rows are those that the version keeps, or must be computed for another day. */
  kept: boolean;
  filters: FilterName[];
  where: string;
  sort: ListEntry["sort"];
  grouped: boolean;
};

/** A name to filter by, and the expression that it stands for, over a list's rows. */
export type FilterName = { name: string; column: string; sql: string };

/** Members of one filter that an answer names, at most. */
const MOST_MEMBERS = 500;

function withSql(list: ListEntry): FilterName[] {
  return filtersOf(list).map(({ name, column, behind }) => ({
    name,
    column,
    sql: behind
      ? `(select any_value(behind.${name}) from ${behind.table} as behind
          where behind.${behind.key} = asked.${quoteName(column)})`
      : `cast(${quoteName(column)} as varchar)`,
  }));
}

/** @throws BadRequest naming what is not known and what is */
export function parseListQuestion(catalogue: Catalogue, question: ListQuestion): ListAsk {
  const list = catalogue.lists.find(({ id }) => id === question.list);
  if (!list) {
    const known = catalogue.lists.map(({ id }) => id).join(", ");
    throw new BadRequest(
      "unknown_list",
      `没有清单 ${question.list}。现有：${known || "（无）"}。`,
      `There is no list ${question.list}. There are: ${known || "none"}.`,
    );
  }
  const names = withSql(list);
  const conditions = Object.entries(question.filters).map(([name, members]) => {
    const filter = names.find((known) => known.name === name || known.column === name);
    if (filter) return isOneOf(filter.sql, members);
    const known = names.map((each) => each.name).join(", ");
    throw new BadRequest(
      "unknown_filter",
      `${list.title.zh}不能按 ${name} 筛选，只能按 ${known || "（无）"}。`,
      `${list.id} cannot be filtered by ${name}, only by ${known || "nothing"}.`,
    );
  });
  const on = dayOf(list, question.on, catalogue.asOf);
  return {
    list,
    on,
    kept: on === catalogue.asOf,
    filters: names,
    where: conditions.length === 0 ? "" : ` where ${conditions.join(" and ")}`,
    sort: parseSort(list, question.sort),
    grouped: parseGroup(list, question.group),
  };
}

function dayOf(list: ListEntry, on: string | undefined, asOf: Day): Day {
  if (on === undefined) return asOf;
  if (!isDay(on)) {
    throw new BadRequest("bad_date", `${on} 不是日期，要写作 2026-08-23。`, `${on} is not a day; write 2026-08-23.`);
  }
  if (on > asOf) {
    throw new BadRequest("day_ahead", `数据只到 ${asOf}，没有 ${on} 的数。`, `The data ends on ${asOf}, before ${on}.`);
  }
  if (!list.onAnyDay && on !== asOf) {
    throw new BadRequest(
      "only_today",
      `${list.title.zh}只有今天的，不能看 ${on}。`,
      `${list.id} is about today only; it cannot be asked for ${on}.`,
    );
  }
  return on;
}

function parseSort(list: ListEntry, text: string | undefined): ListEntry["sort"] {
  if (text === undefined || text === "") return list.sort;
  return text.split(",").map((item) => {
    const [id = "", direction = "asc"] = item.split(":");
    const column = list.columns.find((known) => known.id === id);
    if (column && (direction === "asc" || direction === "desc"))
      return { column: id, descending: direction === "desc" };
    const known = list.columns.map((each) => each.id).join(", ");
    throw new BadRequest(
      "bad_sort",
      `不能按 ${item} 排序，写作 列 或 列:desc，列有 ${known}。`,
      `Cannot sort by ${item}: write a column or column:desc; there are ${known}.`,
    );
  });
}

function parseGroup({ columns, title, id }: ListEntry, group: string | undefined): boolean {
  if (group === undefined || group === "") return false;
  if (group === "site" && columns.some((column) => column.dimension === "site")) return true;
  throw new BadRequest(
    "bad_group",
    `${title.zh}不能按 ${group} 分组，只有带小区的清单能按 site 分组。`,
    `${id} cannot be grouped by ${group}; only lists with sites can, by site.`,
  );
}

/** Gives work the relation that holds the list's rows as of the day: the version's table, or one made for this question. */
export async function withRows<T>(
  connection: DuckDBConnection,
  ask: ListAsk,
  work: (relation: string) => Promise<T>,
): Promise<T> {
  if (ask.kept) return work(`pages.lists.${quoteName(ask.list.id)}`);
  // Both belong to this connection alone, and whoever asks next on it sets them anew.
  await connection.run(`set variable "on" = ${quoteDay(ask.on)}`);
  await connection.run(`create or replace temp table asked_rows as\n${ask.list.sql}`);
  try {
    return await work("temp.main.asked_rows");
  } finally {
    await connection.run("drop table if exists temp.main.asked_rows");
  }
}

/** The list's rows in order, as text, numbers and booleans. */
export async function rowsSql(
  connection: DuckDBConnection,
  ask: ListAsk,
  relation: string,
  page: { limit: number | null; offset: number },
): Promise<string> {
  const cells = await cellsOf(connection, relation, ask.list.columns);
  const limit = page.limit === null ? "" : ` limit ${page.limit} offset ${page.offset}`;
  const first = ask.grouped ? `min(asked.${URGENCY}) over (partition by ${siteOf(ask.list)}), ` : "";
  return `select ${cells.join(", ")} from (${ranked(ask, relation)}) as asked order by ${first}asked.${URGENCY}${limit}`;
}

/** A name that no list's column has. */
const URGENCY = quoteName("place in order");

/** The rows that pass the filters, with their place in the order. Equal ones stay as the list's query gave them. */
function ranked({ sort, where }: ListAsk, relation: string): string {
  const keys = sort.map(
    ({ column, descending }) => `asked.${quoteName(column)}${descending ? " desc" : ""} nulls last`,
  );
  return `select asked.*, row_number() over (order by ${[...keys, "asked.rowid"].join(", ")}) as ${URGENCY}
    from ${relation} as asked${where}`;
}

function siteOf({ columns }: ListEntry): string {
  return `asked.${quoteName(columns.find(({ dimension }) => dimension === "site")?.id ?? "site_id")}`;
}

/** A column's cells as answers carry them: text, double or boolean. */
async function cellsOf(
  connection: DuckDBConnection,
  relation: string,
  columns: readonly ListColumn[],
): Promise<string[]> {
  const described = await connection.runAndReadAll(`select column_name, column_type from (describe ${relation})`);
  const types = new Map(described.getRows().map(([name, type]) => [String(name), String(type)]));
  return columns.map(
    ({ id }) => `${cellSql(`asked.${quoteName(id)}`, types.get(id) ?? "VARCHAR")} as ${quoteName(id)}`,
  );
}

const NUMBER = /^(DECIMAL|DOUBLE|FLOAT|U?(TINY|SMALL|BIG|HUGE)?INT(EGER)?)\b/;

/** One value as answers carry it: text, double or boolean. */
export function cellSql(column: string, type: string): string {
  if (NUMBER.test(type)) return `cast(${column} as double)`;
  if (type === "BOOLEAN") return column;
  if (type.startsWith("TIMESTAMP")) return `strftime(cast(${column} as timestamp), '%Y-%m-%d %H:%M:%S')`;
  if (type === "DATE") return `strftime(${column}, '%Y-%m-%d')`;
  if (type === "TIME") return `strftime(date '2000-01-01' + ${column}, '%H:%M')`;
  if (type.endsWith("[]")) return `array_to_string(${column}, '、')`;
  return `cast(${column} as varchar)`;
}

/** A column's total over rows: their sum, or the quotient of two columns' sums. */
function totalSql({ id, totalOf }: ListColumn): string {
  const sum = (column: string): string => `sum(asked.${quoteName(column)})`;
  return totalOf === null ? sum(id) : `${sum(totalOf.numerator)} / nullif(${sum(totalOf.denominator)}, 0)`;
}

/** One page of a list with its totals, and how often each member occurs. */
export async function readList(
  connection: DuckDBConnection,
  version: number,
  ask: ListAsk,
  page: { limit: number; offset: number },
): Promise<ListAnswer> {
  return withRows(connection, ask, async (relation) => {
    const query = async (sql: string): Promise<Record<string, Cell>[]> =>
      (await connection.runAndReadAll(sql)).getRowObjectsJS() as Record<string, Cell>[];
    const totalled = ask.list.columns.filter(({ total }) => total);
    const summed = totalled.map(({ id }) => id);
    const sums = totalled
      .map((column) => `, cast(${totalSql(column)} as double) as ${quoteName(`sum ${column.id}`)}`)
      .join("");
    const totalsOf = (row: Record<string, Cell> | undefined): Record<string, number | null> =>
      Object.fromEntries(summed.map((id) => [id, (row?.[`sum ${id}`] as number | null | undefined) ?? null]));
    const [all] = await query(`select cast(count(*) as double) as rows from ${relation}`);
    const [whole] = await query(`select cast(count(*) as double) as rows${sums} from ${relation} as asked${ask.where}`);
    const groups: ListGroup[] = ask.grouped
      ? (
          await query(
            `select cast(${siteOf(ask.list)} as varchar) as id, cast(count(*) as double) as rows${sums}
             from (${ranked(ask, relation)}) as asked
             group by ${siteOf(ask.list)}
             order by min(asked.${URGENCY})`,
          )
        ).map((row) => ({ id: row["id"] as string | null, rows: Number(row["rows"]), totals: totalsOf(row) }))
      : [];
    const members: Record<string, MemberCount[]> = {};
    for (const { name, sql } of ask.filters) {
      members[name] = (
        await query(
          `select ${sql} as id, cast(count(*) as double) as rows from ${relation} as asked
           group by all order by rows desc, id limit ${MOST_MEMBERS}`,
        )
      ).map((row) => ({ id: row["id"] as string | null, rows: Number(row["rows"]) }));
    }
    return {
      version,
      list: ask.list.id,
      on: ask.on,
      total: Number(whole?.["rows"] ?? 0),
      all: Number(all?.["rows"] ?? 0),
      totals: totalsOf(whole),
      groups,
      members,
      rows: await query(await rowsSql(connection, ask, relation, page)),
    };
  });
}
