import { cp, mkdir, mkdtemp, rm } from "node:fs/promises";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { serve } from "@hono/node-server";
import { afterAll, beforeAll, expect, test } from "vitest";
import { createApp } from "../../dashboard/server/app.ts";
import { followCurrentVersion } from "../../dashboard/server/current-version.ts";
import type {
  DecisionAnswer,
  LedgerEntry,
  LoadAnswer,
  LoadPreview,
  Reject,
  RejectsAnswer,
} from "../../dashboard/shared/loads.ts";
import { readContracts } from "../../etl/contract.ts";
import { openStore } from "../../etl/store.ts";
import { listenAsWriter } from "../../etl/writer.ts";
import { ROOT } from "../support/heng.ts";

// A writer on its socket and a server on a port, with a few of the project's models.

let home: string;
let url: string;
/** The same server, which takes a second between a preview that is made and its comparing. */
let slow: (path: string) => Response | Promise<Response>;
let stop: () => Promise<void>;

beforeAll(async () => {
  home = await mkdtemp(join(tmpdir(), "heng-decisions-"));
  for (const path of ["facts", "metrics/csat.sql", "metrics/csat_mean.sql"]) {
    await mkdir(join(home, "sql", path, ".."), { recursive: true });
    await cp(join(ROOT, "sql", path), join(home, "sql", path), { recursive: true });
  }
  const data = join(home, "data");
  const folders = { data, sql: join(home, "sql"), sources: join(ROOT, "etl/sources"), mappings: home };
  const log = (): void => undefined;
  const store = await openStore({ dataFolder: data, contracts: await readContracts(folders.sources), log });
  const now = (): Date => new Date("2026-09-24T06:12:00+08:00");
  const writer = await listenAsWriter({ store, folders, now, log }, () => Promise.resolve());
  const current = await followCurrentVersion(data, { log });
  const app = createApp({ current, dataFolder: data, appFolder: null, log });
  const later = { ...current, refresh: () => sleep(1000).then(() => current.refresh()) };
  const slowApp = createApp({ current: later, dataFolder: data, appFolder: null, log });
  slow = (path) => slowApp.request(`/api${path}`);
  const server = serve({ fetch: app.fetch, port: 0, hostname: "127.0.0.1" });
  await new Promise((resolve) => server.once("listening", resolve));
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/api`;
  stop = async () => {
    server.close();
    await current.close();
    await writer.close();
    store.close();
    await rm(home, { recursive: true, force: true });
  };
}, 60_000);

afterAll(() => stop?.());

async function ask(method: "GET" | "POST", path: string, body?: string): Promise<{ status: number; text: string }> {
  const response = await fetch(url + path, {
    method,
    headers: { "X-Heng": "1" },
    ...(body === undefined ? {} : { body }),
  });
  // A byte-order mark is part of a file.
  return { status: response.status, text: Buffer.from(await response.arrayBuffer()).toString() };
}

async function answer<T>(method: "GET" | "POST", path: string, body?: string): Promise<T> {
  const { status, text } = await ask(method, path, body);
  if (status !== 200) throw new Error(`${path}: ${status} ${text}`);
  return JSON.parse(text) as T;
}

function surveys(from: number, good: number, bad: number): string {
  const line = (index: number, score: string): string => `${from + index},ticket,S1,2026-08-10 09:00,${score}`;
  const lines = Array.from({ length: good + bad }, (_, index) => line(index, index < good ? "5" : `9${index}`));
  return `survey_id,campaign,site_id,visited_at,score\n${lines.join("\n")}\n`;
}

async function upload(name: string, text: string): Promise<LoadAnswer> {
  return answer<LoadAnswer>("POST", `/uploads?name=${name}`, text);
}

async function entry(load: number): Promise<LedgerEntry | undefined> {
  const { loads } = await answer<{ loads: LedgerEntry[] }>("GET", "/loads");
  return loads.find((each) => each.load === load);
}

test(
  "a held load is previewed, approved, undone and redone; its rejects are mended in place and as a file",
  { timeout: 240_000 },
  async () => {
    expect(await upload("a.csv", surveys(1, 30, 0))).toMatchObject({
      version: 1,
      loads: [{ load: 1, status: "accepted" }],
    });
    // Without it there is no data and no last day: the figures that it brought are told in the month they are of.
    const brought = await answer<LoadPreview>("GET", "/loads/1/preview");
    expect(brought.changes.length).toBeGreaterThan(0);
    expect(brought.changes.filter(({ now, then }) => now.value === null && then.value === null)).toEqual([]);
    expect(brought.changes.find(({ metric }) => metric === "csat")).toMatchObject({
      period: "2026-08-01",
      now: { value: 1 },
      then: { value: null },
    });
    expect(await upload("b.csv", surveys(100, 30, 30))).toMatchObject({
      version: 1,
      problem: null,
      loads: [{ load: 2, status: "held", rejected: 30 }],
    });
    // 5s all of them: the figures stay, whichever are counted, but for one that is mended to a 1 later.
    expect(await answer<LoadPreview>("GET", "/loads/2/preview")).toMatchObject({
      load: 2,
      version: 1,
      changes: [],
      metrics: 2,
    });
    expect(await answer<DecisionAnswer>("POST", "/loads/2/approve")).toEqual({ load: 2, version: 2, problem: null });
    expect(await entry(2)).toMatchObject({
      status: "accepted",
      decidedBy: "web",
      held: [{ code: "too_many_rejects" }],
    });
    expect(await ask("POST", "/loads/2/approve")).toMatchObject({ status: 409 });
    expect((await ask("POST", "/loads/2/decline")).text).toContain("not_held");
    await answer("POST", "/loads/2/undo");
    expect(await answer<DecisionAnswer>("POST", "/loads/2/redo")).toMatchObject({ load: 2, problem: null });

    const { rejects } = await answer<{ rejects: Reject[] }>("GET", "/loads/2/rejects?limit=1");
    expect(rejects[0]).toMatchObject({ line: 32, cells: [{}, {}, {}, {}, { header: "score", text: "930" }] });
    expect(rejects[0]).not.toHaveProperty("mended");
    const mended = await answer<LoadAnswer>("POST", "/loads/2/mend", JSON.stringify({ "32": { score: "1" } }));
    expect(mended).toMatchObject({ problem: null, loads: [{ load: 3, status: "accepted", loaded: 1, rejected: 0 }] });
    expect(await entry(3)).toMatchObject({ mends: 2, uploader: "web", original: true });
    expect(await entry(2)).toMatchObject({ mended: 1 });

    const { status, text } = await ask("GET", "/loads/2/mending.csv?lang=en");
    expect(status).toBe(200);
    const lines = text.split("\r\n");
    expect(lines[0]).toBe(
      "\uFEFFsurvey_id,campaign,site_id,visited_at,score,Raw text,Line (load 2),Reason for rejection",
    );
    expect(lines).toHaveLength(1 + 29 + 1);
    const back = await upload("back.csv", text.replaceAll(/,9\d\d?,/g, ",4,"));
    expect(back).toMatchObject({ loads: [{ load: 4, status: "accepted", read: 29, loaded: 29 }] });
    expect(await entry(2)).toMatchObject({ rejected: 30, mended: 30 });
    // Undoing what was mended in place: 59 content answers of 60 become all of 59.
    const preview = await answer<LoadPreview>("GET", "/loads/3/preview");
    expect(preview).toMatchObject({ effect: "undo" });
    expect(preview.changes.find(({ metric }) => metric === "csat")).toMatchObject({
      now: { value: 89 / 90 },
      then: { value: 1 },
    });
  },
);

test("previews that are asked for at once do not get in each other's way", async () => {
  const asked = [1, 2, 4].map(async (load) => (await (await slow(`/loads/${load}/preview`)).json()) as LoadPreview);
  expect((await Promise.all(asked)).map(({ load }) => load)).toEqual([1, 2, 4]);
}, 120_000);

test("the ledger is asked for by load, by status and by what is left to mend", async () => {
  const held = await upload("c.csv", surveys(300, 30, 30));
  const load = held.loads[0]?.load ?? 0;
  const numbers = async (query: string): Promise<[number[], number]> => {
    const { loads, total } = await answer<{ loads: LedgerEntry[]; total: number }>("GET", `/loads?${query}`);
    return [loads.map((each) => each.load), total];
  };
  expect(await numbers("status=held&limit=5")).toEqual([[load], 1]);
  expect(await numbers("load=2")).toEqual([[2], 1]);
  expect(await numbers("load=99")).toEqual([[], 0]);
  expect(await numbers("rejects=1")).toEqual([[load, 2], 2]);
  expect(await numbers("rejects=1&limit=1&offset=1")).toEqual([[2], 2]);
  expect(await numbers("rejects=1&offset=7")).toEqual([[], 2]);
  for (const query of ["status=x", "load=x", "rejects=2"]) {
    expect(await ask("GET", `/loads?${query}`), query).toMatchObject({ status: 400 });
  }
  const open = await answer<RejectsAnswer>("GET", `/loads/${load}/rejects?open=1&limit=1`);
  expect(open).toMatchObject({ total: 30, mended: 0, rejects: [{ line: 32 }] });
  expect(await answer("GET", "/loads/2/rejects?open=1")).toEqual({ rejects: [], total: 0, mended: 30 });
  expect(await answer("GET", "/loads/2/rejects?limit=1")).toMatchObject({ total: 30, mended: 30 });
  await answer("POST", `/loads/${load}/decline`);
  expect(await numbers("status=held")).toEqual([[], 0]);
});

test("lines that are no records can be read", async () => {
  const { loads } = await upload("d.csv", `回访登记,,,,\n${surveys(400, 3, 0)}合计,,,,3\n`);
  expect(loads[0]).toMatchObject({ status: "accepted", loaded: 3, skipped: { title: 1, total: 1 } });
  expect(await answer("GET", `/loads/${loads[0]?.load}/skipped`)).toEqual({
    skipped: [
      { line: 1, code: "title", raw: "回访登记,,,," },
      { line: 6, code: "total", raw: "合计,,,,3" },
    ],
    total: 2,
  });
  expect(await answer("GET", "/loads/1/skipped")).toEqual({ skipped: [], total: 0 });
});

test("what is no mending is refused with its reason", async () => {
  for (const body of ["", "[]", '{"x":{}}', '{"2":"x"}', '{"2":{"score":5}}', '{"0":{}}']) {
    expect(await ask("POST", "/loads/2/mend", body), body).toMatchObject({ status: 400 });
  }
  expect(await ask("POST", "/loads/2/mend", `{"2":{"score":"${"5".repeat(600_000)}"}}`)).toMatchObject({ status: 400 });
  // Without its length announced it is read no further than the limit.
  const endless = new ReadableStream({ pull: (controller) => controller.enqueue(new Uint8Array(100_000).fill(53)) });
  const streamed = { method: "POST", headers: { "X-Heng": "1" }, body: endless, duplex: "half" };
  expect((await fetch(`${url}/loads/2/mend`, streamed as RequestInit)).status).toBe(400);
  expect((await ask("POST", "/loads/2/mend", '{"2":{"score":"5"}}')).text).toContain("not_rejected");
  expect((await ask("GET", "/loads/99/mending.csv")).status).toBe(409);
  expect((await ask("GET", "/loads/99/preview")).status).toBe(409);
});

test("a load read again with nothing changed is already there", async () => {
  expect(await answer<LoadAnswer>("POST", "/loads/1/replay")).toMatchObject({
    loads: [{ status: "already", load: 1 }],
  });
});
