import { quoteText } from "../../dashboard/shared/query/sql-text.ts";
import { noLoad } from "../load/no-load.ts";
import { mkdir, readFile, rename, rm, stat } from "node:fs/promises";
import { join } from "node:path";
import type { Catalogue, CheckResult } from "../../dashboard/shared/catalogue.ts";
import { SAMPLE_UPLOADER, type LoadStatus, type Message, type PreviewBuilt } from "../../dashboard/shared/loads.ts";
import { Problem } from "../problem.ts";
import type { Store } from "../store.ts";
import { currentVersion, listVersions, readVersionInfo, versionFolder, writeAtomically } from "../versions.ts";
import { fillVersion, knownRelations, shanghaiDay, type BuildOptions } from "./build.ts";
import { stopOnFailure } from "./checks.ts";
import { fingerprintOf, modelFingerprints, sourceFingerprints, wholeFingerprint } from "./fingerprint.ts";
import { orderModels, pick, type LinkedModel } from "./lineage.ts";
import { readModels } from "./model-file.ts";
import { statedTargets } from "./targets.ts";
import { findToday } from "./today.ts";
import { inWorkspace, type Supposed } from "./workspace.ts";

/** Where previews are made: beside the published versions, and never served. */
function previewsFolder(dataFolder: string): string {
  return join(dataFolder, "previews");
}

/**
 * Makes the version that there would be if a load were put in force (or undone, where it is in force already), of the
 * metrics that can change by it. Neither the store nor what is published changes. One preview is kept, so that asking
 * again costs nothing; another one takes its place.
 *
 * @param options `only`: the metrics to look at; by default all that can change
 * @throws Problem `no_load`, `no_preview`, `nothing_published`
 */
export async function buildPreview(options: BuildOptions & { load: number }): Promise<PreviewBuilt> {
  const { store, folders, load, now, asOf, only, log } = options;
  return store.exclusive(async () => {
    const version = await currentVersion(folders.data);
    if (version === null) {
      throw new Problem({
        code: "nothing_published",
        zh: "还没有发布过数据，没有可比的数字",
        en: "Nothing is published yet, so there are no figures to compare with",
      });
    }
    const { effect, supposed } = await suppose(store, load);
    const models = await readModels(folders.sql);
    return inWorkspace(
      store.connection,
      store.contracts,
      async (workspace) => {
        const all = await orderModels(workspace.connection, models, knownRelations(store.contracts));
        const today = await findToday(workspace, store.contracts, shanghaiDay(now), asOf);
        const known = await sourceFingerprints(workspace, store.contracts, today, statedTargets(all));
        const parts = modelFingerprints(all, known);
        const wanted = only ?? (await whatMayChange(all, parts, today.day, folders.data, version));
        const name = fingerprintOf(wholeFingerprint(parts, asOf), String(version), effect, ...wanted).slice(0, 16);
        const folder = join(previewsFolder(folders.data), `${load}-${name}`);
        const answer = {
          load,
          version,
          effect,
          folder,
          metrics: all.filter(({ layer }) => layer === "metrics").length,
        };
        if (await stat(join(folder, "problem.json")).catch(() => null)) {
          return { ...answer, problem: await readProblem(folder) };
        }
        await startPreview(folders.data);
        const half = join(previewsFolder(folders.data), ".next");
        await mkdir(join(half, "facts"), { recursive: true });
        const next = ((await listVersions(folders.data)).at(-1) ?? 0) + 1;
        let problem: Message | null = null;
        const note = (checks: readonly CheckResult[]): void => {
          try {
            stopOnFailure(checks);
          } catch (error) {
            if (!(error instanceof Problem)) throw error;
            problem = error.text;
          }
        };
        await fillVersion(workspace, pick(all, wanted), half, next, today, options, note);
        await writeAtomically(join(half, "problem.json"), JSON.stringify(problem));
        await rename(half, folder);
        log(`preview of load ${load} made`);
        return { ...answer, problem };
      },
      supposed,
    );
  });
}

async function readProblem(folder: string): Promise<Message | null> {
  return JSON.parse(await readFile(join(folder, "problem.json"), "utf8")) as Message | null;
}

/** An empty place for the next preview; the one before is given up. */
async function startPreview(dataFolder: string): Promise<void> {
  const previews = previewsFolder(dataFolder);
  await rm(previews, { recursive: true, force: true });
  await mkdir(previews, { recursive: true, mode: 0o700 });
}

/** Which loads would be in force. */
async function suppose(store: Store, load: number): Promise<{ effect: "approve" | "undo"; supposed: Supposed }> {
  const { connection, contracts } = store;
  const ask = async (sql: string): Promise<[number, string][]> =>
    (await connection.runAndReadAll(sql)).getRows().map(([number, source]) => [Number(number), String(source)]);
  const found = await connection.runAndReadAll(
    "select source, status, uploader, coalesce(thinned, false) from ledger.loads where load = $load",
    { load },
  );
  const [source, status, uploader, thinned] = found.getRows()[0] ?? [];
  if (status === undefined) {
    throw noLoad(load);
  }
  const isKnown = contracts.some(({ id }) => id === source);
  if (!isKnown || thinned === true || !["accepted", "held", "declined", "undone"].includes(String(status))) {
    throw new Problem({
      code: "no_preview",
      zh: `第 ${load} 次载入没有可以计入数字的行，没有数据可预览`,
      en: `Load ${load} has no rows that could count, so there is nothing to preview`,
    });
  }
  const effect = status === "accepted" ? "undo" : "approve";
  const place = `(select place from ledger.loads where load = ${load})`;
  const others =
    effect === "undo"
      ? await ask(`select load, source from ledger.loads where replaced_by = ${load}`)
      : await ask(`
          select load, source from ledger.loads
          where status = 'accepted' and load <> ${load}
            and (place = ${place} or (uploader = ${quoteText(SAMPLE_UPLOADER)} and ${String(uploader !== SAMPLE_UPLOADER)}))`);
  const changed: [number, string, LoadStatus][] = [
    [load, String(source), effect === "undo" ? "undone" : "accepted"],
    ...others.map(([other, of]): [number, string, LoadStatus] => [
      other,
      of,
      effect === "undo" ? "accepted" : "undone",
    ]),
  ];
  const loadsOf = new Map<string, number[]>();
  for (const [number, of] of changed) loadsOf.set(of, [...(loadsOf.get(of) ?? []), number]);
  return { effect, supposed: { statuses: new Map(changed.map(([number, , then]) => [number, then])), loadsOf } };
}

/**
 * Metrics that come out otherwise than in the served version, or may, and the checks that can keep them from being
 * published: told by the fingerprints of all that they are made from. Where today moves, every running period does.
 */
async function whatMayChange(
  all: readonly LinkedModel[],
  parts: ReadonlyMap<string, string>,
  today: string,
  dataFolder: string,
  version: number,
): Promise<string[]> {
  const { parts: before } = await readVersionInfo(dataFolder, version);
  const catalogue = await readFile(join(versionFolder(dataFolder, version), "catalogue.json"), "utf8");
  const { asOf } = JSON.parse(catalogue) as Catalogue;
  const isOther = (id: string): boolean => before[id] !== parts.get(id);
  const everything = asOf !== today || isOther("facts.targets") || isOther("ledger.targets");
  return all
    .filter(({ layer, name, header }) => {
      const mayChange = isOther(`${layer}.${name}`);
      if (layer === "metrics") return everything || mayChange;
      return layer === "checks" && header["severity"] === "stop" && mayChange;
    })
    .map(({ layer, name }) => `${layer}.${name}`);
}
