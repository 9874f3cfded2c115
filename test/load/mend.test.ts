import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import iconv from "iconv-lite";
import { describe, expect, test } from "vitest";
import type { LoadAnswer, LoadOutcome } from "../../dashboard/shared/loads.ts";
import { execute, type WriterContext } from "../../etl/execute.ts";
import { listLoads } from "../../etl/load/list-loads.ts";
import { listRejects } from "../../etl/load/list-rejects.ts";
import { mendedText, mendingText } from "../../etl/load/mending/mending-file.ts";
import { undoLoad } from "../../etl/load/undo-load.ts";
import { NOW, openTestStore, type TestStore } from "./store-in-folder.ts";

const ORIGINAL = [
  "工号;姓名;入职日期;备注",
  'A1;甲;2024-01-02;"好;的"',
  "A2;乙;2024-13-02;007", // no such month
  "A3;丙;2024-01-03;多;了", // a spare delimiter
  'A4;"丁;2024-01-04;', // a quote that never closes
  "A5;戊;2024-01-05;",
  ";己;2024-01-06;-5", // no number
  "",
].join("\r\n");

async function mending(store: TestStore, load = 1, lang: "zh" | "en" = "zh"): Promise<string> {
  return (await mendingText(store, { load, lang, limit: 1000, offset: 0 })).text;
}

async function agents(store: TestStore): Promise<unknown[][]> {
  const rows = await store.ask(
    "select agent_id, name, cast(hired_on as varchar) as hired_on, extra->>'备注' as note from sources.agents order by agent_id",
  );
  return rows.map(({ agent_id, name, hired_on, note }) => [agent_id, name, hired_on, note]);
}

/** Of each rejected line, the load that brought it mended. */
async function mendedBy(store: TestStore, load = 1): Promise<Record<number, number | undefined>> {
  const { rejects } = await listRejects(store, { load, limit: 100, offset: 0 });
  return Object.fromEntries(rejects.map(({ line, mended }) => [line, mended]));
}

async function leftToMend(store: TestStore, load: number): Promise<number> {
  const { loads } = await listLoads(store, { limit: 100, offset: 0 });
  const entry = loads.find((each) => each.load === load);
  return (entry?.rejected ?? 0) - (entry?.mended ?? 0);
}

