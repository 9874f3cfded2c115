import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { readContracts, type Contract } from "../../etl/contract.ts";
import type { Folders } from "../../etl/folders.ts";
import { Problem } from "../../etl/problem.ts";
import { isWanted, parseSchedule, readSchedules } from "../../etl/schedules/schedule-file.ts";
import { ROOT } from "../support/heng.ts";

let contracts: Contract[];
let data: string;
let folders: Folders;

beforeAll(async () => {
  contracts = await readContracts(join(ROOT, "etl/sources"));
  data = await mkdtemp(join(tmpdir(), "heng-schedule-"));
  folders = { data, sql: "", sources: "", mappings: join(ROOT, "etl/mappings") };
});

afterAll(() => rm(data, { recursive: true, force: true }));

function problemOf(yaml: string): Problem {
  try {
    parseSchedule("x", yaml, "x.yml", { data }, contracts);
  } catch (error) {
    if (error instanceof Problem) return error;
    throw error;
  }
  throw new Error(`taken: ${yaml}`);
}

const GOOD = 'folder: /srv/out\nat: "30 6 * * *"\n';

describe("a schedule's file", () => {
  test("says folder and time, and may say the rest", () => {
    expect(parseSchedule("crm", GOOD, "crm.yml", { data }, contracts)).toMatchObject({
      name: "crm",
      title: { zh: "crm", en: "crm" },
      folder: "/srv/out",
      source: null,
      mapping: null,
    });
    const all = `${GOOD}title: 工单 | Tickets\nfiles: [工单*.csv, "t?.xlsx"]\nsource: tickets\n`;
    expect(parseSchedule("crm", all, "crm.yml", { data }, contracts)).toMatchObject({
      title: { zh: "工单", en: "Tickets" },
      files: ["工单*.csv", "t?.xlsx"],
      source: "tickets",
    });
  });

  test.each([
    ["", 1, /folder 和 at/, /folder and at/],
    ['at: "30 6 * * *"\n', 1, /要写 folder/, /folder is needed/],
    ["folder: /srv/out\n", 1, /要写 at.*30 6/, /at is needed.*30 6/],
    ['folder: out\nat: "30 6 * * *"\n', 1, /完整路径/, /full path/],
    ['folder: /srv/out\n\nat: "30 26 * * *"\n', 3, /30 26.*五段.*“26”不能作时/, /"26" is no hour/],
    ['folder: /srv/out\nat: "0 0 31 2 *"\n', 2, /“31”不能作日/, /"31" is no day/],
    [`${GOOD}source: nothing\n`, 3, /没有来源 nothing.*tickets/, /no source nothing.*tickets/],
    [`${GOOD}every: day\n`, 3, /不认识 every/, /every is unknown/],
    [`${GOOD}files: ../x.csv\n`, 3, /不带路径/, /without a path/],
    [`${GOOD}title: [a]\n`, 3, /一行文字/, /must be a text/],
    ["folder: [/srv\n", 1, /YAML/, /YAML/],
    ["- a\n", 1, /folder 和 at/, /folder and at/],
  ])("%j is refused with its line in both languages", (yaml, line, zh, en) => {
    const problem = problemOf(yaml);
    expect(problem).toMatchObject({ code: "bad_schedule", where: { file: "x.yml" } });
    if (yaml !== "folder: [/srv\n") expect(problem.where.line).toBe(line);
    expect(problem.zh).toMatch(zh);
    expect(problem.en).toMatch(en);
    expect(problem.en).not.toMatch(/\p{Script=Han}/u);
  });

  test("may not look into Heng's own folder, nor hold it", () => {
    for (const folder of [data, join(data, "originals"), join(data, "..")]) {
      expect(problemOf(`folder: ${folder}\nat: "30 6 * * *"\n`).zh).toContain("数据目录");
    }
  });

  test("stops no other by being wrong", async () => {
    const folder = join(data, "schedules");
    await mkdir(folder);
    await writeFile(join(folder, "good.yml"), GOOD);
    await writeFile(join(folder, "bad.yml"), "at: x\n");
    await writeFile(join(folder, "mapped.yml"), `${GOOD}mapping: no-such\n`);
    await writeFile(join(folder, "unlike.yml"), `${GOOD}mapping: receivables-us\nsource: tickets\n`);
    await writeFile(join(folder, "long.yaml"), GOOD);
    await writeFile(join(folder, ".hidden.yml"), "at: x\n");
    await writeFile(join(folder, "note.txt"), "x");
    const files = await readSchedules(folders, contracts);
    expect(files.map((file) => [file.name, "problem" in file ? file.problem.code : "good"])).toEqual([
      ["bad", "bad_schedule"],
      ["good", "good"],
      ["long", "bad_schedule"],
      ["mapped", "no_mapping"],
      ["unlike", "bad_schedule"],
    ]);
  });

  test("names files by * and ?, in either case, and nothing else is a sign", () => {
    expect(isWanted("工单_8月.CSV", ["工单*.csv"])).toBe(true);
    expect(isWanted("t1.xlsx", ["a", "t?.xlsx"])).toBe(true);
    expect(isWanted("t12.xlsx", ["t?.xlsx"])).toBe(false);
    expect(isWanted("a.csv.bak", ["*.csv"])).toBe(false);
    expect(isWanted("axcsv", ["a.csv"])).toBe(false);
    expect(isWanted("a(1).csv", ["a(1).csv"])).toBe(true);
  });
});
