import { spawn } from "node:child_process";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { afterAll, beforeAll, expect, test } from "vitest";
import { followCurrentVersion, type CurrentVersion } from "../../dashboard/server/current-version.ts";

const HENG = join(import.meta.dirname, "../../dist/etl/cli/main.js");
const KILLS = 100;
/** More than can be taken in between the kills, so that every run has something to do. */
const FILES = 120;
/** Every file holds this many tickets of its own, so every whole state is a multiple of it. */
const TICKETS = 200;

let folder: string;
let current: CurrentVersion;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "heng-crash-"));
  for (let file = 0; file < FILES; file++) {
    const lines = Array.from(
      { length: TICKETS },
      (_, i) => `F${file}-${i},报修,2026-03-${String((i % 28) + 1).padStart(2, "0")} 08:00:00,S1`,
    );
    await writeFile(join(folder, `${file}.csv`), `工单编号,工单类型,创建时间,小区\n${lines.join("\n")}\n`);
  }
});

afterAll(async () => {
  await current?.close();
  await rm(folder, { recursive: true, force: true });
});

/** Runs the command line; after `killAfter` ms it is killed outright. Returns whether it got to its end. */
function load(files: number[], killAfter: number | null): Promise<boolean> {
  const paths = files.map((file) => join(folder, `${file}.csv`));
  return new Promise((resolve) => {
    const child = spawn(process.execPath, [HENG, "load", ...paths, "--data", join(folder, "data")]);
    const timer = killAfter === null ? null : setTimeout(() => child.kill("SIGKILL"), killAfter);
    child.on("exit", (status) => {
      if (timer) clearTimeout(timer);
      resolve(status === 0);
    });
  });
}

/** What a reader sees of the served version: tickets by its metric, and rows by its own count of loads. */
async function look(): Promise<{ tickets: number; rows: number }> {
  return current.use((version) =>
    version.read(async (connection) => {
      const result = await connection.runAndReadAll(
        "select cast(sum(numerator) as integer), (select cast(count(*) as integer) from facts.tickets) from pages.rollup.ticket_count",
      );
      const [tickets, rows] = result.getRows()[0] ?? [];
      return { tickets: Number(tickets), rows: Number(rows) };
    }),
  );
}

test(`${KILLS} × kill -9 while loading, building and publishing: no half is served, nothing is lost or doubled`, async () => {
  let started = Date.now();
  expect(await load([0], null)).toBe(true);
  let whole = Date.now() - started;
  current = await followCurrentVersion(join(folder, "data"), { log: () => undefined });

  const seen: { tickets: number; rows: number }[] = [];
  let reading = true;
  const reader = (async () => {
    while (reading) {
      seen.push(await look());
      await sleep(15);
    }
  })();

  let file = 1;
  for (let kills = 0; kills < KILLS;) {
    started = Date.now();
    // From before the store is opened to just before the end; a run that gets there is not a kill.
    const done = await load([file % FILES], Math.round(whole * (0.1 + 0.95 * Math.random())));
    if (done) {
      whole = Date.now() - started;
      file += 1;
    } else {
      kills += 1;
    }
  }
  expect(file).toBeLessThan(FILES);
  expect(await load([...Array(FILES).keys()], null)).toBe(true);
  // The reader first: a look of its that began on the version before could end after the last one.
  reading = false;
  await reader;
  await current.refresh();
  seen.push(await look());

  expect(seen.length).toBeGreaterThan(KILLS);
  expect(seen.filter(({ tickets, rows }) => tickets !== rows || tickets % TICKETS !== 0)).toEqual([]);
  expect(seen.every(({ tickets }, i) => i === 0 || tickets >= (seen[i - 1]?.tickets ?? 0))).toBe(true);
  expect(seen.at(-1)).toEqual({ tickets: FILES * TICKETS, rows: FILES * TICKETS });
}, 600_000);
