import { rmSync } from "node:fs";
import { copyFile, mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { tableFromIPC } from "@uwdata/flechette";
import { expect } from "vitest";
import { createApp } from "../../dashboard/server/app.ts";
import { followCurrentVersion } from "../../dashboard/server/current-version.ts";
import type { Catalogue } from "../../dashboard/shared/catalogue.ts";
import { readContracts } from "../../etl/contract.ts";
import type { Folders } from "../../etl/folders.ts";
import { loadFile } from "../../etl/load/load-file.ts";
import { buildVersion } from "../../etl/models/build.ts";
import { openStore } from "../../etl/store.ts";
import { csvOf } from "../naive/csv.ts";
import type { Delivery } from "../naive/data.ts";
import { NOW } from "../naive/today.ts";
import type { AnswerRow } from "./difference.ts";

/** The real thing in a folder of its own: loaded, built, published and served, without a socket. */
export type System = {
  /** Hands in the files one after the other, then builds and publishes. */
  takeIn: (deliveries: readonly Delivery[]) => Promise<void>;
  catalogue: () => Promise<Catalogue>;
  series: (query: URLSearchParams) => Promise<AnswerRow[]>;
  rows: (query: URLSearchParams) => Promise<{ rows: AnswerRow[]; headers: Headers }>;
  /** The CSV download of the same. */
  rowsAsCsv: (query: URLSearchParams) => Promise<AnswerRow[]>;
  close: () => Promise<void>;
};

const PROJECT = join(import.meta.dirname, "../..");
const contracts = readContracts(join(PROJECT, "etl/sources"));

/** A store without a row, made once: the tables of thirty sources take longer to make than to copy. */
let emptyStore: Promise<string> | null = null;

async function makeEmptyStore(): Promise<string> {
  const dataFolder = await mkdtemp(join(tmpdir(), "heng-empty-store-"));
  const store = await openStore({ dataFolder, contracts: await contracts, memoryLimit: "1GB", log: () => undefined });
  store.close();
  process.once("exit", () => rmSync(dataFolder, { recursive: true, force: true }));
  return join(dataFolder, "store.duckdb");
}

/**
 * A system that has nothing yet.
 *
 * @param only metrics that it builds, and what they read; by default everything
 */
export async function openSystem(only?: readonly string[]): Promise<System> {
  const home = await mkdtemp(join(tmpdir(), "heng-properties-"));
  const folders: Folders = {
    data: join(home, "data"),
    sql: join(PROJECT, "sql"),
    sources: join(PROJECT, "etl/sources"),
    mappings: join(PROJECT, "etl/mappings"),
  };
  await mkdir(folders.data, { recursive: true });
  await copyFile(await (emptyStore ??= makeEmptyStore()), join(folders.data, "store.duckdb"));
  const complaints: string[] = [];
  const log = (line: string): number => complaints.push(line);
  const memoryLimit = "1GB";
  const store = await openStore({
    dataFolder: folders.data,
    contracts: await contracts,
    memoryLimit,
    log: () => undefined,
  });
  const current = await followCurrentVersion(folders.data, { memoryLimit, log });
  const app = createApp({ current, dataFolder: folders.data, appFolder: null, log });
  const ask = async (path: string): Promise<Response> => {
    const response = await app.request(path);
    if (response.status === 200) return response;
    throw new Error(`GET ${path}: ${response.status} ${await response.text()}\n${complaints.join("\n")}`);
  };
  let files = 0;
  return {
    takeIn: async (deliveries) => {
      for (const delivery of deliveries) await load(store, delivery, join(home, `${++files}-${delivery.source}.csv`));
      const { version } = await buildVersion({ store, folders, now: NOW, only, log: () => undefined });
      while (current.number() !== version) await current.refresh();
    },
    catalogue: async () => (await (await ask("/api/catalogue")).json()) as Catalogue,
    series: async (query) => {
      const path = `/api/series?${query.toString()}`;
      const response = await app.request(path);
      // A stretch of time that holds no period, all of it being still to come, is refused; that is an answer too.
      if (response.status === 400 && (await response.clone().text()).includes("no_period")) return [];
      return arrowRows(await ask(path));
    },
    rows: async (query) => {
      const response = await ask(`/api/rows?${query.toString()}`);
      return { rows: await arrowRows(response), headers: response.headers };
    },
    rowsAsCsv: async (query) => {
      const response = await ask(`/api/rows?${query.toString()}&format=csv`);
      return csvRows(await response.text());
    },
    close: async () => {
      await current.close();
      store.close();
      await rm(home, { recursive: true, force: true });
    },
  };
}

/** Hands in one file; exactly its damaged records must come back. */
async function load(store: Parameters<typeof loadFile>[0], delivery: Delivery, path: string): Promise<void> {
  await writeFile(path, csvOf(delivery));
  const { source, uploader, loadedAt, records } = delivery;
  const now = new Date(`${loadedAt.replace(" ", "T")}+08:00`);
  const outcome = await loadFile(store, { path, source, uploader, now });
  expect(outcome, `${csvOf(delivery)}\n${JSON.stringify(outcome)}`).toMatchObject({
    status: "accepted",
    read: records.length,
    rejected: records.filter((record) => record.damage !== null).length,
  });
}

async function arrowRows(response: Response): Promise<AnswerRow[]> {
  const table = tableFromIPC(await response.arrayBuffer());
  return table.toArray() as AnswerRow[];
}

/** Cells of the download; an empty one is null. Values of the random data need no quotes. */
function csvRows(text: string): AnswerRow[] {
  const [header = "", ...lines] = text.replace(/^\uFEFF/, "").split(/\r?\n/);
  const names = header.split(",");
  return lines
    .filter((line) => line !== "")
    .map((line) => Object.fromEntries(line.split(",").map((cell, index) => [names[index], cell === "" ? null : cell])));
}
