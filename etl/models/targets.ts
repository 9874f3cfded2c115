import { quoteText } from "../../dashboard/shared/query/sql-text.ts";
import { parseMetricHeader } from "./metric-header.ts";
import type { ModelFile } from "./model-file.ts";
import type { Workspace } from "./workspace.ts";

/** A target that a metric's file states: it holds from ever, for all sites. */
export type StatedTarget = { metric: string; grain: string; comparison: string; value: number };

/** The targets that the metrics' files state. */
export function statedTargets(models: readonly ModelFile[]): StatedTarget[] {
  return models
    .filter(({ layer }) => layer === "metrics")
    .map(parseMetricHeader)
    .flatMap(({ id, targets }) =>
      Object.entries(targets).map(([grain, { comparison, value }]) => ({ metric: id, grain, comparison, value })),
    );
}

/** Keeps the targets that the metrics' files state in the version and shows them as `ledger.targets`. */
export async function keepStatedTargets({ connection }: Workspace, targets: readonly StatedTarget[]): Promise<void> {
  await connection.run(
    "create table pages.ledger.targets (metric varchar, grain varchar, comparison varchar, value double)",
  );
  const rows = targets.map(
    ({ metric, grain, comparison, value }) =>
      `(${quoteText(metric)}, ${quoteText(grain)}, ${quoteText(comparison)}, ${value})`,
  );
  if (rows.length > 0) await connection.run(`insert into pages.ledger.targets values ${rows.join(", ")}`);
  await connection.run("create view ledger.targets as from pages.ledger.targets");
}

/** Writes the targets that answers are judged by: facts.targets, or what the files state where there is no such fact. */
export async function writeTargets({ connection }: Workspace, hasFact: boolean): Promise<void> {
  const rows = hasFact
    ? "select metric, grain, site_id, holds_from, comparison, value, priority from facts.targets where value is not null"
    : "select metric, grain, null, date '0001-01-01', comparison, value, 0 from ledger.targets";
  await connection.run(
    "create table pages.main.targets (metric varchar, grain varchar, site varchar, holds_from date, comparison varchar, value double, priority integer)",
  );
  await connection.run(`insert into pages.main.targets ${rows}`);
}
