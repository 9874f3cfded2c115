import { readFile, readdir } from "node:fs/promises";
import { join } from "node:path";
import { DuckDBInstance } from "@duckdb/node-api";
import { expect, onTestFinished, test } from "vitest";
import { comparePreview } from "../../dashboard/server/preview.ts";
import { openVersion } from "../../dashboard/server/version.ts";
import type { LoadPreview } from "../../dashboard/shared/loads.ts";
import { approveLoad, redoLoad, undoLoad } from "../../etl/load/undo-load.ts";
import { buildVersion } from "../../etl/models/build.ts";
import { buildPreview } from "../../etl/models/preview.ts";
import { currentVersion, listVersions, versionFolder } from "../../etl/versions.ts";
import { openTestStore, type TestStore } from "../load/store-in-folder.ts";
import { contentsOf, unlike, type Tables } from "../properties/same-version.ts";
import { ROOT } from "../support/heng.ts";

const ONLY = ["csat", "csat_mean", "ticket_count", "rejected_row_rate"];
const NOW = new Date("2026-08-24T06:12:00+08:00");

type Desk = TestStore & {
  build(): Promise<string>;
  preview(load: number): Promise<{ told: LoadPreview; folder: string }>;
  contents(folder: string): Promise<Tables>;
};

async function openDesk(): Promise<Desk> {
  const store = await openTestStore();
  const data = join(store.folder, "data");
  const folders = {
    data,
    sql: join(ROOT, "sql"),
    sources: join(ROOT, "etl/sources"),
    mappings: join(ROOT, "etl/mappings"),
  };
  const options = { store, folders, now: NOW, only: ONLY, log: () => undefined };
  const look = await (await DuckDBInstance.create(":memory:")).connect();
  onTestFinished(() => look.closeSync());
  return {
    ...store,
    async build() {
      return versionFolder(data, (await buildVersion(options)).version);
    },
    async preview(load) {
      const built = await buildPreview({ ...options, load });
      const served = await openVersion(versionFolder(data, (await currentVersion(data)) ?? 0));
      try {
        return { told: await comparePreview(served, built), folder: built.folder };
      } finally {
        await served.close();
      }
    },
    contents: (folder) => contentsOf(look, folder),
  };
}

/** Surveys of August: so many of each score, numbered on from `from`; `bad` of them with a score that is none. */
function surveys(from: number, scores: number[], bad = 0): string {
  const all = [...scores.map(String), ...Array.from({ length: bad }, () => "99")];
  const lines = all.map(
    (score, index) => `${from + index},ticket,S${index % 2},2026-08-${10 + (index % 9)} 09:00,${score}`,
  );
  return `survey_id,campaign,site_id,visited_at,score\n${lines.join("\n")}\n`;
}

const fill = (count: number, score: number): number[] => Array.from({ length: count }, () => score);

test("a held load's preview tells the figures that its approval gives, and changes nothing", async () => {
  const desk = await openDesk();
  await desk.give(surveys(1, [...fill(60, 5), ...fill(40, 2)]), { now: NOW });
  await desk.build();
  expect(await desk.give(surveys(90, fill(60, 5), 20), { now: NOW })).toMatchObject({ load: 2, status: "held" });
  const rows = await desk.ask("select count(*) as n, sum(score) as sum from sources.surveys");

  const { told, folder } = await desk.preview(2);
  expect(told).toMatchObject({
    load: 2,
    version: 1,
    effect: "approve",
    problem: null,
    asOf: { now: "2026-08-18", then: "2026-08-18" },
  });
  expect(told.metrics).toBeGreaterThan(50);
  // By hand: 60 of 100 content, mean 3.8; the second file turns eleven 2s (numbers 90 to 100) into 5s and adds 49 more.
  expect(told.changes.find(({ metric }) => metric === "csat")).toMatchObject({
    grain: "month",
    period: "2026-08-01",
    now: { value: 60 / 100 },
    then: { value: (60 + 11 + 49) / 149 },
  });
  expect(told.changes.find(({ metric }) => metric === "csat_mean")?.then.value).toBeCloseTo(
    (300 + 55 + 29 * 2 + 245) / 149,
    12,
  );
  expect(told.changes.find(({ metric }) => metric === "rejected_row_rate")).toMatchObject({
    now: { value: 0 },
    then: { value: 20 / 180 },
  });
  expect(told.changes.map(({ metric }) => metric)).not.toContain("ticket_count");
  // Nothing has moved by looking.
  expect(await desk.ask("select count(*) as n, sum(score) as sum from sources.surveys")).toEqual(rows);
  expect(await listVersions(join(desk.folder, "data"))).toEqual([1]);
  expect(await desk.ask("select status from ledger.loads order by load")).toEqual([
    { status: "accepted" },
    { status: "held" },
  ]);

  const previewed = await desk.contents(folder);
  await approveLoad(desk, 2, "李经理", NOW);
  const published = await desk.build();
  expect(unlike(previewed, await desk.contents(published))).toEqual([]);
});

