import { readFileSync } from "node:fs";
import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DuckDBInstance, type DuckDBConnection } from "@duckdb/node-api";
import fc from "fast-check";
import { afterAll, beforeAll, expect, test } from "vitest";
import { readContracts } from "../../etl/contract.ts";
import type { Folders } from "../../etl/folders.ts";
import { loadFile } from "../../etl/load/load-file.ts";
import { undoLoad } from "../../etl/load/undo-load.ts";
import { buildVersion, type VersionFiles } from "../../etl/models/build.ts";
import { openStore, type Store } from "../../etl/store.ts";
import { listVersions, rollBack, versionFolder } from "../../etl/versions.ts";
import { delivery } from "../naive/arbitraries.ts";
import { POLICIES, SOURCE_IDS, SOURCES } from "../naive/areas.ts";
import { daysOfSet } from "../naive/awkward.ts";
import { csvOf } from "../naive/csv.ts";
import type { Delivery, Rows, Source } from "../naive/data.ts";
import type { NaiveSource, Surroundings } from "../naive/source.ts";
import { NOW } from "../naive/today.ts";
import { diceOf, type Dice } from "./dice.ts";
import { TIMEOUT } from "./property.ts";
import { contentsOf, unlike } from "./same-version.ts";

const SEQUENCES = Number(process.env["HENG_SEQUENCES"] ?? 200);
const SEED = Number(process.env["HENG_SEED"] ?? 20260823);
const STEPS = 3;
/** So many sequences go on in one data folder, with the same models. */
const SEQUENCES_A_HOUSE = 5;
/** How many models a house builds, besides all that they read: so many that each has its turn. */
const MODELS = 4;

const PROJECT = join(import.meta.dirname, "../..");
let home: string;
let store: Store;
let look: DuckDBConnection;

/** A model that can be asked for by name, and the sources behind it. */
type Choice = { id: string; sources: Source[] };
let choices: Choice[] = [];

function foldersIn(data: string): Folders {
  return {
    data,
    sql: join(PROJECT, "sql"),
    sources: join(PROJECT, "etl/sources"),
    mappings: join(PROJECT, "etl/mappings"),
  };
}

async function build(data: string, only?: readonly string[]): Promise<string> {
  const { version } = await buildVersion({ store, folders: foldersIn(data), now: NOW, only, log: () => undefined });
  return versionFolder(data, version);
}

beforeAll(async () => {
  home = await mkdtemp(join(tmpdir(), "heng-incremental-"));
  const contracts = await readContracts(join(PROJECT, "etl/sources"));
  store = await openStore({ dataFolder: join(home, "store"), contracts, memoryLimit: "1GB", log: () => undefined });
  look = await (await DuckDBInstance.create(":memory:")).connect();
  await mkdir(join(home, "all"));
  const folder = await build(join(home, "all"));
  const catalogue = JSON.parse(readFileSync(join(folder, "catalogue.json"), "utf8")) as VersionFiles["catalogue"];
  const known = (sources: readonly string[]): Source[] => SOURCE_IDS.filter((source) => sources.includes(source));
  choices = [
    ...catalogue.metrics.map(({ id, sources }) => ({ id, sources: known(sources) })),
    ...catalogue.lists.map(({ id, sources }) => ({ id: `lists.${id}`, sources: known(sources) })),
    ...catalogue.rules.map(({ id, group, sources }) => ({ id: `${group}.${id}`, sources: known(sources) })),
  ];
}, TIMEOUT);

afterAll(async () => {
  look.closeSync();
  store.close();
  await rm(home, { recursive: true, force: true });
});

/** Files of a source, small ones; keys come again, so a later file corrects rows of the earlier ones. */
function filesOf(source: Source, seed: number): Delivery {
  const around = (days: fc.Arbitrary<string>): Surroundings => ({ days, policies: POLICIES });
  const small = { ...(SOURCES[source] as NaiveSource<Rows[Source]>), most: 12 };
  return fc.sample(
    daysOfSet.chain((days) => delivery(source, around(days), small)),
    { numRuns: 1, seed },
  )[0]!;
}

/** The loads that hold now, of these sources. */
async function loadsOf(sources: readonly Source[]): Promise<number[]> {
  const rows = await store.connection.runAndReadAll(
    `select load from ledger.loads where status = 'accepted' and source in (${sources.map((id) => `'${id}'`).join(", ")})
     order by load`,
  );
  return rows.getRows().map(([load]) => Number(load));
}

let files = 0;
/** Hands in a file; one that is refused (empty, the same bytes again) changes nothing and is no step less. */
async function load(source: Source, dice: Dice): Promise<string> {
  const handedIn = filesOf(source, dice.roll(2 ** 30));
  const path = join(home, `${++files}-${source}.csv`);
  await writeFile(path, csvOf(handedIn));
  const { status } = await loadFile(store, { path, source, uploader: handedIn.uploader, now: NOW });
  return `${source}: ${handedIn.records.length} rows ${status}`;
}

async function step(data: string, sources: readonly Source[], dice: Dice): Promise<string> {
  const loads = await loadsOf(sources);
  switch (loads.length === 0 ? 0 : dice.roll(6)) {
    case 1:
    case 2: {
      const chosen = dice.roll(2) === 0 ? loads.at(-1)! : dice.pick(loads);
      await undoLoad(store, chosen, NOW);
      return `load ${chosen} undone`;
    }
    case 3: {
      const versions = await listVersions(data);
      if (versions.length < 2) return load(dice.pick(sources), dice);
      const version = dice.pick(versions);
      await rollBack(data, version);
      return `rolled back to version ${version}`;
    }
    default:
      return load(dice.pick(sources), dice);
  }
}

/** So many models, from the one at `from` on in their order: neighbours, which often read the same. */
function someModels(from: number): Choice[] {
  return Array.from({ length: MODELS }, (_, index) => choices[(from + index) % choices.length]!);
}

test(
  `builds that take over what has not changed hold what a build from nothing holds: ${SEQUENCES} random sequences`,
  async () => {
    const covered = new Set<string>();
    for (let house = 0; house * SEQUENCES_A_HOUSE < SEQUENCES; house += 1) {
      const dice = diceOf(SEED + house);
      const chosen = someModels(house * MODELS);
      const only = chosen.map(({ id }) => id);
      const sources = [...new Set([...chosen.flatMap((choice) => choice.sources), "sites" as const])];
      const data = join(home, `house-${house}`);
      await mkdir(data);
      const story = [only.join(", ")];
      for (let sequence = 0; sequence < SEQUENCES_A_HOUSE; sequence += 1) {
        for (let count = 0; count < STEPS; count += 1) {
          story.push(await step(data, sources, dice));
          if (count === STEPS - 1 || dice.roll(3) === 0) {
            await build(data, only);
            story.push("built");
          }
        }
        const newest = versionFolder(data, (await listVersions(data)).at(-1)!);
        const fresh = await build(join(home, "fresh"), only);
        expect(unlike(await contentsOf(look, newest), await contentsOf(look, fresh)), story.join("\n")).toEqual([]);
        await rm(join(home, "fresh"), { recursive: true });
      }
      for (const id of only) covered.add(id);
      await rm(data, { recursive: true });
    }
    if (SEQUENCES >= 200) expect(choices.filter(({ id }) => !covered.has(id))).toEqual([]);
  },
  TIMEOUT,
);
