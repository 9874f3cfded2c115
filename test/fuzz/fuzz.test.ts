// `HENG_FUZZ_MINUTES=30 HENG_SHARED=/work/shared npx vitest run test/fuzz`: loads random and mutated files. Without the
// minutes it takes a few seconds. HENG_FUZZ_SEED begins at another number.
import { isUtf8 } from "node:buffer";
import { existsSync } from "node:fs";
import { mkdir, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { monitorEventLoopDelay } from "node:perf_hooks";
import { setTimeout as sleep } from "node:timers/promises";
import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { LoadOutcome } from "../../dashboard/shared/loads.ts";
import { loadParts } from "../../etl/load/load-parts.ts";
import { readMapping, type Mapping } from "../../etl/load/mapping.ts";
import { damagedFiles } from "../corpus/damage.ts";
import { readCases } from "../corpus/read-cases.ts";
import { NOW, openLastingStore, type TestStore } from "../load/store-in-folder.ts";
import { sweepOriginals } from "../../etl/load/originals.ts";
import { contain } from "./containers.ts";
import { mutate } from "./mutate.ts";
import { Random } from "./random.ts";
import { cleanPart, judgeTouched, touch, type Clean, type Touched } from "./touched.ts";

const MINUTES = Number(process.env.HENG_FUZZ_MINUTES ?? 0.1);
const FIRST = Number(process.env.HENG_FUZZ_SEED ?? 1);
const SHARED = join(process.env.HENG_SHARED ?? "../shared", "data");
const SAMPLES = "data/sample";
const FOUND = "test/fuzz/found";
/**
 * A file may take ten seconds of work for each megabyte, begun ones included: of the processor's time, because a busy
 * machine makes no hang. What stands still works for no time at all, so it may wait only so much longer.
 */
const MS_PER_MEGABYTE = 10_000;
const WAITING = 10;
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
const clean: Clean[] = [];

beforeAll(async () => {
  store = await openLastingStore();
  const corpus = [...damagedFiles(), ...(await readCases("test/corpus/cases"))].map(({ bytes }) => bytes);
  const samples = (await readdir(SAMPLES)).filter((file) => file.endsWith(".csv"));
  const sample = await Promise.all(samples.map((file) => readFile(join(SAMPLES, file))));
  bases.push({ bytes: corpus, mapping: null }, { bytes: sample, mapping: null });
  for (const [at, file] of samples.entries()) {
    // What is planted in them stands here and there.
    const bytes = sample[at] ?? Buffer.alloc(0);
    const text = new TextDecoder(isUtf8(bytes) ? "utf-8" : "gb18030").decode(bytes);
    for (const from of [0, 300, 1000]) {
      const part = await cleanPart(store, file, text, from);
      if (part !== null) clean.push(part);
      await empty();
    }
  }
  if (clean.length < 20) throw new Error(`only ${clean.length} clean parts to damage`);
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

/** Bytes in memory, what was freed but not yet given back left out. */
async function memoryInUse(): Promise<number> {
  if (process.memoryUsage().rss < MOST_MEMORY) return process.memoryUsage().rss;
  setFlagsFromString("--expose-gc");
  const collect = runInNewContext("gc") as () => void;
  collect();
  await sleep(500);
  collect();
  return process.memoryUsage().rss;
}

/** How long nothing but the present file was worked on at one go. */
const delay = monitorEventLoopDelay();

type Fuzzed = { bytes: Buffer; mapping: Mapping | null; touched: Touched | null };

function fileOf(seed: number): Fuzzed {
  const random = new Random(seed);
  const base = random.pick(bases);
  switch (random.below(5)) {
    case 0:
      return { bytes: contain(base.bytes, random), mapping: base.mapping, touched: null };
    case 1:
    case 2: {
      const touched = touch(random.pick(clean), random);
      return { bytes: touched.bytes, mapping: null, touched };
    }
    default:
      return { bytes: mutate(base.bytes, random), mapping: base.mapping, touched: null };
  }
}

/** Loads one file; returns what is wrong about how it went, and what came of it. */
async function load({ bytes, mapping, touched }: Fuzzed): Promise<{ wrong: string[]; outcomes: LoadOutcome[] }> {
  const path = join(store.folder, "fuzz.csv");
  await writeFile(path, bytes);
  const most = MS_PER_MEGABYTE * Math.max(1, Math.ceil(bytes.length / 1e6));
  const started = performance.now();
  const before = process.cpuUsage();
  delay.reset();
  let outcomes: LoadOutcome[];
  try {
    const signal = AbortSignal.timeout(WAITING * most);
    const request = { path, name: "fuzz.csv", uploader: "fuzz", now: NOW, yes: true, signal };
    outcomes = await loadParts(store, mapping === null ? request : { ...request, mapping });
  } catch (error) {
    const what = error instanceof Error ? (error.stack ?? error.message) : String(error);
    return { wrong: [`threw ${what}`], outcomes: [] };
  }
  const { user, system } = process.cpuUsage(before);
  const wrong: string[] = [];
  if ((user + system) / 1000 > most) wrong.push(`worked for ${Math.round((user + system) / 1000)} ms`);
  if (performance.now() - started > WAITING * most) wrong.push(`took ${Math.round(performance.now() - started)} ms`);
  if (outcomes.length === 0) wrong.push("has no outcome");
  for (const outcome of outcomes) wrong.push(...(await judge(outcome)));
  const left = (await readdir(store.temporaryFolder)).filter((name) => name !== "duckdb");
  if (left.length > 0) wrong.push(`leaves ${left.join(", ")} behind`);
  if (touched !== null && wrong.length === 0) {
    const [outcome] = outcomes;
    if (outcome === undefined || outcomes.length > 1) wrong.push(`${outcomes.length} outcomes`);
    else wrong.push(...(await judgeTouched(store, touched, outcome)).map((what) => `${touched.manner}: ${what}`));
  }
  return { wrong, outcomes };
}

async function judge(outcome: LoadOutcome): Promise<string[]> {
  const { load, source, status, read, loaded, updated, unchanged, rejected, blank, reasons, message } = outcome;
  const wrong: string[] = [];
  if (read !== loaded + updated + unchanged + rejected + blank)
    wrong.push(`does not add up: ${JSON.stringify(outcome)}`);
  const reasoned = Object.values(reasons).reduce((sum, count) => sum + count, 0);
  if (reasoned !== rejected) wrong.push(`${rejected} rejected, ${reasoned} by their reasons`);
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
  await empty();
  return sound ? [] : [`a clean file afterwards: ${JSON.stringify(outcome)} ${JSON.stringify(rows)}`];
}
const EXPECTED = JSON.stringify([{ name: "甲" }, { name: "乙" }]);

/** Empties the store of what was loaded since it was emptied last. */
async function empty(): Promise<void> {
  const sources = await store.ask("select distinct source from ledger.loads where status = 'accepted'");
  const tables = sources.flatMap(({ source }) => [`rows.${String(source)}`, `confirmed.${String(source)}`]);
  for (const table of [...tables, "ledger.rejects", "ledger.skipped", "ledger.mending", "ledger.loads"]) {
    await store.connection.run(`delete from ${table}`);
  }
  await sweepOriginals(store);
}

const NOTHING = { mapping: null, touched: null };

test("files that were found before are taken or refused in order", async () => {
  const wrong: string[] = [];
  const names = (await readdir(FOUND)).filter((name) => !/\.(md|json)$/u.test(name));
  expect(names).not.toEqual([]);
  for (const name of names) {
    const { wrong: faults, outcomes } = await load({ ...NOTHING, bytes: await readFile(join(FOUND, name)) });
    wrong.push(...faults.map((what) => `${name}: ${what}`));
    const expected = JSON.parse(await readFile(join(FOUND, `${name}.json`), "utf8")) as object[];
    expect(outcomes, name).toMatchObject(expected);
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
    delay.enable();
    /** What was worst so far, and which files did that: the highest mark of memory, and the longest that nothing else ran. */
    const marks: string[] = [];
    let highest = process.resourceUsage().maxRSS >> 10;
    let longest = 0;
    let runs = 0;
    for (let seed = FIRST; Date.now() < end || runs < 20; seed++, runs++) {
      const file = fileOf(seed);
      // Whoever finds the process dead or hanging finds the file as well.
      await writeFile(join(found, "current"), `${seed}\n`);
      // A load in which a store is filled already would update its rows and not load them.
      if (file.touched !== null) await empty();
      const what = (await load(file)).wrong;
      const peak = process.resourceUsage().maxRSS >> 10;
      if (peak > highest + 50) marks.push(`seed ${seed}: ${(highest = peak)} MB at most`);
      if (delay.max > 1.2 * longest)
        marks.push(`seed ${seed}: ${Math.round((longest = delay.max) / 1e6)} ms at one go`);
      if (runs % 20 === 19) what.push(...(await stillSound()));
      const memory = await memoryInUse();
      if (memory > MOST_MEMORY) what.push(`${Math.round(memory / 1e6)} MB in memory`);
      if (what.length === 0) continue;
      const name = `seed ${seed}${file.mapping === null ? "" : ` (${file.mapping.name})`}`;
      await writeFile(join(found, name.replaceAll(/\W+/gu, "-")), file.bytes);
      wrong.push(...what.map((text) => `${name}: ${text}`));
      await writeFile(join(found, "wrong.txt"), wrong.join("\n"));
      if (wrong.length > 200) break;
    }
    delay.disable();
    process.stdout.write(`${marks.join("\n")}\n`);
    process.stdout.write(`${runs} files from seed ${FIRST} on, ${process.resourceUsage().maxRSS >> 10} MB at most\n`);
    expect(wrong, `the files are kept in ${found}`).toEqual([]);
  },
  MINUTES * 60_000 + 300_000,
);