describe("the mending file", () => {
  test("has the original's columns and delimiter, then the damaged text, the line and the reason", async () => {
    const store = await openTestStore();
    expect(await store.give(ORIGINAL)).toMatchObject({ loaded: 2, rejected: 4 });
    const { rejects } = await listRejects(store, { load: 1, limit: 10, offset: 0 });
    const [date, width, quote, id] = rejects.map(({ reason }) => reason.zh);
    expect(date).toContain("“入职日期”");
    expect((await mending(store)).split("\r\n")).toEqual([
      "\uFEFF工号;姓名;入职日期;备注;原文;行号（第1次载入）;退回原因",
      `A2;乙;2024-13-02;007;;3;${date}`,
      `;;;;"A3;丙;2024-01-03;多;了";4;${width}`,
      `;;;;"A4;""丁;2024-01-04;";5;${quote}`,
      `;己;2024-01-06;-5;;7;${id}`,
      "",
    ]);
    expect(await mending(store, 1, "en")).toContain("Raw text;Line (load 1);Reason for rejection\r\n");
    const pages = await Promise.all(
      [0, 3].map((offset) => mendingText(store, { load: 1, lang: "zh", limit: 3, offset })),
    );
    expect(pages.map(({ text }) => text).join("")).toBe(await mending(store));
  });

  test("mended and given again loads exactly its rows, and the old load knows", async () => {
    const store = await openTestStore();
    await store.give(ORIGINAL);
    const before = await agents(store);
    const mended = (await mending(store))
      .replace("2024-13-02", "2024-12-02")
      .replace(';;;;"A3;丙;2024-01-03;多;了"', 'A3;丙;2024-01-03;多了;"A3;丙;2024-01-03;多;了"')
      .replace(';;;;"A4;', 'A4;"丁""";2024-01-04;;"A4;');
    const outcome = await store.give(mended);
    expect(outcome).toMatchObject({ load: 2, status: "accepted", read: 4, loaded: 3, updated: 0, rejected: 1 });
    expect(await agents(store)).toEqual(
      [
        ...before,
        ["A2", "乙", "2024-12-02", "007"],
        ["A3", "丙", "2024-01-03", "多了"],
        ["A4", '丁"', "2024-01-04", null],
      ].sort(),
    );
    expect(await mendedBy(store)).toEqual({ 3: 2, 4: 2, 5: 2, 7: undefined });
    const { loads } = await listLoads(store, { limit: 2, offset: 0 });
    expect(loads[0]).toMatchObject({ load: 2, mends: 1, mended: 0 });
    expect(loads[1]).toMatchObject({ load: 1, mends: null, mended: 3, rejected: 4 });
    // What is left is all that the next mending file has.
    expect((await mending(store)).split("\r\n").slice(1)).toEqual([
      expect.stringMatching(/^;己;2024-01-06;-5;;7;“工号”/),
      "",
    ]);
    await undoLoad(store, 2, NOW);
    expect(await leftToMend(store, 1)).toBe(4);
    expect(await agents(store)).toEqual(before);
  });

  test("given again as it is loads nothing: damaged rows stay damaged, not rows of one cell", async () => {
    const store = await openTestStore();
    await store.give(ORIGINAL);
    const outcome = await store.give(await mending(store));
    expect(outcome).toMatchObject({
      status: "accepted",
      read: 4,
      loaded: 0,
      rejected: 4,
      reasons: { bad_date: 1, not_mended: 2, required: 1 },
    });
    expect(await leftToMend(store, 1)).toBe(4);
  });

  test("what could not be decoded and was left so is rejected again", async () => {
    const store = await openTestStore();
    const bytes = Buffer.concat([
      Buffer.from("工号,姓名,班组\nA1,甲,一组\nA2,"),
      Buffer.from([0xa3]),
      Buffer.from("乙,一组\n"),
    ]);
    expect(await store.give(bytes)).toMatchObject({ loaded: 1, reasons: { bad_bytes: 1 } });
    const broken = await mending(store);
    expect(broken).toContain('\r\nA2,\uFFFD乙,一组,"A2,\\xA3乙,一组",3,');
    expect(await store.give(broken)).toMatchObject({ loaded: 0, reasons: { not_mended: 1 } });
    const { text } = await mendedText(store, 1, { "3": { 班组: "二组" } });
    expect(await store.give(text)).toMatchObject({ loaded: 0, reasons: { not_mended: 1 } });
    expect(await store.give(broken.replace("\uFFFD乙", "小乙"))).toMatchObject({ loaded: 1 });
  });

  test("left with the mark of a lost character is rejected again", async () => {
    const store = await openTestStore();
    await store.give("工号,姓名,入职日期\nA1,甲,x\n");
    const outcome = await store.give((await mending(store)).replace("甲,x", "\uFFFD,2024-01-01"));
    expect(outcome).toMatchObject({ loaded: 0, reasons: { not_mended: 1 } });
  });

  test("may come back from a spreadsheet: another delimiter, GBK, columns widened, rows in another order", async () => {
    const store = await openTestStore();
    await store.give(ORIGINAL);
    const text = [
      "工号,姓名,入职日期,备注,原文,行号（第1次载入）,退回原因,我的备注",
      "A6,己,2024/1/6,-5,,7,编号为空,问过了",
      "A2,乙,2024/12/2,007,, 3 ,,",
      "",
    ].join("\r\n");
    expect(await store.give(iconv.encode(text, "gbk"))).toMatchObject({ loaded: 2, rejected: 0 });
    expect(await mendedBy(store)).toEqual({ 3: 2, 4: undefined, 5: undefined, 7: 2 });
    expect((await agents(store)).find(([id]) => id === "A6")).toEqual(["A6", "己", "2024-01-06", "-5"]);
    expect(await store.ask("select extra from sources.agents where agent_id = 'A2'")).toEqual([
      { extra: '{"备注":"007"}' },
    ]);
  });

  test("of a mending file that has rejects itself mends the first one too", async () => {
    const store = await openTestStore();
    await store.give(ORIGINAL);
    await store.give((await mending(store)).replace("2024-13-02", "2024-14-02"));
    const second = await mending(store, 2);
    const [header, first] = second.split("\r\n");
    expect(header).toBe("\uFEFF工号;姓名;入职日期;备注;原文;行号（第2次载入）;退回原因");
    expect(first).toMatch(/^A2;乙;2024-14-02;007;;2;“入职日期”/);
    await store.give(second.replace("2024-14-02", "2024-12-02"));
    expect(await mendedBy(store, 2)).toMatchObject({ 2: 3 });
    expect(await mendedBy(store)).toEqual({ 3: 3, 4: undefined, 5: undefined, 7: undefined });
    await undoLoad(store, 3, NOW);
    expect(await leftToMend(store, 1)).toBe(4);
  });

  test("of another source's load with that number is a file like any other", async () => {
    const store = await openTestStore();
    await store.give(ORIGINAL);
    const outcome = await store.give("小区编号,小区,行号（第1次载入）\nS1,一期,3\n");
    expect(outcome).toMatchObject({ source: "sites", loaded: 1 });
    expect(await leftToMend(store, 1)).toBe(4);
  });
});

