import { appendFileSync } from "node:fs";
import {
  appendFile,
  chmod,
  mkdir,
  mkdtemp,
  open,
  readdir,
  readFile,
  rm,
  symlink,
  utimes,
  writeFile,
} from "node:fs/promises";
import { tmpdir } from "node:os";
import iconv from "iconv-lite";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import type { LedgerEntry } from "../../dashboard/shared/loads.ts";
import type { Run } from "../../dashboard/shared/runs.ts";
import { readContracts } from "../../etl/contract.ts";
import { listInbox } from "../../etl/inbox/inbox-folder.ts";
import { openInbox, type Inbox } from "../../etl/inbox/watch-inbox.ts";
import { loadFiles } from "../../etl/load-files.ts";
import { listLoads } from "../../etl/load/list-loads.ts";
import { beginRun, endRun, listRuns, noteCurrent } from "../../etl/runs/run-ledger.ts";
import type { WriterContext } from "../../etl/publish.ts";
import { openStore, type Store } from "../../etl/store.ts";
import { currentVersion } from "../../etl/versions.ts";
import { listenAsWriter, type Writer } from "../../etl/writer.ts";
import { ROOT } from "../support/heng.ts";

const HEADER = "survey_id,campaign,visited_at,score";
const QUIET = 5000;

let data: string;
let box: string;
let store: Store;
let writer: Writer;
let context: Omit<WriterContext, "progress">;
let inbox: Inbox;
let ticks: number;
let said: string[];

beforeEach(async () => {
  data = await mkdtemp(join(tmpdir(), "heng-inbox-"));
  box = join(data, "inbox");
  await mkdir(join(data, "sql", "facts"), { recursive: true });
  await openAll();
});

afterEach(async () => {
  await closeAll();
  await rm(data, { recursive: true, force: true });
});

async function openAll(): Promise<void> {
  said = [];
  const log = (line: string): void => void said.push(line);
  const folders = {
    data,
    // Nothing is modelled here: publishing takes no time.
    sql: join(data, "sql"),
    sources: join(ROOT, "etl/sources"),
    mappings: join(ROOT, "etl/mappings"),
  };
  store = await openStore({ dataFolder: data, contracts: await readContracts(folders.sources), log });
  context = { store, folders, now: () => new Date("2026-08-24T06:12:00+08:00"), log };
  writer = await listenAsWriter(context, () => Promise.resolve());
  ticks = 0;
  inbox = openInbox({ context: { ...context, queue: writer.queue }, quietMs: QUIET, ticks: () => ticks });
  await inbox.look();
}

async function closeAll(): Promise<void> {
  await inbox.stop();
  await writer.close();
  store.close();
}

/** Two looks, so far apart that whatever has not changed between them counts as whole. */
async function lookTwice(): Promise<void> {
  await inbox.look();
  ticks += QUIET;
  await inbox.look();
}

const surveys = (...ids: string[]): string =>
  `${HEADER}\n${ids.map((id) => `${id},ticket,2026-08-01 09:00,5\n`).join("")}`;

const ledger = async (): Promise<LedgerEntry[]> => (await listLoads(store, { limit: 100, offset: 0 })).loads;
const at = (text: string): Date => new Date(`${text}:00+08:00`);
const lastRun = async (): Promise<Run | undefined> => (await listRuns(store, null, 1))[0];
const runBegun = (): Promise<void> => vi.waitUntil(async () => (await lastRun()) !== undefined).then(() => undefined);
const names = async (folder: string): Promise<string[]> => (await readdir(join(box, folder)).catch(() => [])).sort();

