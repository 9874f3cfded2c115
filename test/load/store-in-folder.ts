import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { onTestFinished } from "vitest";
import type { LoadOutcome } from "../../dashboard/shared/loads.ts";
import { readContracts } from "../../etl/contract.ts";
import { loadFile, type LoadRequest } from "../../etl/load/load-file.ts";
import { parseMapping, type Mapping } from "../../etl/load/mapping.ts";
import { openStore, type Store } from "../../etl/store.ts";

export const NOW = new Date("2026-08-23T02:30:00Z");

/** A store in a folder of its own, both gone when the test is over. */
export type TestStore = Store & {
  folder: string;
  /** Loads text or bytes as a file. */
  give(content: string | Uint8Array, request?: Partial<LoadRequest>): Promise<LoadOutcome>;
  ask(sql: string): Promise<Record<string, unknown>[]>;
};

export async function openTestStore(): Promise<TestStore> {
  const folder = await mkdtemp(join(tmpdir(), "heng-load-"));
  const contracts = await readContracts("etl/sources");
  const store = await openStore({ dataFolder: folder, contracts, log: () => undefined });
  let files = 0;
  const test: TestStore = {
    ...store,
    folder,
    async give(content, request = {}) {
      const path = join(folder, `given-${++files}.csv`);
      await writeFile(path, content);
      return loadFile(test, { path, name: "given.csv", uploader: "test", now: NOW, ...request });
    },
    async ask(sql) {
      return (await store.connection.runAndReadAll(sql)).getRowObjectsJson() as Record<string, unknown>[];
    },
  };
  onTestFinished(async () => {
    store.close();
    await rm(folder, { recursive: true });
  });
  return test;
}

export function mappingOf(yaml: string): Mapping {
  return parseMapping("test", yaml, "test.yml");
}