test("an undoing and a redoing are previewed as exactly, with loads before and after", async () => {
  const desk = await openDesk();
  await desk.give(surveys(1, fill(30, 2)), { now: NOW });
  await desk.give(surveys(11, fill(30, 4)), { now: NOW });
  // Says again what the second said of 21 to 30, and something else of 31 to 35.
  await desk.give(surveys(21, [...fill(10, 4), ...fill(5, 1)]), { now: NOW });
  await desk.build();
  for (const [load, effect] of [
    [2, "undo"],
    [1, "undo"],
    [2, "approve"],
    [3, "undo"],
    [1, "approve"],
  ] as const) {
    const { told, folder } = await desk.preview(load);
    expect(told.effect).toBe(effect);
    const previewed = await desk.contents(folder);
    if (effect === "undo") await undoLoad(desk, load, NOW);
    else await redoLoad(desk, load, NOW);
    expect(unlike(previewed, await desk.contents(await desk.build())), `${effect} ${load}`).toEqual([]);
  }
});

test("an undoing that moves today back is told in the period in which people see what it takes away", async () => {
  const desk = await openDesk();
  await desk.give(surveys(1, [...fill(60, 5), ...fill(40, 2)]).replaceAll("2026-08", "2026-07"), { now: NOW });
  await desk.give(surveys(200, [...fill(30, 5), ...fill(10, 2)]), { now: NOW });
  await desk.build();
  const { told } = await desk.preview(2);
  expect(told).toMatchObject({ effect: "undo", asOf: { now: "2026-08-18", then: "2026-07-18" } });
  expect(told.changes.find(({ metric }) => metric === "csat")).toMatchObject({
    period: "2026-08-01",
    now: { value: 30 / 40 },
    then: { value: null },
  });
});

test("an approval that moves today on is told in the period that is current then", async () => {
  const desk = await openDesk();
  await desk.give(surveys(1, [...fill(60, 5), ...fill(40, 2)]).replaceAll("2026-08", "2026-07"), { now: NOW });
  await desk.build();
  expect(await desk.give(surveys(200, [...fill(30, 5), ...fill(10, 2)], 20), { now: NOW })).toMatchObject({
    status: "held",
  });
  const { told } = await desk.preview(2);
  expect(told).toMatchObject({ effect: "approve", asOf: { now: "2026-07-18", then: "2026-08-18" } });
  expect(told.changes.find(({ metric }) => metric === "csat")).toMatchObject({
    period: "2026-08-01",
    now: { value: null },
    then: { value: 30 / 40 },
  });
});

test("the same preview is not made twice, and the one before is given up", async () => {
  const desk = await openDesk();
  await desk.give(surveys(1, fill(60, 5)), { now: NOW });
  await desk.build();
  await desk.give(surveys(100, fill(30, 5), 20), { now: NOW });
  await desk.give(surveys(200, fill(30, 1), 20), { now: NOW });
  const first = await desk.preview(2);
  const made = (await readFile(join(first.folder, "version.json"), "utf8")).match(/"publishedAt":"[^"]+"/)?.[0];
  expect(made).toBeDefined();
  expect((await desk.preview(2)).folder).toBe(first.folder);
  const second = await desk.preview(3);
  expect(await readdir(join(desk.folder, "data/previews"))).toEqual([second.folder.split("/").at(-1)]);
  // Once something else has been published, the comparison is made anew.
  await approveLoad(desk, 3, "李经理", NOW);
  await desk.build();
  const again = await desk.preview(2);
  expect(again.folder).not.toBe(first.folder);
  expect(again.told.version).toBe(2);
});

test("the sample is not counted beside a first file of somebody's own", async () => {
  const desk = await openDesk();
  await desk.give(surveys(1, fill(60, 1)), { now: NOW, uploader: "sample" });
  await desk.build();
  await desk.give(surveys(500, fill(30, 5), 20), { now: NOW });
  const { told } = await desk.preview(2);
  expect(told.changes.find(({ metric }) => metric === "csat_mean")).toMatchObject({
    now: { value: 1 },
    then: { value: 5 },
  });
});

test("what has no rows that could count has no preview", async () => {
  const desk = await openDesk();
  await expect(desk.preview(1)).rejects.toMatchObject({ code: "nothing_published" });
  await desk.give(surveys(1, fill(3, 1)), { now: NOW });
  await desk.build();
  await desk.give("什么也不是\n1\n", { now: NOW });
  await expect(desk.preview(2)).rejects.toMatchObject({ code: "no_preview" });
  await expect(desk.preview(9)).rejects.toMatchObject({ code: "no_load" });
});
