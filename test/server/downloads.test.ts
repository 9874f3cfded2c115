import { once } from "node:events";
import { existsSync } from "node:fs";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { serve } from "@hono/node-server";
import { Hono } from "hono";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { TookTooLong } from "../../dashboard/server/connections.ts";
import { sendCsv } from "../../dashboard/server/send-csv.ts";
import { openVersion } from "../../dashboard/server/version.ts";
import { publish, type Published } from "../support/published.ts";

/** Far more than the buffers between a server and a client that does not read. */
const ROWS = 150_000;
const ALL = "/api/rows?metric=ticket_count&grain=all&format=csv";
const FIGURE = "/api/series?metric=ticket_count&grain=all";

function tickets(): Promise<Published> {
  return publish({
    tickets: [
      "ticket_id,kind,site_id,created_at",
      ...Array.from({ length: ROWS }, (_, i) => `T${i},repair,S1,2026-03-01 00:00:00`),
    ],
  });
}

async function firstBytes(response: Response) {
  expect(response.status).toBe(200);
  const reader = response.body!.getReader();
  await reader.read();
  return reader;
}

let published: Published;

beforeAll(async () => {
  published = await tickets();
});

afterAll(() => published?.close());

describe("downloads", () => {
  test("that nobody reads hold up no figure, a fifth is refused, and one that is given up makes room", async () => {
    const readers = [];
    for (let i = 0; i < 4; i++) readers.push(await firstBytes(await published.request(ALL)));
    expect((await published.request(FIGURE)).status).toBe(200);
    const fifth = await published.request(ALL);
    expect(fifth.status).toBe(503);
    expect(await fifth.json()).toMatchObject({ error: { code: "too_many_downloads" } });
    await readers[0]!.cancel();
    const text = await (await published.request(ALL)).text();
    expect(text.split("\r\n")).toHaveLength(ROWS + 2);
    await Promise.all(readers.map((reader) => reader.cancel()));
  });

  test("of what there is not are refused before a file begins", async () => {
    const response = await published.request("/api/rows?metric=nonsense&format=csv");
    expect(response.status).toBe(400);
    expect(response.headers.get("Content-Disposition")).toBeNull();
  });

  test("of nothing are a head alone", async () => {
    const response = await published.request(`${ALL}&site=nobody`);
    expect((await response.text()).split("\r\n")).toHaveLength(2);
  });
});

test("closing waits for no client, and one whose download is cut short learns of it", async () => {
  const own = await tickets();
  const server = serve({ fetch: own.app.fetch, port: 0, hostname: "127.0.0.1" });
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  const response = await fetch(`http://127.0.0.1:${port}${ALL}`);
  const reader = await firstBytes(response);
  const started = performance.now();
  await own.close();
  expect(performance.now() - started).toBeLessThan(6000);
  const rest = async (): Promise<void> => {
    while (!(await reader.read()).done);
  };
  await expect(rest()).rejects.toThrow();
  server.close();
});

test("a client that takes nothing more is left after a while, and its connection given back", async () => {
  const app = new Hono();
  let given = 0;
  let released = false;
  app.get("/file", (c) =>
    sendCsv(
      c,
      "f.csv",
      async function* (signal) {
        try {
          while (!signal.aborted) {
            given += 1;
            yield await Promise.resolve(`${"x".repeat(100_000)}\r\n`);
          }
        } finally {
          released = true;
        }
      },
      { log: () => undefined, stalledMs: 200 },
    ),
  );
  const response = await app.request("/file");
  const reader = await firstBytes(response);
  await expect.poll(() => released, { timeout: 5000 }).toBe(true);
  expect(given).toBeLessThan(5);
  await expect(reader.read().then(() => reader.read())).rejects.toThrow("stopped reading");
});

const endless = "select sum(hash(range)) from range(1000000000000)";

test("a client that leaves before the first rows are computed stops the computing", async () => {
  const version = await openVersion(join(published.data, "published/1"));
  let ended: "released" | null = null;
  const app = new Hono();
  app.get("/file", (c) =>
    sendCsv(
      c,
      "f.csv",
      async function* (signal) {
        const lease = await version.download(signal);
        try {
          await lease.run((connection) => connection.run(endless));
          yield "never";
        } finally {
          lease.release();
          ended = "released";
        }
      },
      { log: () => undefined },
    ),
  );
  const server = serve({ fetch: app.fetch, port: 0, hostname: "127.0.0.1" });
  await once(server, "listening");
  const leave = new AbortController();
  const asked = fetch(`http://127.0.0.1:${(server.address() as AddressInfo).port}/file`, { signal: leave.signal });
  setTimeout(() => leave.abort(), 300);
  await expect(asked).rejects.toThrow();
  await expect.poll(() => ended, { timeout: 5000 }).toBe("released");
  server.close();
  await version.close();
});

describe("a version", () => {
  test("interrupts what takes too long and goes on answering", async () => {
    const version = await openVersion(join(published.data, "published/1"), { connections: 1, deadlineMs: 200 });
    await expect(version.read((connection) => connection.run(endless))).rejects.toBeInstanceOf(TookTooLong);
    const rows = await version.read(async (connection) => (await connection.runAndReadAll("select 42")).getRows());
    expect(rows).toEqual([[42]]);
    await version.close();
  });

  test("interrupts what still runs when it is closed", async () => {
    const version = await openVersion(join(published.data, "published/1"));
    const running = version.read((connection) => connection.run(endless));
    const ended = expect(running).rejects.toThrow();
    await version.close();
    await ended;
  });

  test("keeps Shanghai's clock on every connection and spills nowhere in the working directory", async () => {
    const version = await openVersion(join(published.data, "published/1"));
    const settings = () =>
      version.read(async (connection) => {
        await connection.run("select sum(hash(range)) from range(1000000)");
        const sql = "select current_setting('TimeZone'), current_setting('temp_directory')";
        return (await connection.runAndReadAll(sql)).getRows()[0]!;
      });
    const [one, other] = await Promise.all([settings(), settings()]);
    const lease = await version.download(new AbortController().signal);
    const third = await lease.run(
      async (connection) => (await connection.runAndReadAll("select current_setting('TimeZone')")).getRows()[0]!,
    );
    lease.release();
    expect([one[0], other[0], third[0]]).toEqual(["Asia/Shanghai", "Asia/Shanghai", "Asia/Shanghai"]);
    const spill = String(one[1]);
    expect(spill.startsWith("/")).toBe(true);
    await version.close();
    expect(existsSync(spill)).toBe(false);
  });
});

test("a question that takes too long is answered with what to do", async () => {
  const hurried = await publish(
    {
      tickets: [
        "ticket_id,kind,agent_id,created_at,resolved_at",
        ...Array.from({ length: 60_000 }, (_, i) => `T${i},repair,A${i},2014-01-01 00:00:00,2026-03-02 00:00:00`),
      ],
    },
    undefined,
    { deadlineMs: 100 },
  );
  // Sixty thousand people's open tickets on each of four thousand days: minutes of work.
  const response = await hurried.request("/api/series?metric=backlog&grain=day&from=2014-01-01&by=agent");
  expect(response.status).toBe(503);
  expect(await response.json()).toMatchObject({ error: { code: "took_too_long" } });
  await hurried.close();
});
