import type { CheckResult, ListEntry, RuleEntry } from "../../dashboard/shared/catalogue.ts";
import { rollupSql } from "../../dashboard/shared/query/events-sql.ts";
import { runCheck } from "./checks.ts";
import { buildFact } from "./facts.ts";
import { fingerprintOf } from "./fingerprint.ts";
import { sourcesBehind, type LinkedModel } from "./lineage.ts";
import { buildList } from "./lists.ts";
import { defineMetric, keepEvents, rollUp, type BuiltMetric } from "./metrics.ts";
import { allFindingsSql } from "../../dashboard/shared/rule-layers.ts";
import { buildRule } from "./rules.ts";
import type { Workspace } from "./workspace.ts";

/** The version that parts can be taken over from: its folder, its roll-ups attached as `before_pages`. */
export type Before = { folder: string; parts: Record<string, string> };

/** What a model's part in this build was. */
export type ModelBuild = { ms: number; unchanged: boolean };

export type Built = {
  metrics: BuiltMetric[];
  lists: ListEntry[];
  rules: RuleEntry[];
  checks: CheckResult[];
  /** Fingerprints of the roll-ups. */
  rollups: Record<string, string>;
  builds: Map<string, ModelBuild>;
};

type Options = {
  folder: string;
  /** YYYY-MM-DD. */
  today: string;
  /** Fingerprints of the models. */
  parts: ReadonlyMap<string, string>;
  before: Before | null;
  log: (line: string) => void;
  /** Told after each model. */
  built: (done: number, of: number) => void;
};

/** Builds all models in their order, checks last: they may look at everything. What has not changed is taken over. */
export async function buildModels(
  workspace: Workspace,
  ordered: readonly LinkedModel[],
  { folder, today, parts, before, log, built: tell }: Options,
): Promise<Built> {
  const behind = sourcesBehind(ordered);
  const facts = new Set(ordered.filter(({ layer }) => layer === "facts").map(({ name }) => name));
  const built: Built = { metrics: [], lists: [], rules: [], checks: [], rollups: {}, builds: new Map() };
  const build = async (model: LinkedModel): Promise<boolean> => {
    const id = `${model.layer}.${model.name}`;
    const sources = behind.get(id) ?? new Set();
    const unchangedIn = before !== null && before.parts[id] === parts.get(id) ? before.folder : null;
    const unchangedPages = unchangedIn === null ? null : "before_pages";
    switch (model.layer) {
      case "facts":
        await buildFact(workspace, model, folder, unchangedIn);
        return unchangedIn !== null;
      case "metrics": {
        const metric = await defineMetric(workspace, model, sources, facts);
        await keepEvents(workspace, model);
        // The engine's own SQL is part of what a roll-up was made from: an upgrade may change it.
        const rollup = fingerprintOf(parts.get(id) ?? "", rollupSql(metric.plan));
        const isUnchanged = before?.parts[`rollup.${model.name}`] === rollup;
        built.rollups[`rollup.${model.name}`] = rollup;
        await rollUp(workspace, model, metric.plan, isUnchanged ? "before_pages" : null);
        built.metrics.push(metric);
        return isUnchanged;
      }
      case "lists":
        built.lists.push(await buildList(workspace, model, today, sources, unchangedPages));
        return unchangedIn !== null;
      case "accountability":
      case "authenticity": {
        const { layer } = model;
        built.rules.push(await buildRule(workspace, model, layer, sources, unchangedPages));
        const names = built.rules.filter(({ group }) => group === layer).map(({ id }) => id);
        await workspace.connection.run(allFindingsSql(layer, names));
        return unchangedIn !== null;
      }
      case "checks": {
        const check = await runCheck(workspace, model);
        if (check.rows > 0) log(`${check.severity}: ${check.title.en}, ${check.rows} rows (${model.path})`);
        built.checks.push(check);
        return false;
      }
    }
  };
  const checks = ordered.filter(({ layer }) => layer === "checks");
  for (const model of [...ordered.filter(({ layer }) => layer !== "checks"), ...checks]) {
    log(`building ${model.layer}.${model.name}`);
    const start = performance.now();
    const unchanged = await build(model);
    built.builds.set(`${model.layer}.${model.name}`, { ms: Math.round(performance.now() - start), unchanged });
    tell(built.builds.size, ordered.length);
  }
  return built;
}
