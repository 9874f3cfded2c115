import type { DerivedDimension, MetricPlan } from "../../dashboard/shared/query/plan.ts";
import { isRolledUpAtAll, rollupSql } from "../../dashboard/shared/query/events-sql.ts";
import { quoteName } from "../../dashboard/shared/query/sql-text.ts";
import { Problem } from "../problem.ts";
import type { LinkedModel } from "./lineage.ts";
import { parseMetricHeader, type MetricHeader } from "./metric-header.ts";
import type { Workspace } from "./workspace.ts";

/** `unplaced`: rows without an event_at, which belong to no period. */
export type BuiltMetric = { header: MetricHeader; plan: MetricPlan; unplaced: number };

/** Dimensions that the day roll-up keeps: the page's own filter. All others are answered from the rows. */
const ROLLED_UP = ["site"];

/** Dimensions that stand for a member of the staff, in the order in which team and leader are looked for. */
const STAFF = ["agent", "collector", "inspector", "owner", "manager"];

/** What a site and a member of the staff imply, wherever a metric is cut by them and does not say it itself. */
function derivedDimensions(by: readonly string[], facts: ReadonlySet<string>): Record<string, DerivedDimension> {
  const staff = STAFF.find((dim) => by.includes(dim));
  const all: [string, string | undefined, string, string, string][] = [
    ["region", by.find((dim) => dim === "site"), "sites", "site_id", "region"],
    ["company", by.find((dim) => dim === "site"), "sites", "site_id", "company"],
    ["team", staff, "agents", "agent_id", "team"],
    ["leader", staff, "agents", "agent_id", "leader_id"],
  ];
  return Object.fromEntries(
    all.flatMap(([dim, of, fact, key, column]): [string, DerivedDimension][] =>
      of === undefined || by.includes(dim) || !facts.has(fact) ? [] : [[dim, { of, fact, key, column }]],
    ),
  );
}

/**
 * Shows the metric as `metrics.<name>` and finds out what the engine must know of it.
 *
 * @throws Problem naming the file where the query lacks a column that the header promises
 */
export async function defineMetric(
  workspace: Workspace,
  model: LinkedModel,
  sources: ReadonlySet<string>,
  facts: ReadonlySet<string>,
): Promise<BuiltMetric> {
  const said = parseMetricHeader(model);
  const derived = derivedDimensions(said.by, facts);
  const header = { ...said, by: [...said.by, ...Object.keys(derived)] };
  await workspace.runModel(`create view metrics.${quoteName(model.name)} as`, model);
  const described = await workspace.query(
    `select column_name as name, column_type as type from (describe metrics.${quoteName(model.name)})`,
  );
  const types = new Map(described.map(({ name, type }) => [String(name), String(type)]));
  const columns = Object.fromEntries(
    said.by.filter((dim) => dim !== said.age?.dimension).map((dim) => [dim, columnOf(model, types, dim)]),
  );
  requireColumns(model, types, header);
  const counted = await told(model, () =>
    workspace.query(
      `select cast(count(event_at) as double) as rows, cast(count(*) - count(event_at) as double) as unplaced,
         strftime(min(event_at)::date, '%Y-%m-%d') as first
       from metrics.${quoteName(model.name)}`,
    ),
  );
  const ledgerOnly = sources.size > 0 && [...sources].every((source) => source === "loads");
  return {
    header,
    unplaced: Number(counted[0]?.["unplaced"] ?? 0),
    plan: {
      id: header.id,
      kind: header.kind,
      unit: header.unit,
      quantile: header.quantile,
      columns,
      derived,
      rolledUpBy: ROLLED_UP.filter((dim) => dim in columns),
      cumulative: header.kind === "balance" || header.closingDays,
      distinct: header.distinct,
      timesDays: header.closingDays,
      snapshot: header.snapshot,
      age: header.age,
      windowMonths: header.windowMonths,
      has: {
        numerator: types.has("numerator"),
        denominator: types.has("denominator"),
        knownAt: types.has("known_at"),
        since: types.has("since"),
        items: types.has("items"),
        counts: types.has("counts"),
      },
      known: header.known,
      scale: header.scale,
      spread: header.spread,
      rows: Number(counted[0]?.["rows"] ?? 0),
      firstDay: (counted[0]?.["first"] as string | null) ?? null,
      asOf: ledgerOnly ? await lastLoadDay(workspace) : null,
      minimumN: header.minimumN,
      near: header.near,
      targetFor: header.targetFor,
    },
  };
}

