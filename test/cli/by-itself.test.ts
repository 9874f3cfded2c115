import { execFileSync } from "node:child_process";
import { mkdir, mkdtemp, readdir, rename, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test, vi } from "vitest";
import type { LedgerEntry } from "../../dashboard/shared/loads.ts";
import type { Run, SchedulesAnswer } from "../../dashboard/shared/runs.ts";
import { heng, hengJson } from "../support/heng.ts";
import { startHeng, type Running } from "../support/running.ts";

const PATIENCE = { timeout: 100_000, interval: 50 };
const ROWS = 200_000;

describe("heng start", () => {
  let running: Running;

  beforeAll(async () => {
    running = await startHeng();
  });

  afterAll(() => running?.stop());

  const schedules = async (): Promise<SchedulesAnswer | null> => {
    const response = await fetch(`${running.url}/api/schedules`).catch(() => null);
    return response?.ok === true ? ((await response.json()) as SchedulesAnswer) : null;
  };

  test("whose writer is killed while it takes a file loads that file once and puts it away", async () => {
    const place = join(running.data, "big.csv");
    const rows = Array.from({ length: ROWS }, (_, i) => `${i},ticket,2026-08-01 09:00,5\n`);
    await writeFile(place, `survey_id,campaign,visited_at,score\n${rows.join("")}`);
    await rename(place, join(running.data, "inbox", "big.csv"));
    await vi.waitUntil(async () => (await schedules())?.inbox.runs[0]?.outcome === "running", PATIENCE);
    const line = execFileSync("ps", ["-eo", "pid,args"], { encoding: "utf8" })
      .split("\n")
      .find((text) => text.includes("writer-process") && text.includes(running.data));
    process.kill(Number(line?.trim().split(/\s+/)[0]), "SIGKILL");

    const done = async (): Promise<boolean> => {
      const [last] = (await schedules())?.inbox.runs ?? [];
      return last !== undefined && last.endedAt !== null;
    };
    await vi.waitUntil(done, PATIENCE);
    const inbox = (await schedules())?.inbox;
    expect(inbox?.runs.map(({ outcome }) => outcome)).toEqual(["loaded", "broken"]);
    expect(await readdir(join(running.data, "inbox"))).toEqual(["已载入"]);
    const { loads } = (await (await fetch(`${running.url}/api/loads`)).json()) as { loads: LedgerEntry[] };
    const ours = loads.filter(({ file }) => file === "big.csv");
    expect(ours).toMatchObject([{ status: "accepted", read: ROWS, loaded: ROWS, uploader: "inbox" }]);
  });
});

describe("heng schedules", () => {
  let home: string;
  let data: string;

  beforeAll(async () => {
    home = await mkdtemp(join(tmpdir(), "heng-cli-schedules-"));
    data = join(home, "data");
    await mkdir(join(data, "schedules"), { recursive: true });
    await mkdir(join(home, "out"));
  });

  afterAll(() => rm(home, { recursive: true, force: true }));

  test("tells where schedules go as long as there are none", async () => {
    const { status, stdout } = await heng("schedules", "--data", data);
    expect(status).toBe(0);
    expect(stdout).toContain(join(data, "inbox"));
    expect(stdout).not.toMatch(/用不了|ENOENT/);
    expect(stdout).toContain(`There are no schedules yet: put a .yml file into ${join(data, "schedules")}`);
  });

  test("lists them with their next run, and what is wrong, and runs one without a server", async () => {
    await writeFile(join(data, "schedules", "daily.yml"), `folder: ${join(home, "out")}\nat: "30 6 * * *"\n`);
    await writeFile(join(data, "schedules", "bad.yml"), "folder: out\n");
    await writeFile(join(home, "out", "sites.csv"), "编号,名称\nS1,金桂苑\n");
    const run = await hengJson<Run>("schedules", "--run", "daily", "--data", data);
    expect(run).toMatchObject({ schedule: "daily", plannedAt: null, outcome: "loaded", counts: { loaded: 1 } });
    const { loads } = await hengJson<{ loads: LedgerEntry[] }>("loads", "--data", data);
    expect(loads).toMatchObject([{ file: "sites.csv", uploader: "schedule:daily", status: "accepted" }]);

    const answer = await hengJson<SchedulesAnswer>("schedules", "--data", data);
    expect(answer.schedules).toMatchObject([
      { name: "bad", problem: { line: 1 } },
      { name: "daily", next: expect.stringMatching(/T06:30:00\+08:00$/) as string, last: { run: 1 } },
    ]);
    const { stdout } = await heng("schedules", "--data", data);
    expect(stdout).toMatch(/daily +30 6 \* \* \* .* 06:30 .*已载入 loaded, 载入 loaded 1/);
    expect(stdout).toMatch(/bad: .*bad\.yml\n {2}定时设置有误，第 1 行/);
    const again = await heng("schedules", "--run", "daily", "--data", data);
    expect([again.status, again.stdout]).toEqual([0, expect.stringContaining("没有新文件 nothing new")]);
  });

  test("ends with 1 where a schedule is unknown, wrong, or its folder gone", async () => {
    expect(await heng("schedules", "--run", "none", "--data", data)).toMatchObject({
      status: 1,
      stderr: expect.stringContaining("There is no schedule none; there are bad, daily") as string,
    });
    expect((await heng("schedules", "--run", "bad", "--data", data)).status).toBe(1);
    await rm(join(home, "out"), { recursive: true });
    const gone = await heng("schedules", "--run", "daily", "--data", data);
    expect([gone.status, gone.stdout]).toEqual([1, expect.stringContaining("找不到文件夹")]);
  });
});