describe("mending in place", () => {
  test("keeps what is not named, and refuses lines and headers that there are not", async () => {
    const store = await openTestStore();
    await store.give(ORIGINAL);
    const { text } = await mendedText(store, 1, {
      "7": { 工号: "A6" },
      "4": { 工号: "A3", 姓名: "丙", 备注: '多;"了' },
    });
    expect(text.split("\r\n").slice(1)).toEqual([
      expect.stringMatching(/^A3;丙;;"多;""了";;4;这一行有 5 列/),
      expect.stringMatching(/^A6;己;2024-01-06;-5;;7;“工号”/),
      "",
    ]);
    expect(await store.give(text)).toMatchObject({ loaded: 2, rejected: 0 });
    expect((await agents(store)).find(([id]) => id === "A3")).toEqual(["A3", "丙", null, '多;"了']);
    for (const [lines, code] of [
      [{ "7": { 工号: "A7" } }, "not_rejected"], // mended already
      [{ "2": { 工号: "A7" } }, "not_rejected"],
      [{}, "not_rejected"],
      [{ "3": { 入职: "2024-01-01" } }, "unknown_header"],
      [{ "3": { 退回原因: "" } }, "unknown_header"],
    ] as const) {
      await expect(mendedText(store, 1, lines)).rejects.toMatchObject({ code });
    }
    await expect(mendedText(store, 9, { "2": {} })).rejects.toMatchObject({ code: "no_load" });
  });
});

test("rows that came through a mapping come back through it, numbered as they were", async () => {
  const store = await openTestStore();
  const mapping = join(store.folder, "scores.yml");
  await writeFile(
    mapping,
    "source: surveys\ncolumns: { survey_id: \"'L' || _line\", campaign: \"'ticket'\", visited_at: 何时, score: 几分 }\n",
  );
  const context: WriterContext = {
    store,
    folders: { data: store.folder, sql: "sql", sources: "etl/sources", mappings: store.folder },
    now: () => NOW,
    log: () => undefined,
    progress: () => undefined,
  };
  const load = async (text: string, named: { mapping?: string }): Promise<LoadOutcome | undefined> => {
    const path = join(store.folder, `${Math.random()}.csv`);
    await writeFile(path, text);
    const command = { command: "load" as const, files: [{ path, name: "scores.csv" }], build: false, uploader: "test" };
    return ((await execute({ ...command, ...named }, context)) as LoadAnswer).loads[0];
  };
  expect(await load("何时,几分\n2026-08-01,5\n2026-08-02,九\n2026-08-03,4\n,x\n", { mapping: "scores" })).toMatchObject(
    {
      loaded: 2,
      rejected: 2,
    },
  );
  const mended = (await mending(store)).replace("九", "1");
  expect(await load(mended, {})).toMatchObject({ source: "surveys", loaded: 1, rejected: 1 });
  expect(await store.ask("select survey_id, score from sources.surveys order by survey_id")).toEqual([
    { survey_id: "L2", score: 5 },
    { survey_id: "L3", score: 1 },
    { survey_id: "L4", score: 4 },
  ]);
  expect((await listRejects(store, { load: 2, limit: 9, offset: 0 })).rejects.map(({ line }) => line)).toEqual([3]);
});
