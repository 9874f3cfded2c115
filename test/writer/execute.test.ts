import { cp, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { openVersion } from "../../dashboard/server/version.ts";
import { SAMPLE_UPLOADER, type LoadAnswer } from "../../dashboard/shared/loads.ts";
import { readContracts } from "../../etl/contract.ts";
import { execute, publishWhatIsLeft, type WriterContext } from "../../etl/execute.ts";
import { openStore, type Store } from "../../etl/store.ts";
import { currentVersion, listVersions, pointTo, versionFolder } from "../../etl/versions.ts";
import { ROOT } from "../support/heng.ts";

let home: string;
let store: Store;
let context: WriterContext;

beforeEach(async () => {
  home = await mkdtemp(join(tmpdir(), "heng-execute-"));
  await cp(join(ROOT, "sql"), join(home, "sql"), { recursive: true });
  await open();
});

afterEach(async () => {
  store.close();
  await rm(home, { recursive: true, force: true });
});

async function open(): Promise<void> {
  const folders = {
    data: join(home, "data"),
    sql: join(home, "sql"),
    sources: join(ROOT, "etl/sources"),
    mappings: join(ROOT, "etl/mappings"),
  };
  const log = (): void => undefined;
  store = await openStore({ dataFolder: folders.data, contracts: await readContracts(folders.sources), log });
  context = { store, folders, now: () => new Date("2026-08-24T06:12:00+08:00"), log, progress: log };
}

/** A file of surveys with these scores, loaded. */
async function load(name: string, scores: number[], uploader = "test", build = true): Promise<LoadAnswer> {
  const path = join(home, name);
  const lines = scores.map((score, i) => `${name}-${i},ticket,2026-08-0${i + 1} 09:00,${score}`);
  await writeFile(path, `survey_id,campaign,visited_at,score\n${lines.join("\n")}\n`);
  return (await execute({ command: "load", files: [{ path, name }], build, uploader }, context)) as LoadAnswer;
}

async function served(sql: string): Promise<unknown[][]> {
  const version = await openVersion(
    versionFolder(context.folders.data, (await currentVersion(context.folders.data)) ?? 0),
  );
  try {
    return await version.read(async (connection) => (await connection.runAndReadAll(sql)).getRows());
  } finally {
    await version.close();
  }
}

const scores = async (): Promise<unknown> =>
  (await served("select cast(sum(numerator) as integer), cast(count(*) as integer) from metrics.csat_mean"))[0];

test("a build tells what share of it is done, model by model", async () => {
  const shares: number[] = [];
  context = { ...context, progress: ({ step, share }) => step === "building" && shares.push(share ?? -1) };
  await load("a.csv", [5]);
  expect(shares[0]).toBe(0);
  expect(new Set(shares).size).toBe(shares.length);
  expect(shares).toEqual([...shares].sort((a, b) => a - b));
  // More than a hundred models.
  expect(shares.length).toBeGreaterThan(100);
  expect(shares.at(-1)).toBeGreaterThan(0.95);
  expect(shares.at(-1)).toBeLessThan(1);
});

describe("after a kill", () => {
  test("between making a version and pointing to it, the next start points to it; a rollback stays", async () => {
    await load("a.csv", [5]);
    await load("b.csv", [3]);
    await pointTo(context.folders.data, 1);
    expect(await publishWhatIsLeft(context)).toBe(null);
    expect(await currentVersion(context.folders.data)).toBe(2);
    await execute({ command: "rollback", version: 1 }, context);
    expect(await publishWhatIsLeft(context)).toBe(null);
    expect(await currentVersion(context.folders.data)).toBe(1);
  });

  test("between an own load and withdrawing the sample, the next start withdraws it", async () => {
    await load("sample.csv", [1, 1], SAMPLE_UPLOADER);
    await load("own.csv", [5], "test", false);
    await publishWhatIsLeft(context);
    expect(await scores()).toEqual([5, 1]);
  });
});

describe("a load", () => {
  test("that cannot be published says what was taken in and why pages do not show it", async () => {
    await load("a.csv", [5]);
    await writeFile(
      join(home, "sql/checks/never.sql"),
      "/*\ntitle: 不许 | Never\nseverity: stop\n*/\nselect 1 as one\n",
    );
    const answer = await load("b.csv", [3]);
    expect(answer).toMatchObject({ version: 1, problem: { code: "check_failed" } });
    expect(answer.loads[0]).toMatchObject({ status: "accepted", loaded: 1, message: { code: "check_failed" } });
    expect(await scores()).toEqual([5, 1]);
    await rm(join(home, "sql/checks/never.sql"));
    // The same file again changes nothing, but what it had brought is published now.
    expect((await load("b.csv", [3])).loads[0]).toMatchObject({ status: "already" });
    expect(await scores()).toEqual([8, 2]);
  });

  test("into a store that was begun anew takes nothing over from the old one's versions", async () => {
    await load("a.csv", [5, 5]);
    store.close();
    await rm(join(home, "data/store.duckdb"));
    await open();
    await load("other.csv", [1]);
    expect(await scores()).toEqual([1, 1]);
    expect(await listVersions(context.folders.data)).toEqual([1, 2]);
  });
});

describe("a metric that fails on a row", () => {
  test("names its file, and the last version stays", async () => {
    await load("a.csv", [5]);
    const header =
      "/*\ntitle: 坏 | Bad\nabout: 测试 | test\ngrain: one row\narea: service\nkind: sum\nunit: count\nbetter: none\n*/\n";
    await writeFile(
      join(home, "sql/metrics/bad.sql"),
      `${header}select survey_id as key, visited_at as event_at, cast(survey_id as integer) as numerator from facts.surveys\n`,
    );
    await expect(execute({ command: "build" }, context)).rejects.toMatchObject({
      code: "bad_sql",
      where: { file: "sql/metrics/bad.sql" },
    });
    await writeFile(
      join(home, "sql/metrics/bad.sql"),
      `${header}select survey_id as key, visited_at as event_at, campaign as numerator from facts.surveys\n`,
    );
    await expect(execute({ command: "build" }, context)).rejects.toMatchObject({ code: "bad_measure" });
    expect(await currentVersion(context.folders.data)).toBe(1);
  });
});
