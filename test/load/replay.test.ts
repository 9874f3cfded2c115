import { existsSync } from "node:fs";
import { appendFile, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, test } from "vitest";
import writeExcelFile from "write-excel-file/node";
import type { LoadAnswer, LoadOutcome } from "../../dashboard/shared/loads.ts";
import { execute, type WriterContext } from "../../etl/execute.ts";
import { listLoads } from "../../etl/load/list-loads.ts";
import { keepOriginal, sweepOriginals } from "../../etl/load/originals.ts";
import { findReplay } from "../../etl/load/replay.ts";
import { loadParts } from "../../etl/load/load-parts.ts";
import { redoLoad, undoLoad } from "../../etl/load/undo-load.ts";
import { parseMapping } from "../../etl/load/mapping.ts";
import { NOW, openTestStore, type TestStore } from "./store-in-folder.ts";

const MAPPING = "source: agents\ncolumns: { agent_id: 号, name: 名 }\n";

function contextOf(store: TestStore): WriterContext {
  return {
    store,
    folders: { data: store.folder, sql: "sql", sources: "etl/sources", mappings: store.folder },
    now: () => NOW,
    log: () => undefined,
    progress: () => undefined,
  };
}

let files = 0;
async function load(store: TestStore, text: string, mapping?: string): Promise<LoadOutcome | undefined> {
  const path = join(store.folder, `some-${++files}.csv`);
  await writeFile(path, text);
  const command = { command: "load" as const, files: [{ path, name: "some.csv" }], build: false, uploader: "test" };
  const answer = (await execute({ ...command, mapping }, contextOf(store))) as LoadAnswer;
  // Whoever gave the file may do with it what they like.
  await rm(path);
  return answer.loads[0];
}

/** As the writer's command does it, without publishing. */
async function replay(store: TestStore, number: number): Promise<LoadOutcome | undefined> {
  const { source, mapping, ...found } = await findReplay(store, number);
  const name = mapping === null ? null : join(store.folder, `${mapping}.yml`);
  return (
    await loadParts(store, {
      ...found,
      ...(source === null ? {} : { source }),
      ...(name === null ? {} : { mapping: parseMapping(mapping ?? "", await readFile(name, "utf8"), name) }),
      uploader: "replayer",
      now: NOW,
    })
  )[0];
}

async function agents(store: TestStore): Promise<string[]> {
  const rows = await store.ask("select agent_id, name, team from sources.agents order by agent_id");
  return rows.map(({ agent_id, name, team }) => [agent_id, name, team].join(" "));
}

test("a load read again by a better mapping takes the old one's place, also under later loads", async () => {
  const store = await openTestStore();
  await writeFile(join(store.folder, "m.yml"), MAPPING);
  await load(store, "号,名,组\nA1,甲,一组\nA2,乙,二组\n", "m");
  await load(store, "工号,姓名,班组\nA1,丁,三组\n");
  expect(await agents(store)).toEqual(["A1 丁 三组", "A2 乙 "]);
  // Nothing has changed yet.
  expect(await replay(store, 1)).toMatchObject({ status: "already", load: 1 });
  await writeFile(join(store.folder, "m.yml"), MAPPING.replace("name: 名", "name: 名, team: 组"));
  expect(await replay(store, 1)).toMatchObject({ status: "accepted", load: 3, file: "some.csv", read: 2 });
  expect(await agents(store)).toEqual(["A1 丁 三组", "A2 乙 二组"]);
  const { loads } = await listLoads(store, { limit: 9, offset: 0 });
  expect(loads.map(({ load: number, status, replays, original }) => [number, status, replays, original])).toEqual([
    [3, "accepted", 1, true],
    [2, "accepted", null, true],
    [1, "undone", null, true],
  ]);
  await undoLoad(store, 2, NOW);
  expect(await agents(store)).toEqual(["A1 甲 一组", "A2 乙 二组"]);
  // As if it had never been read again: the old reading is in force once more.
  await undoLoad(store, 3, NOW);
  expect(await agents(store)).toEqual(["A1 甲 ", "A2 乙 "]);
  await redoLoad(store, 3, NOW);
  expect(await agents(store)).toEqual(["A1 甲 一组", "A2 乙 二组"]);
  await redoLoad(store, 1, NOW);
  expect((await store.ask("select load, status from ledger.loads order by load")).map(({ status }) => status)).toEqual([
    "accepted",
    "undone",
    "undone",
  ]);
});

test("a refused file is read again once it can be, without being sent again", async () => {
  const store = await openTestStore();
  await writeFile(join(store.folder, "m.yml"), MAPPING.replace("号", "编码"));
  expect(await load(store, "号,名\nA1,甲\n", "m")).toMatchObject({ status: "refused" });
  await writeFile(join(store.folder, "m.yml"), MAPPING);
  expect(await replay(store, 1)).toMatchObject({ status: "accepted", loaded: 1 });
});

