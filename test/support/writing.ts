import { join } from "node:path";
import { readContracts } from "../../etl/contract.ts";
import { openStore, type Store } from "../../etl/store.ts";
import { listenAsWriter } from "../../etl/writer.ts";
import { ROOT } from "./heng.ts";
import { publish, type Published } from "./published.ts";

/** A published version with a server, and a writer beside it that takes files in. */
export type Writing = Published & {
  store: Store;
  /** Ends the writer alone. */
  stopWriter(): Promise<void>;
};

/** One site is published, and the writer waits, with the project's own sources and models. */
export async function publishAndWrite(now: () => Date = () => new Date()): Promise<Writing> {
  const published = await publish({ sites: ["site_id,name", "S1,甲"] });
  const folders = {
    data: published.data,
    sql: join(ROOT, "sql"),
    sources: join(ROOT, "etl/sources"),
    mappings: join(ROOT, "etl/mappings"),
  };
  const log = (): void => undefined;
  const store = await openStore({ dataFolder: folders.data, contracts: await readContracts(folders.sources), log });
  const writer = await listenAsWriter({ store, folders, now, log }, () => Promise.resolve());
  let stopped: Promise<void> | null = null;
  const stopWriter = (): Promise<void> => (stopped ??= writer.close().then(() => store.close()));
  return {
    ...published,
    store,
    stopWriter,
    async close() {
      await stopWriter();
      await published.close();
    },
  };
}
