import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdir, mkdtemp, readdir, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { parseContract, readContracts, type Contract } from "../../etl/contract.ts";
import { listLoads } from "../../etl/load/list-loads.ts";
import { loadFile } from "../../etl/load/load-file.ts";
import { openStore, type Store } from "../../etl/store.ts";
import { NOW } from "./store-in-folder.ts";

async function temporaryFolder(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), "heng-store-"));
  onTestFinished(() => rm(folder, { recursive: true }));
  return folder;
}

const BOATS = `
title: 船 | Boats
key: [boat_id]
columns:
  boat_id: { type: id, required: true, names: [船号] }
  length: { type: int, names: [长度] }
`;

function open(dataFolder: string, contracts: Contract[]): Promise<Store> {
  return openStore({ dataFolder, contracts, memoryLimit: "500MB", log: () => undefined });
}

async function load(store: Store, folder: string, text: string) {
  const path = join(folder, "boats.csv");
  await writeFile(path, text);
  return loadFile(store, { path, uploader: "test", now: NOW });
}

test("the thirty sources are read from their files, and a new file is a new source", async () => {
  expect((await readContracts("etl/sources")).map(({ id }) => id)).toEqual([
    "agents",
    "amounts",
    "appraisals",
    "backups",
    "bills",
    "calendar_days",
    "calendars",
    "calls",
    "changes",
    "collections",
    "complaints",
    "contracts",
    "customers",
    "industry_ratings",
    "inspections",
    "messages",
    "orders",
    "payments",
    "posts",
    "ratings",
    "shifts",
    "sites",
    "sla_policies",
    "surveys",
    "targets",
    "tasks",
    "ticket_events",
    "tickets",
    "visits",
    "waits",
  ]);
  const folder = await temporaryFolder();
  await writeFile(join(folder, "boats.yml"), BOATS);
  const contracts = await readContracts(folder);
  expect(contracts).toEqual([
    {
      id: "boats",
      title: { zh: "船", en: "Boats" },
      key: ["boat_id"],
      through: null,
      order: [],
      oneOf: [],
      columns: [
        { name: "boat_id", type: "id", required: true, key: true, personal: false, aliases: ["船号"] },
        { name: "length", type: "int", required: false, key: false, personal: false, aliases: ["长度"] },
      ],
    },
  ]);
  const store = await open(join(folder, "data"), contracts);
  expect(await load(store, folder, "船号,长度\nB1,12\n")).toMatchObject({ source: "boats", loaded: 1 });
  store.close();
});

test("a contract that gained a column keeps its rows; one whose column changed its type is refused", async () => {
  const folder = await temporaryFolder();
  const before = await open(folder, [parseContract("boats", BOATS, "boats.yml")]);
  await load(before, folder, "船号,长度\nB1,12\n");
  before.close();

  const more = `${BOATS}  flag: { type: text, names: [船旗] }\n`;
  const after = await open(folder, [parseContract("boats", more, "boats.yml")]);
  await load(after, folder, "船号,长度,船旗\nB2,8,巴拿马\n");
  const rows = await after.connection.runAndReadAll("select boat_id, length, flag from sources.boats order by boat_id");
  expect(rows.getRowsJson()).toEqual([
    ["B1", "12", null],
    ["B2", "8", "巴拿马"],
  ]);
  after.close();

  const changed = parseContract("boats", BOATS.replace("type: int", "type: text"), "boats.yml");
  await expect(open(folder, [changed])).rejects.toMatchObject({
    code: "contract_changed",
    where: { column: "length" },
  });
});