describe("a file in the inbox", () => {
  test("is taken once it has not changed for a while, published, and put away", async () => {
    await writeFile(join(box, "回访.csv"), surveys("a", "b"));
    await inbox.look();
    ticks += QUIET - 1;
    await inbox.look();
    expect(await ledger()).toEqual([]);
    ticks += 1;
    await inbox.look();
    expect(await ledger()).toMatchObject([{ file: "回访.csv", source: "surveys", loaded: 2, uploader: "inbox" }]);
    expect(await names("")).toEqual(["已载入"]);
    expect(await names("已载入")).toEqual(["回访.csv"]);
    expect(await currentVersion(data)).toBe(1);
    expect(await lastRun()).toMatchObject({
      schedule: null,
      outcome: "loaded",
      counts: { loaded: 1, refused: 0 },
      files: [{ file: "回访.csv", status: "accepted", loads: [1], message: null }],
      message: null,
    });
  });

  test("that is being written is left alone, and taken once and whole", async () => {
    const path = join(box, "slow.csv");
    const file = await open(path, "w");
    await file.write(`${HEADER}\n`);
    for (let i = 0; i < 5; i++) {
      await inbox.look();
      ticks += QUIET - 1;
      await file.write(`s${i},ticket,2026-08-01 09:00,5\n`);
    }
    // Its writer pauses for long, with the file in its hand.
    await lookTwice();
    await lookTwice();
    expect(await ledger()).toEqual([]);
    await file.write("s5,ticket,2026-08-01 09:00,5\n");
    await file.close();
    await lookTwice();
    await lookTwice();
    expect(await ledger()).toMatchObject([{ file: "slow.csv", read: 6, loaded: 6 }]);
  });

  test("that changes while it waits for its turn stays, with no line in the ledger, and is taken later", async () => {
    const path = join(box, "late.csv");
    await writeFile(path, surveys("a"));
    await inbox.look();
    ticks += QUIET;
    // Somebody's upload is under way; meanwhile more arrives.
    const busy = writer.queue(async () => {
      await runBegun();
      await appendFile(path, "b,ticket,2026-08-01 09:00,5\n");
    });
    await Promise.all([busy, inbox.look()]);
    expect(await ledger()).toEqual([]);
    expect(await lastRun()).toMatchObject({ outcome: "attention", counts: { left: 1 } });
    expect(await names("")).toEqual(["late.csv"]);
    await lookTwice();
    expect(await ledger()).toMatchObject([{ file: "late.csv", loaded: 2 }]);
  });

  test("that changes while it is read leaves a line in the ledger only where nobody tries again", async () => {
    const path = join(data, "big.csv");
    const lines = Array.from({ length: 50_000 }, (_, i) => `${i},ticket,2026-08-01 09:00,5\n`);
    for (const [patient, entries] of [
      [true, 0],
      [false, 1],
    ] as const) {
      await writeFile(path, `${HEADER}\n${lines.join("")}`);
      let told = 0;
      const progress = (): void => {
        if (told++ === 0) appendFileSync(path, "x,ticket,2026-08-01 09:00,5\n");
      };
      const { loads } = await loadFiles(
        { command: "load", files: [{ path, name: "big.csv" }], build: false, patient, uploader: "test" },
        { ...context, progress },
      );
      expect(loads).toMatchObject([{ status: "refused", message: { code: "file_changed" } }]);
      expect((await ledger()).length).toBe(entries);
    }
  });

  test("with a name for unfinished files is not touched", async () => {
    await writeFile(join(box, "~5月.csv"), surveys("a"));
    const unfinished = ["a.csv.part", "b.tmp", "~$c.xlsx", ".d.csv", "e.csv.crdownload", "f.csv~"];
    for (const name of unfinished) await writeFile(join(box, name), surveys("a"));
    await lookTwice();
    expect((await ledger()).map(({ file }) => file)).toEqual(["~5月.csv"]);
    expect(await names("")).toEqual([...unfinished, "已载入"].sort());
    expect(await listInbox(data, new Date())).toEqual({ files: [], passed: unfinished.length });
  });

  test("that is refused comes back with a text that says why in both languages", async () => {
    await writeFile(join(box, "x.csv"), "甲,乙\n1,2\n");
    await lookTwice();
    expect(await ledger()).toMatchObject([{ file: "x.csv", status: "refused" }]);
    expect(await names("退回")).toEqual(["x.csv", "x.csv.说明.txt"]);
    const [entry] = await ledger();
    const text = await readFile(join(box, "退回", "x.csv.说明.txt"), "utf8");
    expect(text).toContain(entry?.message?.zh);
    expect(text).toContain(entry?.message?.en);
    expect(text).toMatch(/台账：第 1 次载入[^]*load 1/);
    expect(text).toContain("2026-08-24 06:12");
    expect(await lastRun()).toMatchObject({ outcome: "attention", counts: { refused: 1 } });
    // It is not looked at again there.
    await lookTwice();
    expect((await ledger()).length).toBe(1);
  });

  test("is put beside one of the same name, never over it", async () => {
    for (const ids of [["a"], ["b"], ["c"]]) {
      await writeFile(join(box, "回访.csv"), surveys(...ids));
      await lookTwice();
    }
    expect(await names("已载入")).toEqual(["回访 (2).csv", "回访 (3).csv", "回访.csv"]);
    expect(await readFile(join(box, "已载入", "回访 (3).csv"), "utf8")).toContain("c,ticket");
    await mkdir(join(box, "退回"));
    await writeFile(join(box, "退回", "x.csv.说明.txt"), "my own");
    await writeFile(join(box, "x.csv"), "甲,乙\n1,2\n");
    await lookTwice();
    expect(await names("退回")).toEqual(["x.csv", "x.csv.说明 (2).txt", "x.csv.说明.txt"]);
    expect(await readFile(join(box, "退回", "x.csv.说明.txt"), "utf8")).toBe("my own");
  });

  test("in a folder called by a source is that source's; in any other its headers say", async () => {
    // Both read alike: only the folder tells that these sites are none.
    await mkdir(join(box, "sites"));
    await mkdir(join(box, "回访记录"));
    await mkdir(join(box, "八月"));
    await writeFile(join(box, "sites", "a.csv"), surveys("a"));
    await writeFile(join(box, "八月", "b.csv"), surveys("b"));
    await lookTwice();
    const byName = new Map((await ledger()).map((entry) => [entry.file, entry]));
    expect(byName.get("a.csv")).toMatchObject({ status: "refused", source: "sites" });
    expect(byName.get("b.csv")).toMatchObject({ status: "accepted", source: "surveys" });
    expect(await names("退回/sites")).toEqual(["a.csv", "a.csv.说明.txt"]);
    expect(await names("已载入/八月")).toEqual(["b.csv"]);
  });

  test("whose name is GBK, as FTP servers leave it, gets one in UTF-8 and is taken", async () => {
    const name = iconv.encode("回访八月.csv", "gb18030");
    const path = Buffer.concat([Buffer.from(`${box}/`), name]);
    await writeFile(path, surveys("a"));
    await lookTwice();
    // It may still be written to.
    expect(await ledger()).toEqual([]);
    await utimes(path, at("2026-08-20T00:00"), at("2026-08-20T00:00"));
    await lookTwice();
    expect(await ledger()).toMatchObject([{ file: "回访八月.csv", loaded: 1 }]);
    expect(await names("已载入")).toEqual(["回访八月.csv"]);
    expect(await names("")).toEqual(["已载入"]);
  });

  test("that was taken but could not be published says so in its run", async () => {
    await mkdir(join(data, "sql", "checks"));
    const header = "/*\ntitle: 不许有回访 | No surveys\nseverity: stop\n*/\n";
    await writeFile(
      join(data, "sql", "checks", "none.sql"),
      `${header}select survey_id as key, survey_id as problem_zh, survey_id as problem_en from sources.surveys\n`,
    );
    await writeFile(join(box, "a.csv"), surveys("a"));
    await lookTwice();
    expect(await names("已载入")).toEqual(["a.csv"]);
    expect(await lastRun()).toMatchObject({
      outcome: "attention",
      counts: { loaded: 1 },
      message: { zh: expect.stringContaining("还没有发布") as string },
    });
  });

  test("that is a link, or lies behind one, is not followed out of the inbox", async () => {
    await mkdir(join(data, "elsewhere"));
    await writeFile(join(data, "elsewhere", "secret.csv"), surveys("a"));
    await symlink(join(data, "elsewhere", "secret.csv"), join(box, "link.csv"));
    await symlink(join(data, "elsewhere"), join(box, "folder"));
    await lookTwice();
    expect(await ledger()).toEqual([]);
    expect(await names("")).toEqual(["folder", "link.csv"]);
  });
});

