import { readdir } from "node:fs/promises";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { serve, type ServerType } from "@hono/node-server";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { WaitingFiles } from "../../dashboard/server/waiting-files.ts";
import type { FileAnswer, Remembered } from "../../dashboard/shared/file-report.ts";
import type { LedgerEntry, LoadAnswer, Message } from "../../dashboard/shared/loads.ts";
import type { WriterProgress } from "../../dashboard/shared/writer-socket.ts";
import writeExcelFile from "write-excel-file/node";
import { publishAndWrite, type Writing } from "../support/writing.ts";

let published: Writing;
let server: ServerType;
let origin = "";

beforeAll(async () => {
  published = await publishAndWrite();
  server = serve({ fetch: published.app.fetch, port: 0, hostname: "127.0.0.1" });
  await new Promise((resolve) => server.once("listening", resolve));
  origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});

afterAll(async () => {
  server.close();
  await published.close();
});

type Answer<T> = { status: number; body: T & { error?: Message } };

async function ask<T>(
  method: string,
  path: string,
  body?: string | Uint8Array<ArrayBuffer>,
  signal?: AbortSignal,
): Promise<Answer<T>> {
  const response = await fetch(`${origin}/api${path}`, {
    method,
    headers: { "X-Heng": "1" },
    ...(body === undefined ? {} : { body }),
    ...(signal === undefined ? {} : { signal }),
  });
  return { status: response.status, body: (await response.json()) as Answer<T>["body"] };
}

async function arrive(name: string, text: string | Uint8Array<ArrayBuffer>): Promise<FileAnswer> {
  const { status, body } = await ask<FileAnswer>("POST", `/files?name=${encodeURIComponent(name)}`, text);
  expect(status).toBe(200);
  return body;
}

const ledger = async (): Promise<LedgerEntry[]> => (await ask<{ loads: LedgerEntry[] }>("GET", "/loads")).body.loads;
const waiting = (): Promise<string[]> => readdir(join(published.data, "waiting")).catch(() => []);

const SURVEYS = "survey_id,campaign,visited_at,score\n";

describe("a file", () => {
  test("with a cover sheet says that it is none, and of its table no delimiter and no encoding", async () => {
    const rows = (...lines: string[][]) => lines.map((line) => line.map((value) => ({ value })));
    const workbook = await writeExcelFile([
      { sheet: "封面", data: rows(["本表由系统导出"], ["2026 年 3 月"]) },
      {
        sheet: "回访",
        data: rows(["survey_id", "campaign", "visited_at", "score"], ["X1", "ticket", "2026-03-01 10:00", "5"]),
      },
    ]);
    const { file, report } = await arrive("回访.xlsx", new Uint8Array(await workbook.toBuffer()));
    expect(report.parts).toMatchObject([
      { name: "回访.xlsx#封面", spare: true },
      { name: "回访.xlsx#回访", spare: false, source: "surveys", encodings: [], delimiter: "", problems: [] },
    ]);
    const { body } = await ask<LoadAnswer>("POST", `/files/${file}/load`, "{}");
    expect(body.loads).toMatchObject([{ status: "skipped" }, { status: "accepted", loaded: 1 }]);
  });

  test("is looked at before it is loaded, then loaded, and is then gone from what waits", async () => {
    const before = (await ledger()).length;
    const { file, report } = await arrive("回访.csv", `${SURVEYS}1,ticket,2026-03-01 10:00,5\n2,ticket,2026-03-32,4\n`);
    expect(file).toMatch(/^[0-9a-f-]{36}$/);
    expect(report).toMatchObject({ file: "回访.csv", problem: null });
    expect(report.parts[0]).toMatchObject({ source: "surveys", check: { read: 2, rejected: 1 }, problems: [] });
    expect((await ledger()).length).toBe(before);
    expect((await waiting()).sort()).toEqual([`${file}.csv`, `${file}.json`]);

    const loaded = await ask<LoadAnswer>("POST", `/files/${file}/load`, "{}");
    expect(loaded.body.loads).toMatchObject([{ file: "回访.csv", status: "accepted", loaded: 1, rejected: 1 }]);
    expect(loaded.body.version).toBeGreaterThan(1);
    expect(await waiting()).toEqual([]);
    expect(await readdir(join(published.data, "uploads"))).toContain(`${file}.csv`);
    expect((await ask("POST", `/files/${file}/load`, "{}")).body.error?.code).toBe("no_file");
  });

  test("that is refused can be tried again with other choices, and be dropped", async () => {
    const { file, report } = await arrive("x.csv", "甲,乙\n1,2\n");
    expect(report.parts[0]?.problems.length).toBeGreaterThan(0);
    const refused = await ask<LoadAnswer>("POST", `/files/${file}/load`);
    expect(refused.body.loads[0]).toMatchObject({ status: "refused" });
    const again = await ask<FileAnswer>(
      "POST",
      `/files/${file}/inspect`,
      JSON.stringify({ parts: { "x.csv": { source: "surveys", delimiter: "," } } }),
    );
    expect(again.body.report.parts[0]).toMatchObject({ source: "surveys" });
    expect((await ask("DELETE", `/files/${file}`)).status).toBe(200);
    expect(await waiting()).toEqual([]);
    expect((await ask("DELETE", `/files/${file}`)).body.error?.code).toBe("no_file");
  });

  test.each(["..%2f..%2fetc%2fpasswd", "..", "0", "a".repeat(400)])("has no id %.40s", async (id) => {
    for (const [method, path] of [
      ["POST", `/files/${id}/load`],
      ["POST", `/files/${id}/inspect`],
      ["DELETE", `/files/${id}`],
    ] as const) {
      const { status, body } = await ask(method, path, method === "POST" ? "{}" : undefined);
      expect([400, 404]).toContain(status);
      expect(["no_file", "not_found"]).toContain(body.error?.code);
    }
  });
});

