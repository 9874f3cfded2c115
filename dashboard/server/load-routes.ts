import { readdir, readFile } from "node:fs/promises";
import { basename, join } from "node:path";
import { Hono, type Context } from "hono";
import {
  LOAD_STATUSES,
  type DecisionAnswer,
  type LedgerEntry,
  type LoadAnswer,
  type LoadPreview,
  type MendRequest,
  type PreviewBuilt,
  type RejectsAnswer,
  type SkippedAnswer,
} from "../shared/loads.ts";
import { BadRequest } from "./ask.ts";
import { boundedBody } from "./bounded-body.ts";
import type { LoadsFilter, WriterCommand } from "../shared/writer-socket.ts";
import { LANGUAGES, type Language } from "../shared/words.ts";
import { csvHead, csvLine } from "./csv.ts";
import type { CurrentVersion } from "./current-version.ts";
import { parsePartChoices } from "./parse-choices.ts";
import { parsePage } from "./parse-address.ts";
import { comparePreview } from "./preview.ts";
import type { ProgressFeed } from "./progress-feed.ts";
import { sendCsv } from "./send-csv.ts";
import { receive } from "./uploads.ts";
import { askWriter } from "./writer-link.ts";

const REJECT_COLUMNS: Record<Language, string[]> = {
  zh: ["行", "列", "原值", "为什么退回", "原文"],
  en: ["Line", "Column", "Value", "Reason", "Raw text"],
};

/** Rejects fetched from the writer at once. */
const REJECTS_AT_ONCE = 1000;

type LoadRoutesOptions = {
  dataFolder: string;
  current: CurrentVersion;
  feed: ProgressFeed;
  log: (line: string) => void;
};