describe("several files", () => {
  test("are taken the oldest first and published once", async () => {
    for (const [name, minute, score] of [
      ["b.csv", 1, 1],
      ["a.csv", 2, 5],
    ] as const) {
      await writeFile(join(box, name), `${HEADER}\nk,ticket,2026-08-01 09:00,${score}\n`);
      await utimes(join(box, name), new Date(minute * 60_000), new Date(minute * 60_000));
    }
    await lookTwice();
    expect((await ledger()).map(({ file, loaded, updated }) => [file, loaded, updated])).toEqual([
      ["a.csv", 0, 1],
      ["b.csv", 1, 0],
    ]);
    expect(await currentVersion(data)).toBe(1);
    expect((await listRuns(store, null, 10)).length).toBe(1);
  });

  test("of which one vanishes before its turn: the others are taken", async () => {
    await mkdir(join(box, "gone"));
    await writeFile(join(box, "gone", "a.csv"), surveys("a"));
    await writeFile(join(box, "b.csv"), surveys("b"));
    await inbox.look();
    ticks += QUIET;
    const busy = writer.queue(async () => {
      await runBegun();
      await rm(join(box, "gone"), { recursive: true });
    });
    await Promise.all([busy, inbox.look()]);
    expect((await ledger()).map(({ file }) => file)).toEqual(["b.csv"]);
    expect(await names("已载入")).toEqual(["b.csv"]);
  });
});

