import { askWriter, WriterAway } from "../../dashboard/server/writer-link.ts";
import type { WriterCommand } from "../../dashboard/shared/writer-socket.ts";
import { readContracts } from "../contract.ts";
import { execute } from "../execute.ts";
import type { Folders } from "../folders.ts";
import { sweepOriginals } from "../load/originals.ts";
import { Problem } from "../problem.ts";
import { openStore, type Store } from "../store.ts";

/** How long to wait for a writer that is just starting or just stopping. */
const PATIENCE_MS = 15_000;

/**
 * Has a command done by the running writer, or does it here when none runs: there is one writer at any time.
 *
 * @throws Problem `locked` when the store is held but nobody answers
 */
export async function write<T>(folders: Folders, command: WriterCommand, log: (line: string) => void): Promise<T> {
  const giveUp = Date.now() + PATIENCE_MS;
  for (;;) {
    try {
      return await askWriter<T>(folders.data, command, ({ step, file }) =>
        log(file === null ? step : `${file}: ${step}`),
      );
    } catch (error) {
      if (!(error instanceof WriterAway)) throw error;
    }
    const store = await openUnlessLocked(folders, log);
    if (store !== null) {
      try {
        await sweepOriginals(store);
        return (await execute(command, { store, folders, now: () => new Date(), log, progress: () => undefined })) as T;
      } finally {
        store.close();
      }
    }
    if (Date.now() > giveUp) {
      throw new Problem({
        code: "locked",
        zh: `数据目录 ${folders.data} 正被另一个进程使用，又没有应答。请稍后再试。`,
        en: `Another process holds the data folder ${folders.data} and does not answer. Try again in a while.`,
      });
    }
    await new Promise((resolve) => setTimeout(resolve, 200));
  }
}

async function openUnlessLocked(folders: Folders, log: (line: string) => void): Promise<Store | null> {
  try {
    return await openStore({ dataFolder: folders.data, contracts: await readContracts(folders.sources), log });
  } catch (error) {
    if (error instanceof Problem && error.code === "locked") return null;
    throw error;
  }
}
