import { join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import type { Folders } from "../folders.ts";

/** The project's root, from dist/etl/cli where this runs. */
export const ROOT = fileURLToPath(new URL("../../../", import.meta.url));

/** Where things are: the data folder as chosen, all else in the project. */
export function foldersOf(data: string | undefined): Folders {
  return {
    data: resolve(data ?? process.env["HENG_DATA"] ?? join(ROOT, "data")),
    sql: join(ROOT, "sql"),
    sources: join(ROOT, "etl", "sources"),
    mappings: join(ROOT, "etl", "mappings"),
  };
}

export const APP_FOLDER = join(ROOT, "dist", "app");
export const SAMPLE_FOLDER = join(ROOT, "data", "sample");
