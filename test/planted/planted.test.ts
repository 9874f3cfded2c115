import { readdirSync, readFileSync } from "node:fs";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";
import { DuckDBInstance } from "@duckdb/node-api";
import { expect, test } from "vitest";
import { readContracts } from "../../etl/contract.ts";
import { loadFile } from "../../etl/load/load-file.ts";
import { buildVersion } from "../../etl/models/build.ts";
import { makeSample } from "../../etl/sample/make-sample.ts";
import { openStore } from "../../etl/store.ts";
import { versionFolder } from "../../etl/versions.ts";
import { ROOT } from "../support/heng.ts";

/**
 * Whoever plants and whoever tests never met: the sample says which frauds it has planted (planted.json), the tests of
 * sql/authenticity must find all of them and cry wolf in fewer than one row of a thousand. HENG_SEEDS=50 tries 50
 * made-up companies instead of a few.
 */
const SEEDS = Number(process.env["HENG_SEEDS"] ?? 3);
const FIRST_SEED = Number(process.env["HENG_SEED"] ?? 1);
const TICKETS = 3000;
/** The morning after the sample's last day. */
const NOW = new Date("2026-08-24T06:12:00+08:00");
/** Flags that are false, for each row read. */
const MOST_FALSE = 1 / 1000;

type Planted = {
  layer: "worklists" | "accountability" | "authenticity";
  id: string;
  expected: "found" | "absent" | "rejected";
  source: string;
  keys: string[];
  agent: string | null;
  site: string | null;
  month: string | null;
  columns: string[];
  amount: string | null;
  complete: boolean;
  zh: string;
};
type Flag = {
  rule: string;
  key: string;
  source: string;
  agent: string | null;
  month: string;
  rarity: number | null;
  evidence: string[];
  raw: string;
};

const modelsOf = (layer: string) => readdirSync(join(ROOT, "sql", layer)).map((file) => basename(file, ".sql"));
const tests = modelsOf("authenticity");
const lists = modelsOf("lists");
const rules = modelsOf("accountability");

/** A line of a list, or a rule's finding, as its columns. */
type Line = Record<string, unknown>;

/** What is planted in a made-up company, and what its lists, rules and tests say once its exports are loaded. */
type Found = { planted: Planted[]; flags: Flag[]; lines: Map<string, Line[]>; rows: number };

async function findingsOf(seed: number): Promise<Found> {
  const home = await mkdtemp(join(tmpdir(), "heng-planted-"));
  const log = (): void => undefined;
  const folders = {
    data: join(home, "data"),
    sql: join(ROOT, "sql"),
    sources: join(ROOT, "etl/sources"),
    mappings: join(ROOT, "etl/mappings"),
  };
  try {
    const { files } = await makeSample({ folder: join(home, "sample"), tickets: TICKETS, seed, log });
    const store = await openStore({ dataFolder: folders.data, contracts: await readContracts(folders.sources), log });
    let rows = 0;
    let version: number;
    try {
      for (const path of files.filter((file) => file.endsWith(".csv"))) {
        const outcome = await loadFile(store, { path, uploader: "test", now: NOW });
        expect(outcome).toMatchObject({ status: "accepted" });
        rows += outcome.read;
      }
      const only = [
        ...tests.map((name) => `authenticity.${name}`),
        ...lists.map((name) => `lists.${name}`),
        ...rules.map((name) => `accountability.${name}`),
      ];
      ({ version } = await buildVersion({ store, folders, now: NOW, asOf: "2026-08-23", only, log }));
    } finally {
      store.close();
    }
    const planted = JSON.parse(readFileSync(join(home, "sample/planted.json"), "utf8")) as { facts: Planted[] };
    const catalogue = await readFile(join(versionFolder(folders.data, version), "catalogue.json"), "utf8");
    const { checks } = JSON.parse(catalogue) as { checks: { id: string; rows: number }[] };
    expect(checks.find(({ id }) => id === "evidence_is_there")?.rows).toBe(0);
    return {
      planted: planted.facts,
      ...(await readFindings(versionFolder(folders.data, version))),
      rows,
    };
  } finally {
    await rm(home, { recursive: true, force: true });
  }
}

/** All flags, with the text of the rejected records that they rest on; all lines of lists; all findings of rules. */
async function readFindings(folder: string): Promise<Pick<Found, "flags" | "lines">> {
  const instance = await DuckDBInstance.create(join(folder, "pages.duckdb"), { access_mode: "READ_ONLY" });
  const connection = await instance.connect();
  try {
    const parts = tests.map(
      (
        name,
      ) => `select '${name}' as rule, key, evidence_source as source, agent_id as agent, month::varchar as month, rarity, evidence
        from authenticity.${name}`,
    );
    const result = await connection.runAndReadAll(
      `select flags.*, coalesce((select string_agg(raw, ' ') from evidence.rejects where list_contains(flags.evidence, evidence_key)), '') as raw
       from (${parts.join(" union all ")}) as flags`,
    );
    const lines = new Map<string, Line[]>();
    for (const model of [...lists.map((id) => `lists.${id}`), ...rules.map((id) => `accountability.${id}`)]) {
      lines.set(model, (await connection.runAndReadAll(`from ${model}`)).getRowObjectsJson());
    }
    return { flags: result.getRowObjectsJson() as unknown as Flag[], lines };
  } finally {
    connection.closeSync();
    instance.closeSync();
  }
}

