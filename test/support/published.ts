import { cp, mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { tableFromIPC } from "@uwdata/flechette";
import { expect } from "vitest";
import type { Hono } from "hono";
import { createApp } from "../../dashboard/server/app.ts";
import { followCurrentVersion } from "../../dashboard/server/current-version.ts";
import type { OpenOptions } from "../../dashboard/server/version.ts";
import type { SeriesRow } from "../../dashboard/shared/series.ts";
import { readContracts } from "../../etl/contract.ts";
import { loadFile } from "../../etl/load/load-file.ts";
import { buildVersion } from "../../etl/models/build.ts";
import { openStore } from "../../etl/store.ts";
import { ROOT } from "./heng.ts";

export type AnswerRow = SeriesRow & Record<string, string | number | boolean | null>;

/** Files that were loaded, built, published, and are now served without a port. */
export type Published = {
  /** The data folder, and the application that serves it. */
  data: string;
  app: Hono;
  request(path: string, init?: RequestInit): Promise<Response>;
  series(query: string): Promise<AnswerRow[]>;
  close(): Promise<void>;
};

/**
 * @param files source → lines of its CSV, the header first
 * @param only builds these models alone, and what they read
 * @param models files put beside the project's own: "metrics/share.sql" → its text
 */
export async function publish(
  files: Record<string, string[]>,
  asOf?: string,
  { only, models, ...options }: OpenOptions & { only?: readonly string[]; models?: Record<string, string> } = {},
): Promise<Published> {
  const home = await mkdtemp(join(tmpdir(), "heng-published-"));
  const data = join(home, "data");
  const now = new Date("2026-08-24T06:12:00+08:00");
  const log = (): void => undefined;
  const folders = {
    data,
    sql: join(ROOT, "sql"),
    sources: join(ROOT, "etl/sources"),
    mappings: join(ROOT, "etl/mappings"),
  };
  if (models) {
    folders.sql = join(home, "sql");
    await cp(join(ROOT, "sql"), folders.sql, { recursive: true });
    for (const [path, text] of Object.entries(models)) {
      await mkdir(join(folders.sql, path, ".."), { recursive: true });
      await writeFile(join(folders.sql, path), text);
    }
  }
  const store = await openStore({ dataFolder: data, contracts: await readContracts(folders.sources), log });
  try {
    for (const [source, lines] of Object.entries(files)) {
      const path = join(home, `${source}.csv`);
      await writeFile(path, `${lines.join("\n")}\n`);
      const outcome = await loadFile(store, { path, source, uploader: "test", now });
      expect(outcome).toMatchObject({ status: "accepted", rejected: 0 });
    }
    await buildVersion({ store, folders, now, asOf, only, log });
  } finally {
    store.close();
  }
  const current = await followCurrentVersion(data, { ...options, log });
  const app = createApp({ current, dataFolder: data, appFolder: null, log });
  return {
    data,
    app,
    request: async (path, init) => app.request(path, init),
    async series(query) {
      const response = await app.request(`/api/series?${query}`);
      if (response.status !== 200) throw new Error(`${query}: ${response.status} ${await response.text()}`);
      return tableFromIPC(await response.arrayBuffer()).toArray() as AnswerRow[];
    },
    async close() {
      await current.close();
      await rm(home, { recursive: true, force: true });
    },
  };
}
