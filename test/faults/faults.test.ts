// What may go wrong around a load. Killing the writer at every step: test/crash.
import { execFileSync } from "node:child_process";
import { appendFile, mkdtemp, rm, truncate, unlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, onTestFinished, test } from "vitest";
import type { LoadAnswer, LoadOutcome } from "../../dashboard/shared/loads.ts";
import { readContracts } from "../../etl/contract.ts";
import { listLoads } from "../../etl/load/list-loads.ts";
import { loadParts } from "../../etl/load/load-parts.ts";
import { undoLoad } from "../../etl/load/undo-load.ts";
import { openStore } from "../../etl/store.ts";
import { NOW, openTestStore, type TestStore } from "../load/store-in-folder.ts";
import { publishAndWrite } from "../support/writing.ts";

const HEADER = "工号,姓名,班组";

/** Rows whose every cell tells the others, so that a torn or mixed one shows. */
function lines(from: number, count: number): string {
  return Array.from({ length: count }, (_, i) => `A${from + i},姓名${from + i},第${from + i}组\n`).join("");
}

const TORN = `
  select count(*)::int as torn from rows.agents
  where (name <> '姓名' || substr(agent_id, 2) or team <> '第' || substr(agent_id, 2) || '组')`;

function accounted({ read, loaded, updated, unchanged, rejected, blank }: LoadOutcome): boolean {
  return read === loaded + updated + unchanged + rejected + blank;
}

/** Loads a file of 300 000 rows, to which something happens as soon as its reading has begun. */
async function meanwhile(store: TestStore, happens: (path: string) => Promise<void>): Promise<LoadOutcome> {
  await store.give(`${HEADER}\nB1,旧,旧组\n`);
  const path = join(store.folder, "big.csv");
  await writeFile(path, `${HEADER}\n${lines(1, 300_000)}`);
  let done: Promise<void> | null = null;
  const outcomes = await loadParts(store, {
    path,
    name: "big.csv",
    uploader: "test",
    now: NOW,
    yes: true,
    progress: () => void (done ??= happens(path)),
  });
  await done;
  expect(done, "nothing happened: no progress was told").not.toBeNull();
  expect(outcomes).toHaveLength(1);
  return outcomes[0] as LoadOutcome;
}

/** Whatever became of the file: nothing torn, nothing half taken, what stood before still stands, the next one loads. */
async function expectSound(store: TestStore, outcome: LoadOutcome): Promise<void> {
  expect(accounted(outcome)).toBe(true);
  expect(outcome.message === null || (outcome.message.zh !== "" && outcome.message.en !== "")).toBe(true);
  const rows = await store.ask(
    "select count(*) filter (agent_id <> 'B1')::int as big, count(*) filter (name = '旧')::int as before from rows.agents",
  );
  expect(rows).toEqual([{ big: outcome.status === "accepted" ? outcome.loaded : 0, before: 1 }]);
  expect(await store.ask(`${TORN} and agent_id <> 'B1'`)).toEqual([{ torn: 0 }]);
  expect(await store.give(`${HEADER}\nC1,新,新组\n`)).toMatchObject({ status: "accepted", loaded: 1 });
}

describe("a file that changes while it is read", () => {
  test("is removed", async () => {
    const store = await openTestStore();
    await expectSound(store, await meanwhile(store, (path) => unlink(path)));
  });

  test("grows", async () => {
    const store = await openTestStore();
    const outcome = await meanwhile(store, (path) => appendFile(path, lines(300_001, 50_000)));
    await expectSound(store, outcome);
    if (outcome.status === "accepted") expect([300_000, 350_000]).toContain(outcome.loaded);
  });

  test("shrinks", async () => {
    const store = await openTestStore();
    // In the middle of a record: what is left of it looks like a whole one.
    const outcome = await meanwhile(store, (path) => truncate(path, 4_000_003));
    await expectSound(store, outcome);
  });

  test("is written anew with other rows of the same length", async () => {
    const store = await openTestStore();
    const outcome = await meanwhile(store, (path) => writeFile(path, `${HEADER}\n${lines(400_001, 300_000)}`));
    await expectSound(store, outcome);
  });
});

test("a clock that was set back changes nothing: the later load holds, and undoing it brings the earlier one back", async () => {
  const store = await openTestStore();
  const name = async (): Promise<unknown> => (await store.ask("select name from sources.agents"))[0]?.name;
  expect(await store.give(`${HEADER}\nA1,先,一组\n`, { now: new Date("2026-08-23T02:30:00Z") })).toMatchObject({
    load: 1,
    loaded: 1,
  });
  expect(await store.give(`${HEADER}\nA1,后,一组\n`, { now: new Date("2020-01-01T00:00:00Z") })).toMatchObject({
    load: 2,
    updated: 1,
  });
  expect(await name()).toBe("后");
  expect((await listLoads(store, { limit: 10, offset: 0 })).loads.map(({ load }) => load)).toEqual([2, 1]);
  await undoLoad(store, 2, new Date("2019-01-01T00:00:00Z"));
  expect(await name()).toBe("先");
});