/** Whether flags of the test name all rows of a planted fraud; a rejected row is told by its text. */
function isFound({ id, expected, source, keys, agent }: Planted, flags: readonly Flag[]): boolean {
  const mine = flags.filter(({ rule }) => rule === id);
  if (expected === "rejected") return keys.every((key) => mine.some(({ raw }) => raw.includes(key)));
  const named = new Set(
    mine
      .filter((flag) => flag.source === source && (agent === null || flag.agent === agent))
      .flatMap(({ evidence }) => evidence),
  );
  return keys.every((key) => named.has(key));
}

/** A flag is false unless some of its rows were planted for its test. */
function isFalse(flag: Flag, planted: readonly Planted[]): boolean {
  return !planted.some(({ id, expected, keys }) => {
    if (id !== flag.rule || expected === "absent") return false;
    return expected === "rejected"
      ? keys.some((key) => flag.raw.includes(key))
      : keys.some((key) => flag.evidence.includes(key));
  });
}

/** How a line is known: its cells in the columns of a list, the rows that a finding rests on. */
function keysOf({ layer, columns, source }: Planted, line: Line): string[] {
  if (layer === "worklists") return [columns.map((column) => String(line[column] ?? "")).join(" ")];
  return line["evidence_source"] === source ? (line["evidence"] as string[]) : [];
}

/** What is wrong with a list or rule as far as one planted fact tells; empty where nothing is. */
function faultsOf(fact: Planted, lines: readonly Line[], all: readonly Planted[]): string[] {
  const mine = lines.filter(
    (line) =>
      fact.layer === "worklists" ||
      ((fact.agent === null || line["agent_id"] === fact.agent) &&
        (fact.month === null || line["month"] === fact.month)),
  );
  const named = new Set(mine.flatMap((line) => keysOf(fact, line)));
  const faults: string[] = [];
  if (fact.expected === "absent")
    faults.push(...fact.keys.filter((key) => named.has(key)).map((key) => `${key} is there`));
  else faults.push(...fact.keys.filter((key) => !named.has(key)).map((key) => `${key} is not there`));
  if (fact.expected === "found" && fact.amount !== null) {
    const amounts = mine
      .filter((line) => keysOf(fact, line).some((key) => fact.keys.includes(key)))
      .map((line) => Number(line["amount"]));
    if (!amounts.includes(Number(fact.amount))) faults.push(`amount is ${amounts.join(", ")}, not ${fact.amount}`);
  }
  if (fact.complete) {
    const wanted = new Set(
      all.filter(({ id, expected }) => id === fact.id && expected === "found").flatMap(({ keys }) => keys),
    );
    faults.push(
      ...lines
        .flatMap((line) => keysOf(fact, line))
        .filter((key) => !wanted.has(key))
        .map((key) => `${key} is too much`),
    );
  }
  return faults.map((fault) => `${fact.layer}.${fact.id} (${fact.zh}): ${fault}`);
}

test.each(Array.from({ length: SEEDS }, (_, i) => FIRST_SEED + i))(
  "seed %i: lists, rules and tests find all that is planted, and the tests hardly anything else",
  async (seed) => {
    const { planted, flags, lines, rows } = await findingsOf(seed);
    const frauds = planted.filter(({ layer }) => layer === "authenticity");
    expect(new Set(frauds.map(({ id }) => id))).toEqual(new Set(tests));
    const missed = frauds.filter((fraud) => fraud.expected !== "absent" && !isFound(fraud, flags));
    expect(
      missed.map(
        ({ id, source, agent, month, keys }) => `${id} ${source} ${agent} ${month} ${keys.slice(0, 3).join(" ")}`,
      ),
    ).toEqual([]);
    for (const { id, source, keys } of frauds.filter(({ expected }) => expected === "absent")) {
      const named = flags
        .filter((flag) => flag.rule === id && flag.source === source)
        .flatMap(({ evidence }) => evidence);
      expect(keys.filter((key) => named.includes(key))).toEqual([]);
    }
    const faults = planted.flatMap((fact) => {
      if (fact.layer === "authenticity") return [];
      const model = fact.layer === "worklists" ? `lists.${fact.id}` : `accountability.${fact.id}`;
      return faultsOf(fact, lines.get(model) ?? expect.fail(`there is no ${model}`), planted);
    });
    expect(faults).toEqual([]);
    const wrong = flags.filter((flag) => isFalse(flag, frauds));
    // eslint-disable-next-line no-console -- the count of false flags is what the note states
    console.info(
      `seed ${seed}: ${flags.length} flags, ${wrong.length} false in ${rows} rows ${JSON.stringify(count(wrong))}`,
    );
    expect(wrong.length, JSON.stringify(wrong.slice(0, 5))).toBeLessThan(rows * MOST_FALSE);
  },
  180_000,
);

function count(flags: readonly Flag[]): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const { rule } of flags) counts[rule] = (counts[rule] ?? 0) + 1;
  return counts;
}