test.each([
  ["no JSON", "{", "body"],
  ["no object", "[]", "body"],
  ["what is not known", '{"parts":{"x.csv":{"colour":"red"}}}', "colour"],
  ["no encoding", '{"parts":{"x.csv":{"encoding":"klingon"}}}', "encoding"],
  ["no delimiter", '{"parts":{"x.csv":{"delimiter":",,"}}}', "delimiter"],
  ["no line", '{"parts":{"x.csv":{"headerLine":0}}}', "headerLine"],
  ["a column that is no name", '{"parts":{"x.csv":{"columns":{"甲":"a; drop table x"}}}}', "columns.甲"],
  ["an order that is none", '{"parts":{"x.csv":{"dateOrders":{"甲":"ydm"}}}}', "dateOrders.甲"],
  ["more than it takes", `{"parts":{"${"甲".repeat(2_000_000)}":{}}}`, "长"],
])("choices that are %s are refused at the door", async (_what, body, where) => {
  const { file } = await arrive("x.csv", `${SURVEYS}1,ticket,2026-03-01 10:00,5\n`);
  const answer = await ask("POST", `/files/${file}/inspect`, body);
  expect(answer.status).toBe(400);
  expect(answer.body.error?.code).toBe("bad_choices");
  expect(answer.body.error?.zh).toContain(where);
  await ask("DELETE", `/files/${file}`);
});

describe("a load that is cancelled", () => {
  const rows = Array.from({ length: 400_000 }, (_, index) => `C${index},ticket,2026-03-01 10:00,5`).join("\n");

  /** Resolves with the first progress of a file that names the step. */
  async function step(file: string, wanted: string): Promise<void> {
    const response = await fetch(`${origin}/api/events`);
    const reader = (response.body as ReadableStream<Uint8Array>).getReader();
    let text = "";
    for (;;) {
      const { value, done } = await reader.read();
      if (done) throw new Error("the events ended");
      text += Buffer.from(value).toString();
      const told = text.split("\n").flatMap((line) => (line.startsWith("data: {") ? [line.slice(6)] : []));
      const all = told.slice(0, -1).map((line) => JSON.parse(line) as WriterProgress);
      if (all.some((progress) => progress.id === file && progress.step === wanted)) break;
    }
    await reader.cancel();
  }

  async function count(): Promise<number> {
    const result = await published.store.reader.runAndReadAll(
      "select count(*) from rows.surveys where survey_id like 'C%'",
    );
    return Number(result.getRows()[0]?.[0]);
  }

  test("leaves nothing, is in the ledger as cancelled, and can be loaded again", async () => {
    const { file } = await arrive("大.csv", SURVEYS + rows);
    const reading = step(file, "reading");
    const answer = ask<LoadAnswer>("POST", `/files/${file}/load`, "{}");
    await reading;
    expect((await ask<{ cancelled: boolean }>("POST", `/files/${file}/cancel`)).body).toEqual({ cancelled: true });
    expect((await answer).body.loads).toMatchObject([{ status: "refused", message: { code: "cancelled" } }]);
    expect(await count()).toBe(0);
    expect((await ledger())[0]).toMatchObject({ status: "refused", read: 0, message: { code: "cancelled" } });
    expect((await ask<{ cancelled: boolean }>("POST", `/files/${file}/cancel`)).body).toEqual({ cancelled: false });
    const again = await ask<LoadAnswer>("POST", `/files/${file}/load`, "{}");
    expect(again.body.loads).toMatchObject([{ status: "accepted", loaded: 400_000 }]);
    expect(await count()).toBe(400_000);
  }, 60_000);

  test("may also be one whose request is given up", async () => {
    const { file } = await arrive("再.csv", `${SURVEYS}${rows.replaceAll("C", "CC")}`);
    const before = await count();
    const giveUp = new AbortController();
    const reading = step(file, "reading");
    const answer = ask<LoadAnswer>("POST", `/files/${file}/load`, "{}", giveUp.signal);
    await reading;
    giveUp.abort();
    await expect(answer).rejects.toThrow();
    await expect.poll(async () => (await ledger())[0]?.message?.code, { timeout: 10_000 }).toBe("cancelled");
    expect(await count()).toBe(before);
    await expect.poll(waiting, { timeout: 10_000 }).toContain(`${file}.csv`);
  }, 60_000);
});