test("the kept file is the one that was loaded, once for the same bytes, and must still be", async () => {
  const store = await openTestStore();
  const text = "工号,姓名\nA1,甲\n";
  await load(store, text);
  const [kept = ""] = await readdir(join(store.folder, "originals"));
  expect(await readFile(join(store.folder, "originals", kept), "utf8")).toBe(text);
  expect(await load(store, text)).toMatchObject({ status: "already" });
  expect(await readdir(join(store.folder, "originals"))).toEqual([kept]);
  await appendFile(join(store.folder, "originals", kept), "A2,乙\n");
  await expect(findReplay(store, 1)).rejects.toMatchObject({ code: "no_original" });
  await rm(join(store.folder, "originals", kept));
  await expect(findReplay(store, 1)).rejects.toMatchObject({ code: "no_original" });
  await expect(findReplay(store, 9)).rejects.toMatchObject({ code: "no_load" });
});

test("a file that changes while it is read is not loaded", async () => {
  const store = await openTestStore();
  const path = join(store.folder, "growing.csv");
  await writeFile(path, "工号,姓名\nA1,甲\n");
  const original = await keepOriginal(store, path);
  await appendFile(path, "A2,乙\n");
  const [outcome] = await loadParts(store, {
    path,
    ...(original === null ? {} : { original }),
    uploader: "test",
    now: NOW,
  });
  expect(outcome).toMatchObject({ status: "refused", message: { code: "file_changed" } });
  expect(await agents(store)).toEqual([]);
  expect(await readdir(join(store.folder, "originals"))).toEqual([]);
});

test("what a killed load left of a copy is swept away, and no file that a load is of", async () => {
  const store = await openTestStore();
  await load(store, "工号,姓名\nA1,甲\n");
  const folder = join(store.folder, "originals");
  const before = await readdir(folder);
  for (const name of [".incoming-1", "a".repeat(64)]) await writeFile(join(folder, name), "x");
  await sweepOriginals(store);
  expect(await readdir(folder)).toEqual(before);
  expect(existsSync(folder)).toBe(true);
});

test("of a file that was read three times, one reading counts at a time, in whatever order they are redone", async () => {
  const store = await openTestStore();
  await writeFile(join(store.folder, "m.yml"), MAPPING);
  expect(await load(store, "号,名\nA1,甲\n", join(store.folder, "m.yml"))).toMatchObject({ load: 1 });
  for (const number of [2, 3]) {
    await writeFile(join(store.folder, "m.yml"), `${MAPPING}# ${number}\n`.replace("名 }", `"名 || '${number}'" }`));
    expect(await replay(store, number - 1)).toMatchObject({ load: number, status: "accepted" });
  }
  await redoLoad(store, 1, NOW);
  await redoLoad(store, 3, NOW);
  await undoLoad(store, 3, NOW);
  const { loads } = await listLoads(store, { limit: 9, offset: 0 });
  expect(loads.map(({ load, status }) => `${load} ${status}`)).toEqual(["3 undone", "2 undone", "1 accepted"]);
  expect(await agents(store)).toEqual(["A1 甲 "]);
});

test("a workbook is read again whatever its name ends in", async () => {
  const store = await openTestStore();
  const path = join(store.folder, "月报.et");
  const workbook = await writeExcelFile([
    { sheet: "员工", data: ["agent_id name", "A1 甲"].map((line) => line.split(" ").map((value) => ({ value }))) },
  ]);
  await writeFile(path, await workbook.toBuffer());
  const command = { command: "load" as const, files: [{ path, name: "月报.et" }], build: false, uploader: "test" };
  const { loads } = (await execute({ ...command, source: "agents" }, contextOf(store))) as LoadAnswer;
  expect(loads).toMatchObject([{ file: "月报.et#员工", status: "accepted" }]);
  await undoLoad(store, 1, NOW);
  expect(await replay(store, 1)).toMatchObject({ file: "月报.et#员工", status: "accepted", loaded: 1 });
});

test("a load of a part that is found no more is not read again, and stays in force", async () => {
  const store = await openTestStore();
  await load(store, "agent_id,name\nA1,甲\n");
  // As an earlier version might have called it.
  await store.connection.run("update ledger.loads set file = 'some.csv#旧名', whole = 'some.csv' where load = 1");
  const command = { command: "replay" as const, load: 1, by: "李" };
  await expect(execute(command, contextOf(store))).rejects.toMatchObject({ code: "no_part" });
  expect(await store.ask("select load, status from ledger.loads")).toEqual([{ load: 1, status: "accepted" }]);
  expect(await agents(store)).toEqual(["A1 甲 "]);
});

test("a folder among the files is told of, and keeps no other file from loading", async () => {
  const store = await openTestStore();
  const path = join(store.folder, "ok.csv");
  await writeFile(path, "agent_id,name\nA1,甲\n");
  const files = [path, store.folder].map((each) => ({ path: each, name: "x" }));
  const command = { command: "load" as const, files, source: "agents", build: false, uploader: "test" };
  const { loads } = (await execute(command, contextOf(store))) as LoadAnswer;
  expect(loads).toMatchObject([{ status: "accepted" }, { status: "refused" }]);
});