async function lastLoadDay(workspace: Workspace): Promise<string | null> {
  const rows = await workspace.query("select strftime(max(loaded_at)::date, '%Y-%m-%d') as day from ledger.loads");
  return (rows[0]?.["day"] as string | null) ?? null;
}

function columnOf(model: LinkedModel, types: ReadonlyMap<string, string>, dim: string): string {
  const column = [`${dim}_id`, dim].find((name) => types.has(name));
  if (column !== undefined) return column;
  throw missing(model, "by", `${dim}_id 或 ${dim}`, `${dim}_id or ${dim}`);
}

function requireColumns(model: LinkedModel, types: ReadonlyMap<string, string>, header: MetricHeader): void {
  const needed = [
    "key",
    "event_at",
    ...(header.kind === "quantile" ? ["value"] : header.kind === "count" ? [] : ["numerator"]),
    ...(header.kind === "ratio" || header.kind === "mean" ? ["denominator"] : []),
    ...(header.age ? ["since"] : []),
    ...(header.spread ? ["holder"] : []),
    ...(header.known === "today" ? ["known_at"] : []),
  ];
  for (const column of needed) if (!types.has(column)) throw missing(model, column, column, column);
  for (const measure of ["numerator", "denominator", "value", "items"]) {
    const type = types.get(measure) ?? "DOUBLE";
    if (/^(U?(TINY|SMALL|BIG|HUGE)?INT(EGER)?$|DECIMAL|DOUBLE|FLOAT)/.test(type)) continue;
    throw new Problem({
      code: "bad_measure",
      zh: `${model.path} 的 ${measure} 是 ${type}，要是数。`,
      en: `${model.path}: ${measure} is ${type}; it must be a number.`,
      where: { file: model.path },
    });
  }
  if (!/^(DATE|TIMESTAMP)$/.test(types.get("event_at") ?? "")) {
    throw new Problem({
      code: "bad_event_at",
      zh: `${model.path} 的 event_at 是 ${types.get("event_at")}，要是日期或时间。`,
      en: `${model.path}: event_at is ${types.get("event_at")}; it must be a date or a timestamp.`,
      where: { file: model.path },
    });
  }
}

function missing(model: LinkedModel, field: string, zh: string, en: string): Problem {
  return new Problem({
    code: "missing_column",
    zh: `${model.path} 的查询没有 ${zh} 列（${field}）。`,
    en: `${model.path}: the query has no column ${en} (${field}).`,
    where: { file: model.path },
  });
}

/** What of the ledger a version carries. */
export function isKept(ledgerTable: string): boolean {
  return ledgerTable === "today" || ledgerTable === "targets";
}

/** Whether a model reads what a version does not carry: an export's rows, the ledger of loads. */
export function readsUnpublished({ references }: LinkedModel): boolean {
  return references.some(({ schema, table }) => schema === "sources" || (schema === "ledger" && !isKept(table)));
}

/**
 * Keeps the rows of a metric that reads what a version does not carry (a source, the load ledger), so that they can
 * still be opened; all others are computed from the facts.
 */
export async function keepEvents(workspace: Workspace, model: LinkedModel): Promise<void> {
  if (!readsUnpublished(model)) return;
  const name = quoteName(model.name);
  await told(model, () => workspace.connection.run(`create table pages.events.${name} as from metrics.${name}`));
}

/** Writes the metric's day roll-up to `pages.rollup`; those that do not add up have none. */
export async function rollUp(
  workspace: Workspace,
  model: LinkedModel,
  plan: MetricPlan,
  unchangedIn: string | null,
): Promise<void> {
  if (!isRolledUpAtAll(plan)) return;
  const name = quoteName(plan.id);
  const rows = unchangedIn === null ? rollupSql(plan) : `from ${unchangedIn}.rollup.${name}`;
  await told(model, () => workspace.connection.run(`create table pages.rollup.${name} as ${rows}`));
}

/** Runs what reads a metric; where its rows cannot be computed, the error is the author's and names the file. */
async function told<T>(model: LinkedModel, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (cause) {
    const what = (cause instanceof Error ? cause.message : String(cause)).split("\n\nLINE")[0] ?? "";
    throw new Problem({
      code: "bad_sql",
      zh: `${model.path} 算到某一行时出错：${what}`,
      en: `${model.path}: a row cannot be computed: ${what}`,
      where: { file: model.path },
      cause,
    });
  }
}
