import { createWriteStream } from "node:fs";
import { mkdir, readdir, readFile, rename, rm } from "node:fs/promises";
import { basename, join, resolve } from "node:path";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { Hono, type Context } from "hono";
import { stream } from "hono/streaming";
import type { LedgerEntry, LoadAnswer, Reject } from "../shared/loads.ts";
import { BadRequest } from "./ask.ts";
import { csvCell } from "./csv.ts";
import type { CurrentVersion } from "./current-version.ts";
import { parsePage } from "./parse-address.ts";
import type { ProgressFeed } from "./progress-feed.ts";
import { askWriter } from "./writer-link.ts";

/** Largest file taken over HTTP; larger ones are loaded from the command line. */
const LARGEST_UPLOAD = 4 * 1024 ** 3;

type LoadRoutesOptions = { dataFolder: string; current: CurrentVersion; feed: ProgressFeed };

/** What concerns files and their ledger: all of it is done by the writer, the server only passes it on. */
export function loadRoutes({ dataFolder, current, feed }: LoadRoutesOptions): Hono {
  const routes = new Hono();

  routes.post("/uploads", async (c) => {
    const name = basename(c.req.query("name") ?? "").slice(0, 200);
    const body = c.req.raw.body;
    if (name === "" || !body) throw new BadRequest("no_file", "没有收到文件。", "No file arrived.");
    if (Number(c.req.header("Content-Length") ?? 0) > LARGEST_UPLOAD) throw tooLarge();
    const path = await receive(body, name, dataFolder);
    const answer = await askWriter<LoadAnswer>(
      dataFolder,
      { command: "load", files: [{ path, name }], source: c.req.query("source"), build: true, uploader: "web" },
      (progress) => feed.publish({ ...progress, file: name }),
    );
    await current.refresh();
    return c.json(answer);
  });

  routes.get("/loads", async (c) => {
    const page = parsePage(new URL(c.req.url).searchParams, 50);
    return c.json(await askWriter<{ loads: LedgerEntry[]; total: number }>(dataFolder, { command: "loads", ...page }));
  });

  routes.get("/loads/:load/rejects", async (c) => {
    const page = parsePage(new URL(c.req.url).searchParams);
    return c.json(await rejectsOf(dataFolder, loadOf(c), page));
  });

  routes.get("/loads/:load/rejects.csv", (c) => {
    const load = loadOf(c);
    c.header("Content-Type", "text/csv; charset=utf-8");
    c.header("Content-Disposition", `attachment; filename="rejects-${load}.csv"`);
    return stream(c, async (out) => {
      await out.write(`\uFEFF${["行", "列", "原值", "为什么退回", "原文"].join(",")}\r\n`);
      for (let offset = 0; ; offset += 1000) {
        const { rejects } = await rejectsOf(dataFolder, load, { limit: 1000, offset });
        for (const { line, column, value, reason, raw } of rejects) {
          await out.write(`${[line, column, value, reason.zh, raw].map(csvCell).join(",")}\r\n`);
        }
        if (rejects.length < 1000) return;
      }
    });
  });

  routes.post("/loads/:load/undo", async (c) => {
    const answer = await askWriter<{ version: number }>(dataFolder, { command: "undo", load: loadOf(c) });
    await current.refresh();
    return c.json(answer);
  });

  routes.get("/versions", async (c) => {
    await current.refresh();
    return c.json({ current: current.number(), versions: await keptVersions(dataFolder) });
  });

  routes.post("/rollback", async (c) => {
    const version = wholeNumber(c.req.query("version") ?? "", "version");
    const answer = await askWriter<{ version: number }>(dataFolder, { command: "rollback", version });
    await current.refresh();
    return c.json(answer);
  });

  return routes;
}

function rejectsOf(dataFolder: string, load: number, page: { limit: number; offset: number }) {
  return askWriter<{ rejects: Reject[]; total: number }>(dataFolder, { command: "rejects", load, ...page });
}

function loadOf(c: Context): number {
  return wholeNumber(c.req.param("load") ?? "", "load");
}

function wholeNumber(text: string, name: string): number {
  if (/^[1-9]\d{0,8}$/.test(text)) return Number(text);
  throw new BadRequest("bad_number", `${name} 要是正整数。`, `${name} must be a positive whole number.`);
}

/** Writes an upload to the inbox under a temporary name, then renames it: a half one is never seen. The original stays. */
async function receive(body: ReadableStream, name: string, dataFolder: string): Promise<string> {
  const inbox = resolve(dataFolder, "inbox");
  await mkdir(inbox, { recursive: true });
  const path = join(inbox, `${new Date().toISOString().replaceAll(/[:.]/g, "-")}-${name.replaceAll(/[/\\\0]/g, "_")}`);
  let bytes = 0;
  try {
    await pipeline(
      Readable.fromWeb(body as Parameters<typeof Readable.fromWeb>[0]),
      async function* (chunks: AsyncIterable<Uint8Array>) {
        for await (const chunk of chunks) {
          bytes += chunk.length;
          if (bytes > LARGEST_UPLOAD) throw tooLarge();
          yield chunk;
        }
      },
      createWriteStream(`${path}.part`, { mode: 0o600 }),
    );
    await rename(`${path}.part`, path);
    return path;
  } catch (error) {
    await rm(`${path}.part`, { force: true });
    throw error;
  }
}

function tooLarge(): BadRequest {
  return new BadRequest(
    "too_large",
    "文件超过 4 GB，请在服务器上用 heng load 载入。",
    "The file is larger than 4 GB; load it on the server with heng load.",
  );
}

type KeptVersion = { version: number; publishedAt: string; loads: number };

async function keptVersions(dataFolder: string): Promise<KeptVersion[]> {
  const published = join(dataFolder, "published");
  const numbers = (await readdir(published).catch(() => [])).filter((name) => /^[1-9]\d*$/.test(name));
  const versions = await Promise.all(
    numbers.map(async (name) => {
      const text = await readFile(join(published, name, "version.json"), "utf8").catch(() => null);
      if (text === null) return [];
      const { version, publishedAt, loads } = JSON.parse(text) as KeptVersion;
      return [{ version, publishedAt, loads }];
    }),
  );
  return versions.flat().sort((a, b) => b.version - a.version);
}