test.each([
  ["no key", "title: 船\ncolumns: { a: { type: id } }", "key is needed"],
  ["a key that is no column", "title: 船\nkey: [b]\ncolumns: { a: { type: id } }", "b is not among the columns"],
  ["an unknown type", "title: 船\nkey: [a]\ncolumns: { a: { type: number } }", "type must be one of"],
  ["an enum without values", "title: 船\nkey: [a]\ncolumns: { a: { type: enum } }", "needs values"],
  [
    "a word for two values",
    "title: 船\nkey: [a]\ncolumns: { a: { type: enum, values: { x: { zh: 甲 }, y: { zh: 乙, also: [甲] } } } }",
    "甲 stands for two values",
  ],
  [
    "a header for two columns",
    "title: 船\nkey: [a]\ncolumns: { a: { type: id, names: [编号] }, b: { type: id, names: [ 编 号 ] } }",
    "编号 stands for two columns",
  ],
  ["broken YAML", "title: [", "boats.yml"],
])("a contract with %s is told with its file", (_what, yaml, says) => {
  let problem: unknown;
  try {
    parseContract("boats", yaml, "boats.yml");
  } catch (error) {
    problem = error;
  }
  expect(problem).toMatchObject({ code: "bad_contract", where: { file: "boats.yml" } });
  expect(JSON.stringify(problem) + String(problem)).toContain(says);
});

test("a store that another process writes to is locked, and its temporary files are left alone", async () => {
  const folder = await temporaryFolder();
  const contracts = await readContracts("etl/sources");
  (await open(folder, contracts)).close();
  const script = `import { DuckDBInstance } from "@duckdb/node-api";
    await DuckDBInstance.create(${JSON.stringify(join(folder, "store.duckdb"))});
    console.log("open");
    setInterval(() => undefined, 1000);`;
  const writer = spawn(process.execPath, ["--input-type=module", "-e", script], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  try {
    await once(writer.stdout, "data");
    await writeFile(join(folder, "tmp", "load-1.clean.csv"), "x");
    await expect(open(folder, contracts)).rejects.toMatchObject({ code: "locked" });
    expect(await readdir(join(folder, "tmp"))).toContain("load-1.clean.csv");
  } finally {
    const gone = once(writer, "exit");
    writer.kill("SIGKILL");
    await gone;
  }
  // What a dead writer left is swept by the next one.
  const store = await open(folder, contracts);
  expect(await readdir(join(folder, "tmp"))).toEqual(["duckdb"]);
  store.close();
});

test("the ledger can be looked at while a load is under way, and shows what is committed", async () => {
  const folder = await temporaryFolder();
  const store = await open(folder, [parseContract("boats", BOATS, "boats.yml")]);
  await load(store, folder, "船号,长度\nB1,12\n");
  const rows = Array.from({ length: 300_000 }, (_, index) => `B${index},${index}`).join("\n");
  let under = true;
  const loading = load(store, folder, `船号,长度\n${rows}\n`).finally(() => (under = false));
  const seen = new Set<number>();
  while (under) seen.add((await listLoads(store, { limit: 5, offset: 0 })).total);
  expect(await loading).toMatchObject({ loaded: 299_999, updated: 1 });
  expect([...seen][0]).toBe(1);
  expect((await listLoads(store, { limit: 5, offset: 0 })).total).toBe(2);
  store.close();
});

test("loads that are asked for at once are done one after the other", async () => {
  const folder = await temporaryFolder();
  await mkdir(join(folder, "in"));
  const store = await open(folder, [parseContract("boats", BOATS, "boats.yml")]);
  const outcomes = await Promise.all(
    [1, 2, 3, 4].map(async (number) => {
      const path = join(folder, "in", `${number}.csv`);
      await writeFile(path, `船号,长度\nB0,${number}\nB${number},1\n`);
      return loadFile(store, { path, uploader: "test", now: NOW });
    }),
  );
  expect(outcomes.map(({ load }) => load).sort()).toEqual([1, 2, 3, 4]);
  expect(outcomes.map(({ loaded }) => loaded).sort()).toEqual([1, 1, 1, 2]);
  const rows = await store.connection.runAndReadAll("select count(*) from sources.boats");
  expect(rows.getRowsJson()).toEqual([["5"]]);
  store.close();
});
