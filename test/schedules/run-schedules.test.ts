import { chmod, mkdir, mkdtemp, open, readdir, rm, stat, utimes, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import iconv from "iconv-lite";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import type { LedgerEntry } from "../../dashboard/shared/loads.ts";
import type { Run, SchedulesAnswer } from "../../dashboard/shared/runs.ts";
import { readContracts } from "../../etl/contract.ts";
import { execute } from "../../etl/execute.ts";
import { listLoads } from "../../etl/load/list-loads.ts";
import type { WriterContext } from "../../etl/publish.ts";
import { beginRun, listRuns } from "../../etl/runs/run-ledger.ts";
import { followSchedules, type Schedules } from "../../etl/schedules/follow-schedules.ts";
import { openStore, type Store } from "../../etl/store.ts";
import { currentVersion } from "../../etl/versions.ts";
import { listenAsWriter, type Writer } from "../../etl/writer.ts";
import { ROOT } from "../support/heng.ts";

const HEADER = "survey_id,campaign,visited_at,score";

let home: string;
let data: string;
let out: string;
let store: Store;
let writer: Writer;
let context: WriterContext;
let schedules: Schedules;
/** What the clock on the wall shows. */
let now: Date;
let said: string[];

beforeEach(async () => {
  home = await mkdtemp(join(tmpdir(), "heng-schedules-"));
  data = join(home, "data");
  out = join(home, "out");
  for (const folder of [join(data, "schedules"), join(home, "sql", "facts"), out]) {
    await mkdir(folder, { recursive: true });
  }
  said = [];
  now = at("2026-08-24T05:00");
  await openAll();
});

afterEach(async () => {
  await closeAll();
  await rm(home, { recursive: true, force: true });
});

const at = (text: string): Date => new Date(`${text}:00+08:00`);

async function openAll(): Promise<void> {
  const log = (line: string): void => void said.push(line);
  const folders = {
    data,
    // Nothing is modelled here: publishing takes no time.
    sql: join(home, "sql"),
    sources: join(ROOT, "etl/sources"),
    mappings: join(ROOT, "etl/mappings"),
  };
  store = await openStore({ dataFolder: data, contracts: await readContracts(folders.sources), log });
  const given = { store, folders, now: () => now, log };
  writer = await listenAsWriter(given, () => Promise.resolve());
  context = { ...given, queue: writer.queue, progress: () => undefined };
  schedules = followSchedules({ context: { ...given, queue: writer.queue }, quietMs: 20 });
}

async function closeAll(): Promise<void> {
  schedules.stop();
  await writer.close();
  store.close();
}

async function plan(name = "daily", more = ""): Promise<void> {
  await writeFile(join(data, "schedules", `${name}.yml`), `folder: ${out}\nat: "30 6 * * *"\n${more}`);
  await schedules.look();
}

const surveys = (...ids: string[]): string =>
  `${HEADER}\n${ids.map((id) => `${id},ticket,2026-08-01 09:00,5\n`).join("")}`;

async function put(name: string, text: string): Promise<void> {
  const path = join(out, name);
  await writeFile(path, text);
  // Written long ago.
  await utimes(path, at("2026-08-20T00:00"), at("2026-08-20T00:00"));
}

const ledger = async (): Promise<LedgerEntry[]> => (await listLoads(store, { limit: 100, offset: 0 })).loads;
const runs = (name = "daily"): Promise<Run[]> => listRuns(store, name, 100);
const planned = async (name = "daily"): Promise<(string | null)[]> =>
  (await runs(name)).map(({ plannedAt }) => plannedAt?.slice(5, 16) ?? null);
const runNow = (schedule = "daily"): Promise<unknown> => execute({ command: "run", schedule }, context);

describe("a schedule", () => {
  test("takes what is new at its time, touches nothing there, and publishes once", async () => {
    await put("a.csv", surveys("a"));
    await put("b.csv", surveys("b", "c"));
    await put("note.docx", "no data file");
    const before = await Promise.all((await readdir(out)).map((name) => stat(join(out, name))));
    await plan();
    expect(await runs()).toEqual([]);
    now = at("2026-08-24T06:30");
    await schedules.look();
    expect((await ledger()).map(({ file, status, uploader }) => [file, status, uploader])).toEqual([
      ["b.csv", "accepted", "schedule:daily"],
      ["a.csv", "accepted", "schedule:daily"],
    ]);
    expect(await runs()).toMatchObject([
      {
        plannedAt: "2026-08-24T06:30:00+08:00",
        startedAt: "2026-08-24T06:30:00+08:00",
        endedAt: "2026-08-24T06:30:00+08:00",
        outcome: "loaded",
        counts: { loaded: 2 },
        files: [
          { file: "a.csv", loads: [1] },
          { file: "b.csv", loads: [2] },
        ],
      },
    ]);
    expect(await currentVersion(data)).toBe(1);
    const after = await Promise.all((await readdir(out)).map((name) => stat(join(out, name))));
    expect(after.map(({ ino, mtimeMs, ctimeMs }) => [ino, mtimeMs, ctimeMs])).toEqual(
      before.map(({ ino, mtimeMs, ctimeMs }) => [ino, mtimeMs, ctimeMs]),
    );
    await schedules.look();
    expect((await runs()).length).toBe(1);
  });

  test("says so when there is nothing new, and reads no file twice", async () => {
    await put("a.csv", surveys("a"));
    await put("x.csv", "甲,乙\n1,2\n");
    await plan();
    expect(await runNow()).toMatchObject({ outcome: "attention", counts: { loaded: 1, refused: 1 } });
    expect(await runNow()).toMatchObject({ outcome: "nothing", files: [], message: null });
    // An old file is not even opened: size and time tell enough.
    await put("x.csv", "丙,丁\n3,4\n");
    expect(await runNow()).toMatchObject({ outcome: "nothing", files: [] });
    // Written anew with the same text; then with another one.
    await utimes(join(out, "a.csv"), at("2026-08-21T00:00"), at("2026-08-21T00:00"));
    expect(await runNow()).toMatchObject({ outcome: "nothing", files: [] });
    await put("a.csv", surveys("b"));
    expect(await runNow()).toMatchObject({ outcome: "loaded", counts: { loaded: 1 } });
    expect((await ledger()).length).toBe(3);
    expect((await runs()).map(({ plannedAt }) => plannedAt)).toEqual([null, null, null, null, null]);
  });

  test("takes the files that it names, as its source and by its mapping", async () => {
    await put("工单1.csv", surveys("a"));
    await put("回访1.csv", surveys("b"));
    await plan("daily", 'files: "回访*.csv"\nsource: sites\n');
    expect(await runNow()).toMatchObject({ outcome: "attention", counts: { refused: 1 } });
    expect(await ledger()).toMatchObject([{ file: "回访1.csv", source: "sites", status: "refused" }]);
  });

  test("tells of a file that cannot be opened by its name, and takes the others", async () => {
    await put("a.csv", surveys("a"));
    const name = iconv.encode("回访.csv", "gb18030");
    await writeFile(Buffer.concat([Buffer.from(`${out}/`), name]), surveys("b"));
    await plan();
    expect(await runNow()).toMatchObject({
      outcome: "attention",
      counts: { loaded: 1, left: 1 },
      files: [{ status: "left", message: { code: "bad_name" } }, { file: "a.csv" }],
    });
  });

  test("leaves alone what is still being written, and takes it next time", async () => {
    const file = await open(join(out, "slow.csv"), "w");
    await file.write(surveys("a"));
    await utimes(join(out, "slow.csv"), at("2026-08-20T00:00"), at("2026-08-20T00:00"));
    await plan();
    expect(await runNow()).toMatchObject({ outcome: "attention", counts: { left: 1, loaded: 0 } });
    expect(await ledger()).toEqual([]);
    await file.write("b,ticket,2026-08-01 09:00,5\n");
    await file.close();
    expect(await runNow()).toMatchObject({ outcome: "loaded" });
    expect(await ledger()).toMatchObject([{ file: "slow.csv", loaded: 2 }]);
  });

  test("that was missed runs once when the writer is back, however often it was missed", async () => {
    await plan();
    await closeAll();
    now = at("2026-08-27T12:00");
    await openAll();
    await schedules.look();
    await schedules.look();
    expect(await planned()).toEqual(["08-27T06:30"]);
    expect((await runs())[0]?.startedAt).toBe("2026-08-27T12:00:00+08:00");
    await closeAll();
    await openAll();
    await schedules.look();
    expect((await runs()).length).toBe(1);
    now = at("2026-08-28T06:30");
    await schedules.look();
    expect(await planned()).toEqual(["08-28T06:30", "08-27T06:30"]);
  });

  test("that is new, or has a new plan, does not run for times before that", async () => {
    now = at("2026-08-24T12:00");
    await plan();
    expect(await runs()).toEqual([]);
    await writeFile(join(data, "schedules", "daily.yml"), `folder: ${out}\nat: "0 11 * * *"\n`);
    await schedules.look();
    expect(await runs()).toEqual([]);
    now = at("2026-08-25T11:00");
    await schedules.look();
    expect(await planned()).toEqual(["08-25T11:00"]);
  });

  test("does not run twice when the clock is set back, and goes on when it was ahead", async () => {
    await plan();
    now = at("2026-08-24T06:31");
    await schedules.look();
    now = at("2026-08-24T06:00");
    await schedules.look();
    now = at("2026-08-24T06:30");
    await schedules.look();
    expect(await planned()).toEqual(["08-24T06:30"]);
    // For a while the machine takes it for next year.
    now = at("2027-03-01T08:00");
    await schedules.look();
    expect(await planned()).toEqual(["03-01T06:30", "08-24T06:30"]);
    now = at("2026-08-25T06:29");
    await schedules.look();
    expect((await runs()).length).toBe(2);
    now = at("2026-08-25T06:30");
    await schedules.look();
    await schedules.look();
    expect(await planned()).toEqual(["08-25T06:30", "03-01T06:30", "08-24T06:30"]);
  });

  test("first seen while the clock was ahead runs once it is right", async () => {
    now = at("2027-03-01T08:00");
    await plan();
    now = at("2026-08-24T05:00");
    await schedules.look();
    now = at("2026-08-24T06:30");
    await schedules.look();
    expect(await planned()).toEqual(["08-24T06:30"]);
  });

  test("that the writer died over runs again, but not for ever", async () => {
    await plan();
    now = at("2026-08-24T06:30");
    for (let died = 0; died < 2; died++) {
      await beginRun(store, "daily", at("2026-08-24T06:30"), now);
      await closeAll();
      await openAll();
    }
    await schedules.look();
    expect((await runs()).map(({ outcome }) => outcome)).toEqual(["nothing", "broken", "broken"]);
    now = at("2026-08-25T06:30");
    for (let died = 0; died < 3; died++) {
      await beginRun(store, "daily", at("2026-08-25T06:30"), now);
      await closeAll();
      await openAll();
    }
    await schedules.look();
    expect((await runs())[0]?.outcome).toBe("broken");
  });

  test("never overlaps itself, and its files wait their turn like anybody's", async () => {
    await put("a.csv", surveys("a"));
    await put("b.csv", surveys("b"));
    await plan();
    now = at("2026-08-24T06:30");
    let letGo = (): void => undefined;
    const busy = writer.queue(() => new Promise<void>((resolve) => (letGo = resolve)));
    const first = schedules.look();
    await vi.waitUntil(async () => (await runs()).length === 1);
    const second = schedules.look();
    await expect(runNow()).rejects.toMatchObject({ code: "running" });
    expect(await ledger()).toEqual([]);
    // An upload that came before its second file is served before it.
    letGo();
    await busy;
    await Promise.all([first, second]);
    expect((await runs()).length).toBe(1);
    expect((await ledger()).length).toBe(2);
  });

  test("that is told to stop in the middle ends with the file under way and is run again", async () => {
    await put("a.csv", surveys("a"));
    await put("b.csv", surveys("b"));
    await plan();
    now = at("2026-08-24T06:30");
    let letGo = (): void => undefined;
    void writer.queue(() => new Promise<void>((resolve) => (letGo = resolve)));
    const look = schedules.look();
    await vi.waitUntil(async () => (await runs()).length === 1);
    // The first file stands in the queue by now or is refused a place: either way the run does not end well.
    const closing = writer.close();
    letGo();
    await closing;
    await look;
    schedules.stop();
    store.close();
    await openAll();
    await schedules.look();
    expect((await runs()).map(({ outcome }) => outcome)).toEqual(["loaded", "broken"]);
    expect((await ledger()).map(({ file }) => file).sort()).toEqual(["a.csv", "b.csv"]);
  });

  test("whose folder is missing, or no folder, says so and is run again as planned", async () => {
    await plan();
    await rm(out, { recursive: true });
    expect(await runNow()).toMatchObject({
      outcome: "failed",
      message: { code: "no_folder", zh: expect.stringContaining(out) as string },
    });
    await writeFile(out, "no folder");
    expect(await runNow()).toMatchObject({ outcome: "failed", message: { code: "no_folder" } });
    await rm(out);
    await mkdir(out);
    await put("a.csv", surveys("a"));
    now = at("2026-08-24T06:30");
    await schedules.look();
    expect((await runs())[0]?.outcome).toBe("loaded");
  });

  test.skipIf(process.getuid?.() === 0)("whose folder may not be read says so", async () => {
    await plan();
    await chmod(out, 0);
    expect(await runNow()).toMatchObject({ outcome: "failed", message: { code: "no_folder" } });
    await chmod(out, 0o700);
  });

  test("that is wrong stops no other one, is told once, and listed with its line", async () => {
    await writeFile(join(data, "schedules", "bad.yml"), `folder: ${out}\nat: "30 26 * * *"\n`);
    await plan();
    await schedules.look();
    expect(said.filter((line) => line.includes("bad.yml")).length).toBe(1);
    now = at("2026-08-24T06:30");
    await schedules.look();
    const answer = (await execute({ command: "schedules" }, context)) as SchedulesAnswer;
    expect(answer.folder).toBe(join(data, "schedules"));
    expect(answer.schedules).toMatchObject([
      { name: "bad", next: null, last: null, problem: { code: "bad_schedule", line: 2 } },
      { name: "daily", next: "2026-08-25T06:30:00+08:00", last: { outcome: "nothing" }, problem: null },
    ]);
    await expect(runNow("bad")).rejects.toMatchObject({ code: "bad_schedule" });
    await expect(runNow("none")).rejects.toMatchObject({ code: "no_schedule" });
  });

  test("rings by itself when the minute comes", async () => {
    await writeFile(join(data, "schedules", "minute.yml"), `folder: ${out}\nat: "* * * * *"\n`);
    schedules.stop();
    const clock = (): Date => new Date();
    schedules = followSchedules({
      context: { ...context, now: clock, queue: writer.queue },
      // Only node-cron can do it.
      everyMs: 3_600_000,
      quietMs: 20,
    });
    schedules.start();
    await vi.waitUntil(async () => (await runs("minute"))[0]?.endedAt != null, { timeout: 90_000, interval: 200 });
    const [run] = await runs("minute");
    const late = Date.parse(run?.startedAt ?? "") - Date.parse(run?.plannedAt ?? "");
    expect(late).toBeGreaterThanOrEqual(0);
    expect(late).toBeLessThan(5000);
  });
});
