import { UNITS, type ListColumn, type ListEntry, type Unit } from "../../dashboard/shared/catalogue.ts";
import { DIMENSION_TITLES } from "../../dashboard/shared/dimensions.ts";
import { quoteName, quoteText } from "../../dashboard/shared/query/sql-text.ts";
import { parseWords } from "../../dashboard/shared/words.ts";
import { headerFields } from "./header-fields.ts";
import type { LinkedModel } from "./lineage.ts";
import { readsUnpublished } from "./metrics.ts";
import type { ModelFile } from "./model-file.ts";
import type { Workspace } from "./workspace.ts";

const FIELDS = [
  "title",
  "about",
  "asks",
  "grain",
  "area",
  "group",
  "sort",
  "filters",
  "columns",
  "on",
  "decision",
] as const;

type ListHeader = Omit<ListEntry, "rows" | "sources">;

/**
 * Computes a list as of today, keeps its rows as `pages.lists.<name>`, and shows them as `lists.<name>`.
 *
 * @param unchangedIn catalog of a version that has the same list made of the same inputs
 * @throws Problem where the header's columns are not the query's
 */
export async function buildList(
  workspace: Workspace,
  model: LinkedModel,
  today: string,
  sources: ReadonlySet<string>,
  unchangedIn: string | null,
): Promise<ListEntry> {
  const { connection } = workspace;
  const name = quoteName(model.name);
  if (model.header["on"] === true) await connection.run(`set variable "on" = date ${quoteText(today)}`);
  if (unchangedIn !== null) {
    await connection.run(`create table pages.lists.${name} as from ${unchangedIn}.lists.${name}`);
  } else {
    await workspace.runModel(`create table pages.lists.${name} as`, model);
  }
  await connection.run(`create view lists.${name} as from pages.lists.${name}`);
  const described = await workspace.query(
    `select column_name as name, column_type as type from (describe lists.${name})`,
  );
  const types = new Map(described.map(({ name, type }) => [String(name), String(type)]));
  const header = parseListHeader(model, types);
  const counted = await workspace.query(`select cast(count(*) as double) as n from lists.${name}`);
  return { ...header, rows: Number(counted[0]?.["n"]), sources: [...sources].sort() };
}

/** @param types the query's columns, in order, and their types */
export function parseListHeader(model: LinkedModel, types: ReadonlyMap<string, string>): ListHeader {
  const fields = headerFields(model, FIELDS);
  const columns = columnsOf(model, types);
  const known = new Set(columns.map(({ id }) => id));
  const need = (field: string, id: string): string => {
    if (known.has(id)) return id;
    throw fields.fail(field, `没有列 ${id}`, `there is no column ${id}`);
  };
  const onAnyDay = model.header["on"] === true;
  if (onAnyDay && readsUnpublished(model)) {
    throw fields.fail(
      "on",
      "能按任一天问的清单只能读 facts 和 metrics",
      "a list for any day reads only facts and metrics",
    );
  }
  return {
    id: model.name,
    group: fields.oneOf("group", ["worklist", "scorecard", "table"]),
    title: fields.words("title"),
    about: fields.words("about"),
    decision: fields.optionalWords("decision"),
    asks: String(model.header["asks"] ?? ""),
    area: fields.text("area"),
    grain: fields.text("grain"),
    columns,
    filters: fields.names("filters").map((id) => need("filters", id)),
    sort: fields.names("sort").map((text) => {
      const [id = "", direction = "asc"] = text.split(/\s+/);
      return { column: need("sort", id), descending: direction === "desc" };
    }),
    onAnyDay,
    sql: model.sql,
    path: model.path,
  };
}

type RawColumn = {
  title?: unknown;
  unit?: unknown;
  total?: unknown;
  personal?: unknown;
  dimension?: unknown;
  under?: unknown;
};

function columnsOf(model: ModelFile, types: ReadonlyMap<string, string>): ListColumn[] {
  const { fail } = headerFields(model, FIELDS);
  const raw = (model.header["columns"] ?? {}) as Record<string, unknown>;
  const said = Object.keys(raw).join(", ");
  const found = [...types.keys()].join(", ");
  if (said !== found) {
    throw fail("columns", `写的是 ${said}，查询给出的是 ${found}`, `they are ${said}, but the query gives ${found}`);
  }
  return Object.entries(raw).map(([id, value]): ListColumn => {
    const { title, unit, total, personal, dimension, under } = (
      typeof value === "string" ? { title: value } : (value ?? {})
    ) as RawColumn;
    if (typeof title !== "string") throw fail("columns", `${id} 没有名称`, `${id} has no title`);
    const totalOf = quotientOf(total);
    for (const part of totalOf ? Object.values(totalOf) : []) {
      if (!types.has(part))
        throw fail("columns", `${id} 的合计用到的 ${part} 不是列`, `the total of ${id} names ${part}, no column`);
    }
    return {
      id,
      title: parseWords(title),
      unit: unitOf(unit, types.get(id) ?? "", () =>
        fail(
          "columns",
          `${id} 的单位只能是 ${UNITS.join("、")}`,
          `the unit of ${id} must be one of ${UNITS.join(", ")}`,
        ),
      ),
      dimension: dimensionOf(id, dimension, () =>
        fail("columns", `${id} 没有维度 ${String(dimension)}`, `${id}: there is no dimension ${String(dimension)}`),
      ),
      total: total === true || totalOf !== null,
      totalOf,
      personal: personal === true,
      under: typeof under === "string" ? parseWords(under) : null,
    };
  });
}

/** `[paid, due]`: the total is the sum of the one over the sum of the other. */
function quotientOf(total: unknown): ListColumn["totalOf"] {
  if (!Array.isArray(total) || total.length !== 2) return null;
  return { numerator: String(total[0]), denominator: String(total[1]) };
}

function unitOf(unit: unknown, type: string, problem: () => Error): ListColumn["unit"] {
  if (type === "DATE") return "date";
  if (type.startsWith("TIMESTAMP")) return "moment";
  if (unit === undefined) return /INT|DECIMAL|DOUBLE|FLOAT/.test(type) ? "count" : null;
  const known = UNITS.find((each): each is Unit => each === unit);
  if (known === undefined) throw problem();
  return known;
}

/** site_id → site, kind → kind: columns whose cells are members with names; the header may name another (last_method). */
function dimensionOf(id: string, said: unknown, problem: () => Error): string | null {
  const dimension = said === undefined ? id.replace(/_id$/, "") : String(said);
  if (Object.hasOwn(DIMENSION_TITLES, dimension)) return dimension;
  if (said !== undefined) throw problem();
  return null;
}