test("what was chosen with remember is listed over HTTP, used by the next file, and forgotten", async () => {
  const text = "survey_id,回访的活动,visited_at,score\nR1,ticket,2026-03-01 10:00,5\n";
  const { file, report } = await arrive("回访2.csv", text);
  expect(report.parts[0]?.problems).toHaveLength(1);
  const parts = { "回访2.csv": { source: "surveys", columns: { 回访的活动: "campaign" } } };
  const loaded = await ask<LoadAnswer>("POST", `/files/${file}/load`, JSON.stringify({ parts, remember: true }));
  expect(loaded.body.loads).toMatchObject([{ status: "accepted", loaded: 1 }]);
  const { body } = await ask<{ remembered: Remembered[] }>("GET", "/remembered");
  expect(body.remembered).toMatchObject([
    { source: "surveys", kind: "header", text: "回访的活动", means: "campaign", by: "web" },
  ]);
  const next = await arrive("回访3.csv", text.replace("R1", "R2"));
  expect(next.report.parts[0]).toMatchObject({ problems: [], check: { read: 1, rejected: 0 } });
  const number = body.remembered[0]?.number;
  expect((await ask("DELETE", `/remembered/${number}`)).status).toBe(200);
  expect((await ask("DELETE", `/remembered/${number}`)).body.error?.code).toBe("not_remembered");
  await ask("DELETE", `/files/${next.file}`);
}, 30_000);

test("what was chosen with remember is not kept by a load that is cancelled", async () => {
  const sheet = (name: string, header: string, rows: number) => ({
    sheet: name,
    data: [
      ["survey_id", header, "visited_at", "score"],
      ...Array.from({ length: rows }, (_, index) => [`${name}${index}`, "ticket", "2026-03-01 10:00", "5"]),
    ].map((line) => line.map((value) => ({ value }))),
  });
  const workbook = await writeExcelFile([sheet("小", "活动类别", 2), sheet("大", "campaign", 60_000)]);
  const { file } = await arrive("两张.xlsx", new Uint8Array(await workbook.toBuffer()));
  const parts = { "两张.xlsx#小": { source: "surveys", columns: { 活动类别: "campaign" } } };
  const remembered = async (): Promise<string[]> =>
    (await ask<{ remembered: Remembered[] }>("GET", "/remembered")).body.remembered.map(({ text }) => text);
  const small = async (): Promise<boolean> => (await ledger())[0]?.file === "两张.xlsx#小";
  const answer = ask<LoadAnswer>("POST", `/files/${file}/load`, JSON.stringify({ parts, remember: true }));
  await expect.poll(small, { timeout: 20_000, interval: 20 }).toBe(true);
  expect(await remembered()).toContain("活动类别");
  await ask("POST", `/files/${file}/cancel`);
  const { loads } = (await answer).body;
  expect(loads.map(({ status, message }) => [status, message?.code])).toEqual([
    ["undone", "cancelled"],
    ["refused", "cancelled"],
  ]);
  expect(await remembered()).not.toContain("活动类别");
}, 60_000);

test("whose page is closed while it is looked at waits for nobody", async () => {
  const before = await waiting();
  const giveUp = new AbortController();
  const text = SURVEYS + Array.from({ length: 300_000 }, (_, i) => `G${i},ticket,2026-03-01 10:00,5`).join("\n");
  const answer = ask<FileAnswer>("POST", `/files?name=${encodeURIComponent("走.csv")}`, text, giveUp.signal);
  await expect.poll(waiting, { timeout: 20_000, interval: 10 }).toHaveLength(before.length + 2);
  giveUp.abort();
  await expect(answer).rejects.toThrow();
  await expect.poll(waiting, { timeout: 20_000 }).toEqual(before);
}, 60_000);

test("what has waited for more than a day is swept away when the next file comes", async () => {
  const data = join(published.data, "swept");
  let now = Date.parse("2026-08-24T06:12:00+08:00");
  const files = new WaitingFiles(data, () => now);
  const body = (): ReadableStream => new Blob(["x"]).stream();
  const first = await files.add(body(), "甲.csv", 1);
  now += 23 * 3_600_000;
  const second = await files.add(body(), "乙.csv", 1);
  expect((await files.find(first.id)).name).toBe("甲.csv");
  now += 2 * 3_600_000;
  const third = await files.add(body(), "丙.csv", 1);
  await expect(files.find(first.id)).rejects.toMatchObject({ code: "no_file" });
  const left = [second.id, third.id].flatMap((id) => [`${id}.csv`, `${id}.json`]);
  expect((await readdir(join(data, "waiting"))).sort()).toEqual(left.sort());
});