test("the same file given twice at once is taken once", async () => {
  const store = await openTestStore();
  const text = `${HEADER}\n${lines(1, 2000)}`;
  const outcomes = await Promise.all([store.give(text), store.give(text), store.give(text)]);
  expect(outcomes.map(({ status }) => status).sort()).toEqual(["accepted", "already", "already"]);
  expect(await store.ask("select count(*)::int as n from rows.agents")).toEqual([{ n: 2000 }]);
});

test("two uploads of the same file at once are taken once, and both are answered", async () => {
  const published = await publishAndWrite(() => NOW);
  try {
    const answers = await Promise.all(
      ["a.csv", "b.csv"].map(async (name) => {
        const response = await published.request(`/api/uploads?name=${name}`, {
          method: "POST",
          headers: { "X-Heng": "1" },
          body: `${HEADER}\n${lines(1, 500)}`,
        });
        return (await response.json()) as LoadAnswer;
      }),
    );
    expect(answers.flatMap(({ loads }) => loads.map(({ status }) => status)).sort()).toEqual(["accepted", "already"]);
    const rows = await published.store.connection.runAndReadAll("select count(*)::int from rows.agents");
    expect(rows.getRows()).toEqual([[500]]);
  } finally {
    await published.close();
  }
});

/** Mounts a small disk where that is allowed (as root); null elsewhere, as on most CI machines. */
async function smallDisk(megabytes: number): Promise<string | null> {
  const folder = await mkdtemp(join(tmpdir(), "heng-disk-"));
  try {
    execFileSync("mount", ["-t", "tmpfs", "-o", `size=${megabytes}m`, "none", folder], { stdio: "ignore" });
  } catch {
    await rm(folder, { recursive: true, force: true });
    return null;
  }
  onTestFinished(async () => {
    execFileSync("umount", ["-l", folder]);
    await rm(folder, { recursive: true, force: true });
  });
  return folder;
}

test("a full disk refuses the file with a message, keeps what stood, and takes the next one when there is room", async (context) => {
  const disk = await smallDisk(9);
  context.skip(disk === null, "a small disk can only be mounted by root");
  const contracts = await readContracts("etl/sources");
  const open = () =>
    openStore({ dataFolder: join(disk ?? "", "data"), contracts, memoryLimit: "500MB", log: () => undefined });
  const outside = await mkdtemp(join(tmpdir(), "heng-full-"));
  onTestFinished(() => rm(outside, { recursive: true, force: true }));
  const give = async (store: Awaited<ReturnType<typeof open>>, name: string, text: string): Promise<LoadOutcome[]> => {
    await writeFile(join(outside, name), text);
    return loadParts(store, { path: join(outside, name), name, uploader: "test", now: NOW, yes: true });
  };
  let store = await open();
  expect(await give(store, "small.csv", `${HEADER}\nA1,姓名1,第1组\n`)).toMatchObject([{ status: "accepted" }]);
  // Hashes do not compress, so that the rows need more room than there is.
  const noise = Array.from({ length: 300_000 }, (_, i) => `A${i + 2},${noiseOf(i)},${noiseOf(i + 7)}\n`).join("");
  const outcome = await give(store, "big.csv", `${HEADER}\n${noise}`).catch((error: unknown) => String(error));
  expect(outcome).toMatchObject([{ status: "refused", read: 0 }]);
  const message = (outcome as LoadOutcome[])[0]?.message;
  expect(message, JSON.stringify(message)).toMatchObject({ code: "disk_full" });
  // The writer goes on, and what fits is taken.
  expect(await give(store, "after.csv", `${HEADER}\nB1,姓名3,第3组\n`)).toMatchObject([{ status: "accepted" }]);
  store.close();

  store = await open();
  const rows = await store.connection.runAndReadAll("select count(*)::int, min(name) from rows.agents");
  expect(rows.getRows()).toEqual([[2, "姓名1"]]);
  expect(await give(store, "next.csv", `${HEADER}\nC1,姓名2,第2组\n`)).toMatchObject([{ status: "accepted" }]);
  store.close();
});

function noiseOf(seed: number): string {
  let text = "";
  for (let at = 1; at <= 4; at++) text += (Math.imul(seed + at, 0x9e3779b1) >>> 0).toString(36);
  return text + (seed * 7919).toString(36);
}
