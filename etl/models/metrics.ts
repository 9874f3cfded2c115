import type { MetricPlan } from "../../dashboard/shared/query/plan.ts";
import { AGE_BUCKET } from "../../dashboard/shared/query/plan.ts";
import { rollupSql } from "../../dashboard/shared/query/events-sql.ts";
import { quoteName, quoteText } from "../../dashboard/shared/query/sql-text.ts";
import { Problem } from "../problem.ts";
import type { LinkedModel } from "./lineage.ts";
import { parseMetricHeader, type MetricHeader } from "./metric-header.ts";
import type { Workspace } from "./workspace.ts";

export type BuiltMetric = { header: MetricHeader; plan: MetricPlan };

/** Dimensions that the day roll-up keeps: the page's own filter. All others are answered from the rows. */
const ROLLED_UP = ["site"];

/**
 * Shows the metric as `metrics.<name>` and finds out what the engine must know of it.
 *
 * @throws Problem naming the file where the query lacks a column that the header promises
 */
export async function defineMetric(
  workspace: Workspace,
  model: LinkedModel,
  sources: ReadonlySet<string>,
): Promise<BuiltMetric> {
  const header = parseMetricHeader(model);
  await workspace.runModel(`create view metrics.${quoteName(model.name)} as`, model);
  const described = await workspace.query(
    `select column_name as name, column_type as type from (describe metrics.${quoteName(model.name)})`,
  );
  const types = new Map(described.map(({ name, type }) => [String(name), String(type)]));
  const columns = Object.fromEntries(
    header.by.filter((dim) => dim !== AGE_BUCKET).map((dim) => [dim, columnOf(model, types, dim)]),
  );
  requireColumns(model, types, header);
  const facts = await workspace.query(
    `select cast(count(*) as double) as rows, strftime(min(event_at)::date, '%Y-%m-%d') as first
     from metrics.${quoteName(model.name)} where event_at is not null`,
  );
  const ledgerOnly = [...sources].every((source) => source === "loads");
  return {
    header,
    plan: {
      id: header.id,
      kind: header.kind,
      unit: header.unit,
      quantile: header.quantile,
      columns,
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
      },
      rows: Number(facts[0]?.["rows"] ?? 0),
      firstDay: (facts[0]?.["first"] as string | null) ?? null,
      asOf: ledgerOnly ? await lastLoadDay(workspace) : null,
      minimumN: header.minimumN,
      near: header.near,
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
  ];
  for (const column of needed) if (!types.has(column)) throw missing(model, column, column, column);
  if (!/^(DATE|TIMESTAMP)/.test(types.get("event_at") ?? "")) {
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

/**
 * Keeps the rows of a metric that reads what a version does not carry (a source, the load ledger), so that they can
 * still be opened; all others are computed from the facts.
 */
export async function keepEvents(workspace: Workspace, model: LinkedModel): Promise<void> {
  if (model.references.every(({ schema }) => schema === "facts")) return;
  await workspace.connection.run(
    `create table pages.events.${quoteName(model.name)} as from metrics.${quoteName(model.name)}`,
  );
}

/** Writes the metric's day roll-up to `pages.rollup`; metrics that count distinct keys have none. */
export async function rollUp(workspace: Workspace, plan: MetricPlan, unchangedIn: string | null): Promise<void> {
  if (plan.distinct) return;
  const table = `pages.rollup.${quoteName(plan.id)}`;
  await workspace.connection.run(
    unchangedIn === null
      ? `create table ${table} as ${rollupSql(plan)}`
      : `create table ${table} as from ${unchangedIn}.rollup.${quoteName(plan.id)}`,
  );
}

/** Targets that hold: those of the headers from ever, and over them the rows of facts.targets. */
export async function writeTargets(
  workspace: Workspace,
  headers: readonly MetricHeader[],
  hasFact: boolean,
): Promise<void> {
  await workspace.connection.run(
    "create table pages.main.targets (metric varchar, grain varchar, site varchar, holds_from date, comparison varchar, value double, priority integer)",
  );
  const rows = headers.flatMap(({ id, targets }) =>
    Object.entries(targets).map(
      ([grain, { comparison, value }]) =>
        `(${quoteText(id)}, ${quoteText(grain)}, null, date '0001-01-01', '${comparison}', ${value}, 0)`,
    ),
  );
  if (rows.length > 0) await workspace.connection.run(`insert into pages.main.targets values ${rows.join(", ")}`);
  if (hasFact) {
    await workspace.connection.run(
      "insert into pages.main.targets select metric, grain, site_id, holds_from, comparison, value, 1 from facts.targets where value is not null",
    );
  }
}
