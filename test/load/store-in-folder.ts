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

/** A store in a folder of its own. */
export type TestStore = Store & {
  folder: string;
  /** Loads text or bytes as a file. */
  give(content: string | Uint8Array, request?: Partial<LoadRequest>): Promise<LoadOutcome>;
  ask(sql: string): Promise<Record<string, unknown>[]>;
};

/** A store that is gone when the test is over. */
export async function openTestStore(): Promise<TestStore> {
  const { end, ...store } = await openLastingStore();
  onTestFinished(end);
  return store;
}

/** A store for many tests; `end` closes and removes it. */
export async function openLastingStore(): Promise<TestStore & { end: () => Promise<void> }> {
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
  return {
    ...test,
    async end() {
      store.close();
      await rm(folder, { recursive: true });
    },
  };
}

export function mappingOf(yaml: string): Mapping {
  return parseMapping("test", yaml, "test.yml");
}
