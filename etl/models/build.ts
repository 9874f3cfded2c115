import { mkdir, open, rename, rm } from "node:fs/promises";
import { join } from "node:path";
import type { Catalogue, CheckResult } from "../../dashboard/shared/catalogue.ts";
import { SAMPLE_UPLOADER } from "../../dashboard/shared/loads.ts";
import { quoteText } from "../../dashboard/shared/query/sql-text.ts";
import type { MetricPlan } from "../../dashboard/shared/query/plan.ts";
import type { Contract } from "../contract.ts";
import type { Folders } from "../folders.ts";
import type { Store } from "../store.ts";
import {
  currentVersion,
  finishPublishing,
  listVersions,
  pointTo,
  pruneVersions,
  readVersionInfo,
  startVersion,
  unpin,
  versionFolder,
  type VersionInfo,
} from "../versions.ts";
import { buildModels, type Before } from "./build-models.ts";
import { assembleCatalogue, describeLabels, describeMembers, describeModels } from "./catalogue.ts";
import { stopOnFailure } from "./checks.ts";
import { keepEvidence } from "./evidence.ts";
import { modelFingerprints, sourceFingerprints, wholeFingerprint } from "./fingerprint.ts";
import { orderModels, pick, sourcesBehind, type LinkedModel } from "./lineage.ts";
import { readModels } from "./model-file.ts";
import { openSql } from "./open-sql.ts";
import { allFindingsSql, RULE_LAYERS } from "../../dashboard/shared/rule-layers.ts";
import { keepStatedTargets, statedTargets, writeTargets } from "./targets.ts";
import { findToday, keepToday, type Today } from "./today.ts";
import { attach, inWorkspace, type Workspace } from "./workspace.ts";

export type BuildOptions = {
  store: Store;
  folders: Folders;
  now: Date;
  /** "Today" of all answers; by default the last day with data. */
  asOf?: string | undefined;
  /** Builds only these models and what they read: a metric's name, or layer and name (lists.revisits_due). */
  only?: readonly string[] | undefined;
  log: (line: string) => void;
  /** Told after each model. */
  built?: (done: number, of: number) => void;
};

/** What a version's folder holds beside its databases. */
export type VersionFiles = { info: VersionInfo; catalogue: Catalogue; plans: MetricPlan[] };

/**
 * Builds all models on the store's current rows, checks them, and publishes them as one new version.
 * Whatever fails, the last good version stays the one that is served.
 *
 * @throws Problem with file, line and column of the author's SQL, or naming the check that failed
 */
export async function buildVersion(options: BuildOptions): Promise<{ version: number }> {
  const { store, folders, log } = options;
  return store.exclusive(async () => {
    const models = await readModels(folders.sql);
    const folder = await startVersion(folders.data);
    try {
      const version = ((await listVersions(folders.data)).at(-1) ?? 0) + 1;
      await inWorkspace(store.connection, store.contracts, async (workspace) => {
        const all = await orderModels(workspace.connection, models, knownRelations(store.contracts));
        const ordered = options.only ? pick(all, options.only) : all;
        const today = await findToday(workspace, store.contracts, shanghaiDay(options.now), options.asOf);
        await fillVersion(workspace, ordered, folder, version, today, options);
      });
      await rename(folder, versionFolder(folders.data, version));
      await unpin(folders.data);
      await pointTo(folders.data, version);
      log(`published version ${version}`);
      await pruneVersions(folders.data).catch((error: unknown) => {
        log(`old versions could not be removed: ${error instanceof Error ? error.message : String(error)}`);
      });
      return { version };
    } catch (error) {
      await rm(folder, { recursive: true, force: true });
      throw error;
    }
  });
}

/** Whether loads, models or the day given for today have changed since the newest version was made. */
export async function needsBuild({
  store,
  folders,
  now,
  asOf,
}: Pick<BuildOptions, "store" | "folders" | "now" | "asOf">): Promise<boolean> {
  await finishPublishing(folders.data);
  const newest = (await listVersions(folders.data)).at(-1);
  if (newest === undefined || (await currentVersion(folders.data)) === null) return true;
  const info = await readVersionInfo(folders.data, newest);
  return store.exclusive(async () => {
    const models = await readModels(folders.sql);
    return inWorkspace(store.connection, store.contracts, async (workspace) => {
      const ordered = await orderModels(workspace.connection, models, knownRelations(store.contracts));
      const today = await findToday(workspace, store.contracts, shanghaiDay(now), asOf);
      const known = await sourceFingerprints(workspace, store.contracts, today, statedTargets(ordered));
      return wholeFingerprint(modelFingerprints(ordered, known), asOf) !== info.fingerprint;
    });
  });
}

