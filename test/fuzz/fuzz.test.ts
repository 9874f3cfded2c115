// `HENG_FUZZ_MINUTES=30 HENG_SHARED=/work/shared npx vitest run test/fuzz`: loads random and mutated files. Without the
// minutes it takes a few seconds. HENG_FUZZ_SEED begins at another number.
import { existsSync } from "node:fs";
import { mkdir, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { gzipSync, zipSync } from "fflate";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { LoadOutcome } from "../../dashboard/shared/loads.ts";
import { loadParts } from "../../etl/load/load-parts.ts";
import { readMapping, type Mapping } from "../../etl/load/mapping.ts";
import { damagedFiles } from "../corpus/damage.ts";
import { readCases } from "../corpus/read-cases.ts";
import { NOW, openLastingStore, type TestStore } from "../load/store-in-folder.ts";
import { mutate, Random } from "./mutate.ts";

const MINUTES = Number(process.env.HENG_FUZZ_MINUTES ?? 0.1);
const FIRST = Number(process.env.HENG_FUZZ_SEED ?? 1);
const SHARED = join(process.env.HENG_SHARED ?? "../shared", "data");
const FOUND = "test/fuzz/found";
/** A file may take ten seconds for each megabyte, begun ones included. */
const MS_PER_MEGABYTE = 10_000;
const MOST_MEMORY = 1e9;

/** Real files by the mapping that reads them. */
const REAL: Record<string, string> = {
  "arrears_ibm_accounts_receivable.csv": "ibm",
  "ticket_travel_support_sim.csv": "travel",
  "ticket_nyc311_api.csv": "nyc311",
  "survey_nps_timeseries.csv": "nps",
  "cn_delivery_wuliu_gbk.csv": "delivery",
  "cn_order_tmall.csv": "tmall",
};

let store: TestStore & { end: () => Promise<void> };
const bases: { bytes: Buffer[]; mapping: Mapping | null }[] = [];

beforeAll(async () => {
  store = await openLastingStore();
  const corpus = [...damagedFiles(), ...(await readCases("test/corpus/cases"))].map(({ bytes }) => bytes);
  bases.push({ bytes: [...corpus, ...corpus.slice(0, 30).map(gzip), ...corpus.slice(0, 30).map(zip)], mapping: null });
  if (!existsSync(SHARED)) return;
  const files = (await readdir(SHARED)).filter((file) => file.endsWith(".csv"));
  const all = await Promise.all(files.map((file) => readFile(join(SHARED, file))));
  bases.push({ bytes: all, mapping: null });
  for (const [file, mapping] of Object.entries(REAL)) {
    bases.push({
      bytes: [await readFile(join(SHARED, file))],
      mapping: await readMapping("test/mappings", mapping),
    });
  }
});

afterAll(() => store.end());

function gzip(bytes: Buffer): Buffer {
  return Buffer.from(gzipSync(bytes));
}

function zip(bytes: Buffer): Buffer {
  return Buffer.from(zipSync({ "a.csv": bytes, "folder/b.csv": bytes.subarray(0, bytes.length >> 1) }));
}

function fileOf(seed: number): { bytes: Buffer; mapping: Mapping | null } {
  const base = new Random(seed ^ 0x5eed).pick(bases);
  return { bytes: mutate(base.bytes, seed), mapping: base.mapping };
}

/** Loads one file; returns what is wrong about how it went. */
async function load(bytes: Buffer, mapping: Mapping | null): Promise<string[]> {
  const path = join(store.folder, "fuzz.csv");
  await writeFile(path, bytes);
  const started = performance.now();
  let outcomes: LoadOutcome[];
  try {
    const request = { path, name: "fuzz.csv", uploader: "fuzz", now: NOW, yes: true };
    outcomes = await loadParts(store, mapping === null ? request : { ...request, mapping });
  } catch (error) {
    return [`threw ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`];
  }
  const took = performance.now() - started;
  const wrong: string[] = [];
  if (took > MS_PER_MEGABYTE * Math.max(1, Math.ceil(bytes.length / 1e6))) wrong.push(`took ${Math.round(took)} ms`);
  if (outcomes.length === 0) wrong.push("has no outcome");
  for (const outcome of outcomes) wrong.push(...(await judge(outcome)));
  return wrong;
}

async function judge(outcome: LoadOutcome): Promise<string[]> {
  const { load, source, status, read, loaded, updated, unchanged, rejected, blank, message } = outcome;
  const wrong: string[] = [];
  if (read !== loaded + updated + unchanged + rejected + blank)
    wrong.push(`does not add up: ${JSON.stringify(outcome)}`);
  if (message?.code === "failed") wrong.push(`failed: ${message.en}`);
  if (status === "refused" && (message === null || read !== 0)) wrong.push("refused without a reason, or with rows");
  const [ledger] = await store.ask(`
    select (select count(*) from ledger.rejects where load = ${load})::int as rejects,
      (select count(*) from ledger.loads where load = ${load})::int as loads
      ${source === null ? "" : `, (select count(*) from rows.${source} where _load = ${load})::int as rows`}`);
  if (load !== null && ledger?.loads !== 1) wrong.push("is not in the ledger once");
  if (status === "accepted") {
    if (ledger?.rejects !== rejected) wrong.push(`${rejected} rejected, ${String(ledger?.rejects)} in the ledger`);
    if (ledger?.rows !== loaded + updated)
      wrong.push(`${loaded + updated} loaded, ${String(ledger?.rows)} in the store`);
  } else if (status === "refused" && (ledger?.rejects !== 0 || (ledger?.rows ?? 0) !== 0)) {
    wrong.push("refused, but something of it stays");
  }
  return wrong;
}

/** A clean file still loads as it should, and the store is emptied for what comes next. */
async function stillSound(): Promise<string[]> {
  const outcome = await store.give("工号,姓名,班组\nSOUND1,甲,一组\nSOUND2,乙,二组\n", { yes: true });
  const rows = await store.ask("select name from rows.agents where agent_id like 'SOUND%' order by agent_id");
  const sound = outcome.status === "accepted" && outcome.loaded === 2 && JSON.stringify(rows) === EXPECTED;
  for (const { id } of store.contracts) {
    await store.connection.run(`delete from rows.${id}`);
    await store.connection.run(`delete from confirmed.${id}`);
  }
  await store.connection.run("delete from ledger.rejects");
  await store.connection.run("delete from ledger.loads");
  return sound ? [] : [`a clean file afterwards: ${JSON.stringify(outcome)} ${JSON.stringify(rows)}`];
}
const EXPECTED = JSON.stringify([{ name: "甲" }, { name: "乙" }]);

test("files that were found before are taken or refused in order", async () => {
  const wrong: string[] = [];
  const names = (await readdir(FOUND)).filter((name) => name !== "README.md");
  for (const name of names) {
    for (const what of await load(await readFile(join(FOUND, name)), null)) wrong.push(`${name}: ${what}`);
    wrong.push(...(await stillSound()).map((what) => `${name}: ${what}`));
  }
  expect(wrong).toEqual([]);
});

test(
  `random and mutated files, ${MINUTES} minutes: no crash, no hang, every record accounted for, the store sound`,
  async () => {
    const end = Date.now() + MINUTES * 60_000;
    const wrong: string[] = [];
    const found = join(store.folder, "..", `heng-fuzz-${process.pid}`);
    await rm(found, { recursive: true, force: true });
    await mkdir(found, { recursive: true });
    let runs = 0;
    for (let seed = FIRST; Date.now() < end || runs < 20; seed++, runs++) {
      const { bytes, mapping } = fileOf(seed);
      // Whoever finds the process dead or hanging finds the file as well.
      await writeFile(join(found, "current"), `${seed}\n`);
      const what = await load(bytes, mapping);
      if (runs % 20 === 19) what.push(...(await stillSound()));
      const memory = process.memoryUsage().rss;
      if (memory > MOST_MEMORY) what.push(`${Math.round(memory / 1e6)} MB in memory`);
      if (what.length === 0) continue;
      await writeFile(join(found, `${seed}${mapping === null ? "" : `-${mapping.name}`}.csv`), bytes);
      wrong.push(...what.map((text) => `seed ${seed}${mapping === null ? "" : ` (${mapping.name})`}: ${text}`));
      await writeFile(join(found, "wrong.txt"), wrong.join("\n"));
      if (wrong.length > 200) break;
    }
    process.stdout.write(`${runs} files from seed ${FIRST} on, ${process.resourceUsage().maxRSS >> 10} MB at most\n`);
    expect(wrong, `the files are kept in ${found}`).toEqual([]);
  },
  MINUTES * 60_000 + 300_000,
);
