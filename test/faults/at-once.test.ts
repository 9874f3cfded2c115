// Several processes at work on one data folder, each as a person starts it.
import { existsSync } from "node:fs";
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from "vitest";
import type { LedgerEntry, LoadAnswer, Message } from "../../dashboard/shared/loads.ts";
import { heng, hengJson, type QueryAnswer } from "../support/heng.ts";
import { startHeng, type Running } from "../support/running.ts";

const HEADER = "survey_id,campaign,visited_at,score";

/** Surveys numbered from `from` on, all of one score. */
function surveys(from: number, count: number, score: number): string {
  const lines = Array.from({ length: count }, (_, at) => `${from + at},ticket,2026-08-${10 + (at % 9)} 09:00,${score}`);
  return `${[HEADER, ...lines].join("\n")}\n`;
}

async function file(name: string, text: string): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), "heng-at-once-"));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  const path = join(folder, name);
  await writeFile(path, text);
  return path;
}

/** Loads in force, with how many rows each brought, oldest first. */
async function inForce(data: string): Promise<[string, number][]> {
  const { loads } = await hengJson<{ loads: LedgerEntry[] }>("loads", "--data", data);
  return loads
    .filter(({ status }) => status === "accepted")
    .map(({ file, loaded }): [string, number] => [file, loaded])
    .reverse();
}

/** How many answers the served figures count. */
async function answers(data: string): Promise<number> {
  const { rows } = await hengJson<QueryAnswer>("query", "csat", "--grain", "all", "--data", data);
  return rows.reduce((sum, { denominator }) => sum + (denominator ?? 0), 0);
}

describe("two heng load of the same file at once", () => {
  test("take it once, and both are answered", async () => {
    const data = await mkdtemp(join(tmpdir(), "heng-twice-"));
    onTestFinished(() => rm(data, { recursive: true, force: true }));
    const path = await file("一.csv", surveys(1, 3000, 5));
    // What a load left that was killed before.
    await mkdir(join(data, "originals"), { recursive: true });
    await writeFile(join(data, "originals", ".incoming-dead"), "half");
    const runs = await Promise.all([1, 2].map(() => heng("load", path, "--data", data, "--json")));
    const told = runs.map(({ status, stdout, stderr }) => {
      // Whoever has waited too long for the other one is told so, and has done nothing.
      if (status !== 0) {
        expect(stderr).toMatch(/正被另一个进程使用[^]*Another process holds/u);
        return "locked";
      }
      return (JSON.parse(stdout) as LoadAnswer).loads[0]?.status;
    });
    expect(told).toContain("accepted");
    expect(told.filter((status) => status !== "already" && status !== "locked")).toHaveLength(1);
    expect(await inForce(data)).toEqual([["一.csv", 3000]]);
    expect(await answers(data)).toBe(3000);
    expect(await readdir(join(data, "originals"))).toEqual([expect.stringMatching(/^[0-9a-f]{64}$/u)]);
  });
});

describe("a terminal and a browser at once", () => {
  let running: Running;

  beforeAll(async () => {
    const data = await mkdtemp(join(tmpdir(), "heng-both-"));
    const folder = await mkdtemp(join(tmpdir(), "heng-at-once-"));
    await writeFile(join(folder, "先.csv"), surveys(1, 40, 5));
    await heng("load", join(folder, "先.csv"), "--data", data);
    await rm(folder, { recursive: true });
    running = await startHeng(data);
  });

  afterAll(() => running?.stop());

  type Uploaded = { status: number; body: LoadAnswer & { error?: Message } };

  async function upload(name: string, text: string): Promise<Uploaded> {
    const response = await fetch(`${running.url}/api/uploads?name=${encodeURIComponent(name)}`, {
      method: "POST",
      headers: { "X-Heng": "1" },
      body: text,
    });
    return { status: response.status, body: (await response.json()) as Uploaded["body"] };
  }

  test("load different files and the same one: each is taken once, and everybody is answered", async () => {
    const same = surveys(1000, 20_000, 4);
    const path = await file("同一份.csv", same);
    const other = await file("终端.csv", surveys(50_000, 500, 2));
    const [uploaded, loaded, both] = await Promise.all([
      upload("同一份.csv", same),
      hengJson<LoadAnswer>("load", path, "--data", running.data),
      hengJson<LoadAnswer>("load", other, "--data", running.data),
    ]);
    expect(uploaded.status).toBe(200);
    const told = [uploaded.body.loads[0]?.status, loaded.loads[0]?.status];
    expect(told.sort()).toEqual(["accepted", "already"]);
    expect(both.loads[0]).toMatchObject({ status: "accepted", loaded: 500 });
    expect((await inForce(running.data)).sort()).toEqual([
      ["先.csv", 40],
      ["同一份.csv", 20_000],
      ["终端.csv", 500],
    ]);
    expect(await answers(running.data)).toBe(20_540);
  });

  test.skipIf(!existsSync("/proc/self/task"))(
    "a writer that is killed while it loads an upload says so, and is back with nothing half taken",
    async () => {
      const before = await answers(running.data);
      const big = surveys(100_000, 400_000, 3);
      const uploading = upload("大.csv", big);
      await somethingIsLoaded(running.data);
      process.kill(await writerOf(running.pid), "SIGKILL");
      const { status, body } = await uploading;
      expect(status).toBeGreaterThanOrEqual(500);
      expect(body.error?.zh).toMatch(/\p{Script=Han}/u);
      expect(body.error?.en).not.toMatch(/\p{Script=Han}/u);
      // Pages are served meanwhile, as they were.
      expect((await fetch(`${running.url}/api/catalogue`)).ok).toBe(true);
      expect(await answers(running.data)).toBe(before);

      const again = await untilUp(() => upload("大.csv", big));
      expect(again.body.loads[0]).toMatchObject({ status: "accepted", loaded: 400_000, updated: 0 });
      expect(await answers(running.data)).toBe(before + 400_000);
      expect((await readdir(join(running.data, "tmp"))).filter((name) => name !== "duckdb")).toEqual([]);
    },
  );

  /** Waits until the writer has begun on a file: a copy of it is being kept. */
  async function somethingIsLoaded(data: string): Promise<void> {
    for (let tries = 0; tries < 600; tries++) {
      const names = await readdir(join(data, "originals")).catch(() => []);
      if (names.some((name) => name.startsWith(".incoming-"))) return;
      await sleep(5);
    }
    throw new Error("nothing was loaded");
  }

  async function writerOf(pid: number): Promise<number> {
    const children = (await readFile(`/proc/${pid}/task/${pid}/children`, "utf8")).trim().split(" ").map(Number);
    for (const child of children) {
      if ((await readFile(`/proc/${child}/cmdline`, "utf8")).includes("writer-process")) return child;
    }
    throw new Error("there is no writer");
  }

  /** Asks again as a person would, until the writer has been started again. */
  async function untilUp(ask: () => Promise<Uploaded>): Promise<Uploaded> {
    for (let tries = 0; ; tries++) {
      const answer = await ask();
      if (answer.status < 500 || tries > 60) return answer;
      await sleep(500);
    }
  }
});