const PAGES_SCHEMAS = ["ledger", "rollup", "events", "lists", "accountability", "authenticity", "evidence", "checks"];

/** Relations that exist before any model is built. */
export function knownRelations(contracts: readonly Contract[]): Set<string> {
  return new Set([
    ...contracts.map(({ id }) => `sources.${id}`),
    ...["loads", "rejects", "today", "targets"].map((table) => `ledger.${table}`),
  ]);
}

/**
 * Builds the models in an empty folder and writes the version's files.
 *
 * @param judge is given the results of the checks, and throws where nothing may come of them
 */
export async function fillVersion(
  workspace: Workspace,
  ordered: LinkedModel[],
  folder: string,
  version: number,
  today: Today,
  { store, folders, now, asOf, log, built: tell = () => undefined }: BuildOptions,
  judge: (checks: readonly CheckResult[]) => void = stopOnFailure,
): Promise<void> {
  const { connection } = workspace;
  const targets = statedTargets(ordered);
  const known = await sourceFingerprints(workspace, store.contracts, today, targets);
  const parts = modelFingerprints(ordered, known);
  const before = await previousVersion(workspace, folders.data);
  await attach(connection, join(folder, "pages.duckdb"), "pages", "write");
  for (const schema of PAGES_SCHEMAS) await connection.run(`create schema pages.${schema}`);
  await keepToday(workspace, today);
  await keepStatedTargets(workspace, targets);
  for (const layer of RULE_LAYERS) await connection.run(allFindingsSql(layer, []));

  const built = await buildModels(workspace, ordered, { folder, today: today.day, parts, before, log, built: tell });
  const { metrics, lists, rules, checks, rollups } = built;
  await writeTargets(
    workspace,
    ordered.some(({ layer, name }) => layer === "facts" && name === "targets"),
  );
  checks.push(await keepEvidence(workspace, store.contracts));
  judge(checks);

  const ledger = await workspace.query(
    `select cast(count(*) as integer) as loads, cast(coalesce(sum(rejected), 0) as double) as rejected,
       coalesce(bool_or(uploader = ${quoteText(SAMPLE_UPLOADER)}), false) as sample
     from ledger.loads where status = 'accepted'`,
  );
  const catalogue = assembleCatalogue({
    version,
    publishedAt: now.toISOString(),
    asOf: today.day,
    metrics,
    lists,
    rules,
    models: describeModels(ordered, built.builds),
    behind: sourcesBehind(ordered),
    sources: today.sources,
    members: await describeMembers(workspace),
    labels: { ...describeLabels(store.contracts), rule: Object.fromEntries(rules.map(({ id, title }) => [id, title])) },
    checks,
    rejected: Number(ledger[0]?.["rejected"]),
    sample: ledger[0]?.["sample"] === true,
  });
  const info: VersionInfo = {
    version,
    publishedAt: now.toISOString(),
    loads: Number(ledger[0]?.["loads"]),
    fingerprint: wholeFingerprint(parts, asOf),
    parts: { ...Object.fromEntries(parts), ...rollups },
  };
  await writeSynced(join(folder, "open.sql"), openSql(ordered));
  await writeSynced(join(folder, "catalogue.json"), JSON.stringify(catalogue));
  await writeSynced(join(folder, "plans.json"), JSON.stringify(metrics.map(({ plan }) => plan)));
  await writeSynced(join(folder, "version.json"), JSON.stringify(info));
}

/** The newest version, its roll-ups attached as `before_pages`, or null when there is none to take parts from. */
async function previousVersion(workspace: Workspace, dataFolder: string): Promise<Before | null> {
  const newest = (await listVersions(dataFolder)).at(-1);
  if (newest === undefined) return null;
  const folder = versionFolder(dataFolder, newest);
  try {
    const { parts } = await readVersionInfo(dataFolder, newest);
    await attach(workspace.connection, join(folder, "pages.duckdb"), "before_pages", "read");
    return { folder, parts };
  } catch {
    // A version that cannot be read is no reason not to make a new one: everything is then computed anew.
    return null;
  }
}

/** The calendar day of an instant in Asia/Shanghai. */
export function shanghaiDay(instant: Date): string {
  return new Date(instant.getTime() + 8 * 3_600_000).toISOString().slice(0, 10);
}

async function writeSynced(path: string, text: string): Promise<void> {
  await mkdir(join(path, ".."), { recursive: true });
  const file = await open(path, "w");
  try {
    await file.writeFile(text);
    await file.sync();
  } finally {
    await file.close();
  }
}
