import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import type { LoadAnswer } from "../../dashboard/shared/loads.ts";
import { heng, hengJson, type QueryAnswer } from "../support/heng.ts";

let folder: string;
let data: string[];

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "heng-undo-"));
  data = ["--data", join(folder, "data")];
  await writeFile(
    join(folder, "a.csv"),
    "回访编号,回访类型,小区,回访时间,满意度\n1,工单回访,S1,2026-03-01 09:00,5\n2,工单回访,S1,2026-03-02 09:00,2\n3,工单回访,S2,2026-03-03 09:00,4\n",
  );
  // Corrects 2, says 3 again unchanged, and adds 4.
  await writeFile(
    join(folder, "b.csv"),
    "回访编号,回访类型,小区,回访时间,满意度\n2,工单回访,S1,2026-03-02 09:00,4\n3,工单回访,S2,2026-03-03 09:00,4\n4,工单回访,S2,2026-03-04 09:00,1\n",
  );
});

afterEach(() => rm(folder, { recursive: true, force: true }));

/** All that a script can see of the figures, byte for byte, apart from the version's number. */
async function answers(): Promise<string> {
  const cuts = [
    ["--grain", "day"],
    ["--grain", "month", "--by", "site", "--compare", "previous,year"],
    ["--grain", "all", "--by", "campaign"],
  ];
  const texts = await Promise.all(
    cuts.map(async (cut) => (await heng("query", "csat", "csat_mean", ...cut, ...data, "--json")).stdout),
  );
  return texts.join("\n").replaceAll(/"version":\d+/g, '"version":0');
}

async function csat(): Promise<number | null | undefined> {
  return (await hengJson<QueryAnswer>("query", "csat", "--grain", "all", ...data)).rows[0]?.value;
}

describe("heng undo", () => {
  test("gives byte for byte the answers from before the load", async () => {
    await hengJson("load", join(folder, "a.csv"), ...data);
    const before = await answers();
    const { loads } = await hengJson<LoadAnswer>("load", join(folder, "b.csv"), ...data);
    expect(loads[0]).toMatchObject({ loaded: 1, updated: 1, unchanged: 1, rejected: 0 });
    expect(await csat()).toBe(3 / 4);
    await hengJson("undo", String(loads[0]?.load), ...data);
    expect(await answers()).toBe(before);
  });

  test("of the earlier load leaves what the later one said, even what it said unchanged", async () => {
    const first = await hengJson<LoadAnswer>("load", join(folder, "a.csv"), ...data);
    await hengJson("load", join(folder, "b.csv"), ...data);
    await hengJson("undo", String(first.loads[0]?.load), ...data);
    // 2 → 4, 3 → 4, 4 → 1: two of three; 1 is gone with its load.
    expect(await csat()).toBe(2 / 3);
  });

  test("of a load that does not exist says so and exits 1", async () => {
    await hengJson("load", join(folder, "a.csv"), ...data);
    const { status, stderr } = await heng("undo", "99", ...data);
    expect(status).toBe(1);
    expect(stderr).toContain("99");
  });
});

describe("heng rollback", () => {
  test("serves any kept version, and forward again", async () => {
    await hengJson("load", join(folder, "a.csv"), ...data);
    const first = await answers();
    await hengJson("load", join(folder, "b.csv"), ...data);
    const second = await answers();
    await hengJson("rollback", "1", ...data);
    expect(await answers()).toBe(first);
    await hengJson("rollback", "2", ...data);
    expect(await answers()).toBe(second);
    const { versions } = await hengJson<{ versions: { version: number }[] }>("versions", ...data);
    expect(versions.map(({ version }) => version)).toEqual([2, 1]);
  });

  test("to a version that is not kept names those that are", async () => {
    await hengJson("load", join(folder, "a.csv"), ...data);
    const { status, stderr } = await heng("rollback", "7", ...data);
    expect(status).toBe(1);
    expect(stderr).toContain("There is no version 7. Kept are: 1.");
  });
});