describe("a writer that died", () => {
  test("after a load and before the move tells the file as loaded already, and moves it", async () => {
    await writeFile(join(box, "a.csv"), surveys("a"));
    await lookTwice();
    await writeFile(join(box, "a.csv"), surveys("a"));
    await closeAll();
    await openAll();
    await lookTwice();
    expect((await ledger()).length).toBe(1);
    expect(await lastRun()).toMatchObject({ outcome: "loaded", counts: { loaded: 0, already: 1 } });
    expect(await names("已载入")).toEqual(["a (2).csv", "a.csv"]);
  });

  test("three times over the same file gives that file back instead of dying again", async () => {
    const path = join(box, "bomb.csv");
    await writeFile(path, surveys("a"));
    const { changed, bytes } = await import("../../etl/runs/seen-file.ts").then(async ({ lookAt }) => {
      const seen = await lookAt(path);
      return { changed: seen?.changed, bytes: seen?.bytes };
    });
    for (let i = 0; i < 3; i++) {
      const run = await beginRun(store, null, null, new Date());
      await noteCurrent(store, run, JSON.stringify([path, bytes, changed]));
      await closeAll();
      await openAll();
    }
    await lookTwice();
    expect(await ledger()).toEqual([]);
    expect(await names("退回")).toEqual(["bomb.csv", "bomb.csv.说明.txt"]);
    expect((await listRuns(store, null, 9)).map(({ outcome }) => outcome)).toEqual([
      "attention",
      "broken",
      "broken",
      "broken",
    ]);
  });

  test("leaves no run that counts as under way", async () => {
    await beginRun(store, "x", null, new Date());
    await expect(beginRun(store, "x", null, new Date())).rejects.toMatchObject({ code: "running" });
    await closeAll();
    await openAll();
    const run = await beginRun(store, "x", null, new Date());
    await endRun(store, run, { files: [], message: null }, new Date());
    expect((await listRuns(store, "x", 9)).map(({ outcome }) => outcome)).toEqual(["nothing", "broken"]);
  });
});

describe("the inbox", () => {
  test("that cannot be made is told once, and used as soon as it can", async () => {
    await rm(box, { recursive: true });
    await writeFile(box, "I am no folder");
    await inbox.look();
    await inbox.look();
    expect(said.filter((line) => line.includes(box)).length).toBe(1);
    expect(said.join()).toMatch(/收件箱.*用不了/);
    await rm(box);
    await inbox.look();
    await writeFile(join(box, "a.csv"), surveys("a"));
    await lookTwice();
    expect(await ledger()).toMatchObject([{ file: "a.csv", status: "accepted" }]);
  });

  test("from which nothing can be moved is tried again later, and says so", async () => {
    await writeFile(join(box, "a.csv"), surveys("a"));
    // A file stands where the folder should be.
    await writeFile(join(box, "已载入"), "");
    await lookTwice();
    expect(await lastRun()).toMatchObject({
      outcome: "attention",
      files: [{ status: "left", message: { code: "not_moved" } }],
    });
    expect((await ledger()).length).toBe(1);
    await lookTwice();
    expect((await listRuns(store, null, 9)).length).toBe(1);
    await rm(join(box, "已载入"));
    ticks += 60_000;
    await inbox.look();
    expect(await names("已载入")).toEqual(["a.csv"]);
    expect((await ledger()).length).toBe(1);
  });

  test("of an earlier version gives its uploads to the folder that they belong in now", async () => {
    const upload = "0f8fad5b-d9cb-469f-a165-70867728950e.csv";
    await writeFile(join(box, upload), surveys("a"));
    await lookTwice();
    expect(await ledger()).toEqual([]);
    expect(await readdir(join(data, "uploads"))).toEqual([upload]);
  });

  test.skipIf(process.getuid?.() === 0)("leaves a file alone that it may not read, and says what to do", async () => {
    await writeFile(join(box, "a.csv"), surveys("a"));
    await chmod(join(box, "a.csv"), 0);
    await lookTwice();
    expect(await lastRun()).toMatchObject({ files: [{ status: "left", message: { code: "unreadable" } }] });
    expect(await names("")).toEqual(["a.csv"]);
  });

  test("takes many files in one run", async () => {
    for (let i = 0; i < 12; i++) await writeFile(join(box, `f${i}.csv`), surveys(`k${i}`));
    await lookTwice();
    expect((await names("已载入")).length).toBe(12);
    expect((await listRuns(store, null, 1))[0]?.counts).toMatchObject({ loaded: 12 });
  });
});