/** What concerns files and their ledger: all of it is done by the writer, the server only passes it on. */
export function loadRoutes({ dataFolder, current, feed, log }: LoadRoutesOptions): Hono {
  const routes = new Hono();

  routes.post("/uploads", async (c) => {
    const name = basename(c.req.query("name") ?? "");
    const body = c.req.raw.body;
    if (name === "" || !body) throw new BadRequest("no_file", "没有收到文件。", "No file arrived.");
    const encoding = c.req.query("encoding");
    const choices = encoding === undefined ? {} : parsePartChoices({ encoding }, "");
    const path = await receive(body, name, Number(c.req.header("Content-Length") ?? 0), dataFolder);
    const answer = await askWriter<LoadAnswer>(
      dataFolder,
      {
        command: "load",
        files: [{ path, name }],
        source: c.req.query("source"),
        choices,
        build: true,
        uploader: "web",
      },
      (progress) => feed.publish({ ...progress, file: name }),
    );
    await current.refresh();
    return c.json(answer);
  });

  routes.get("/loads", async (c) => {
    const asked = { ...parsePage(new URL(c.req.url).searchParams, 50), ...parseLoadsFilter(c) };
    return c.json(await askWriter<{ loads: LedgerEntry[]; total: number }>(dataFolder, { command: "loads", ...asked }));
  });

  routes.get("/loads/:load/rejects", async (c) => {
    const page = parsePage(new URL(c.req.url).searchParams);
    return c.json(await rejectsOf(dataFolder, loadOf(c), { ...page, open: flag(c, "open") }));
  });

  routes.get("/loads/:load/skipped", async (c) => {
    const page = parsePage(new URL(c.req.url).searchParams);
    return c.json(await askWriter<SkippedAnswer>(dataFolder, { command: "skipped", load: loadOf(c), ...page }));
  });

  routes.get("/loads/:load/rejects.csv", (c) => {
    const load = loadOf(c);
    const lang = LANGUAGES.find((known) => known === c.req.query("lang")) ?? "zh";
    return sendCsv(c, `rejects-${load}.csv`, (signal) => rejectsCsv(dataFolder, load, lang, signal), { log });
  });

  routes.post("/loads/:load/undo", async (c) => {
    const answer = await askWriter<DecisionAnswer>(dataFolder, { command: "undo", load: loadOf(c) });
    await current.refresh();
    return c.json(answer);
  });

  routes.post("/loads/:load/:decision{approve|decline|redo}", async (c) => {
    const load = loadOf(c);
    const decision = c.req.param("decision");
    const command: WriterCommand =
      decision === "approve" || decision === "decline"
        ? { command: decision, load, by: "web" }
        : { command: "redo", load };
    const answer = await askWriter<DecisionAnswer>(dataFolder, command);
    await current.refresh();
    return c.json(answer);
  });

  routes.post("/loads/:load/replay", async (c) => {
    const answer = await askWriter<LoadAnswer>(dataFolder, { command: "replay", load: loadOf(c), by: "web" });
    await current.refresh();
    return c.json(answer);
  });

  routes.get("/loads/:load/mending.csv", (c) => {
    const load = loadOf(c);
    const lang = LANGUAGES.find((known) => known === c.req.query("lang")) ?? "zh";
    return sendCsv(c, `mend-${load}.csv`, (signal) => mendingCsv(dataFolder, load, lang, signal), { log });
  });

  const bounded = boundedBody(
    LARGEST_MEND,
    () => new BadRequest("too_large", "一次改的行太多了，请分几次。", "Too many rows at once; mend them in parts."),
  );

  routes.post("/loads/:load/mend", bounded, async (c) => {
    const load = loadOf(c);
    const lines = parseMend(await c.req.text());
    const answer = await askWriter<LoadAnswer>(dataFolder, { command: "mend", load, lines, by: "web" });
    await current.refresh();
    return c.json(answer);
  });

  // The writer keeps one preview, and the next takes its place: each is compared before another is made.
  let previews: Promise<unknown> = Promise.resolve();
  const preview = async (load: number, signal: AbortSignal): Promise<LoadPreview> => {
    // Whoever has gone away meanwhile need not hold up those who wait.
    if (signal.aborted) throw new BadRequest("gone", "请求已取消。", "The request was given up.");
    const built = await askWriter<PreviewBuilt>(dataFolder, { command: "preview", load });
    await current.refresh();
    return current.use((version) => comparePreview(version, built));
  };

  routes.get("/loads/:load/preview", async (c) => {
    const load = loadOf(c);
    const turn = previews.then(() => preview(load, c.req.raw.signal));
    previews = turn.catch(() => undefined);
    return c.json(await turn);
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

type RejectsPage = { limit: number; offset: number; open?: boolean };

function rejectsOf(dataFolder: string, load: number, page: RejectsPage): Promise<RejectsAnswer> {
  return askWriter<RejectsAnswer>(dataFolder, { command: "rejects", load, ...page });
}

async function* rejectsCsv(dataFolder: string, load: number, lang: Language, signal: AbortSignal) {
  let head = csvHead(REJECT_COLUMNS[lang]);
  for (let offset = 0; !signal.aborted; offset += REJECTS_AT_ONCE) {
    const { rejects } = await rejectsOf(dataFolder, load, { limit: REJECTS_AT_ONCE, offset });
    const lines = rejects.map(({ line, column, value, reason, raw }) =>
      csvLine([line, column, value, reason[lang], raw]),
    );
    yield head + lines.join("");
    head = "";
    if (rejects.length < REJECTS_AT_ONCE) return;
  }
}

async function* mendingCsv(dataFolder: string, load: number, lang: Language, signal: AbortSignal) {
  for (let offset = 0; !signal.aborted; offset += REJECTS_AT_ONCE) {
    const { text, rejects } = await askWriter<{ text: string; rejects: number }>(dataFolder, {
      command: "mending",
      load,
      lang,
      limit: REJECTS_AT_ONCE,
      offset,
    });
    yield text;
    if (rejects < REJECTS_AT_ONCE) return;
  }
}

/** Bytes of a request to mend rows in place: a page of them. */
const LARGEST_MEND = 500_000;

function parseMend(text: string): MendRequest {
  const bad = new BadRequest(
    "bad_mend",
    "要按 {行号: {表头: 内容}} 给出改好的行。",
    "Give the mended rows as {line: {header: text}}.",
  );
  let given: unknown;
  try {
    given = JSON.parse(text);
  } catch {
    throw bad;
  }
  if (!isRecord(given)) throw bad;
  const lines: [string, Record<string, string>][] = [];
  for (const [line, cells] of Object.entries(given)) {
    if (!/^[1-9]\d{0,14}$/.test(line) || !isRecord(cells)) throw bad;
    const texts = Object.entries(cells);
    if (!texts.every((cell): cell is [string, string] => typeof cell[1] === "string")) throw bad;
    lines.push([line, Object.fromEntries(texts)]);
  }
  return Object.fromEntries(lines);
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function parseLoadsFilter(c: Context): LoadsFilter {
  const [load, status] = [c.req.query("load"), c.req.query("status")];
  return {
    load: load === undefined ? undefined : wholeNumber(load, "load"),
    status: status === undefined ? undefined : oneOf(LOAD_STATUSES, status, "status"),
    rejects: flag(c, "rejects"),
  };
}

function flag(c: Context, name: string): boolean {
  return oneOf(["0", "1"], c.req.query(name) ?? "0", name) === "1";
}

function oneOf<T extends string>(known: readonly T[], text: string, name: string): T {
  const found = known.find((each) => each === text);
  if (found !== undefined) return found;
  const list = known.join("、");
  throw new BadRequest("bad_word", `${name} 要是 ${list} 之一。`, `${name} must be one of ${known.join(", ")}.`);
}

function loadOf(c: Context): number {
  return wholeNumber(c.req.param("load") ?? "", "load");
}

function wholeNumber(text: string, name: string): number {
  if (/^[1-9]\d{0,8}$/.test(text)) return Number(text);
  throw new BadRequest("bad_number", `${name} 要是正整数。`, `${name} must be a positive whole number.`);
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
