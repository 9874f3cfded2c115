import { watch } from "node:fs";
import { mkdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { openVersion, type OpenOptions, type Version } from "./version.ts";

/** Asked for a figure before anything was published. */
export class NothingPublished extends Error {
  constructor() {
    super("nothing is published yet");
    this.name = "NothingPublished";
  }
}

/** The version that `published/current` names, opened anew when it changes. */
export type CurrentVersion = {
  /** Does work on the current version; it stays open until the work is done, whatever is published meanwhile. */
  use<T>(work: (version: Version) => Promise<T>): Promise<T>;
  /** Calls back with each newly served version's number; returns the way to stop it. */
  subscribe(listener: (version: number) => void): () => void;
  number(): number | null;
  /** Looks at once instead of waiting for the next look. */
  refresh(): Promise<void>;
  close(): Promise<void>;
};

/** File events get lost on some file systems, so the pointer is looked at this often as well. */
const LOOK_EVERY_MS = 500;

export async function followCurrentVersion(
  dataFolder: string,
  options: OpenOptions & { log: (line: string) => void },
): Promise<CurrentVersion> {
  const published = join(dataFolder, "published");
  await mkdir(published, { recursive: true });
  const listeners = new Set<(version: number) => void>();
  let current: { version: Version; users: number; retired: boolean } | null = null;
  let looking: Promise<void> | null = null;
  let failed: string | null = null;

  const look = async (): Promise<void> => {
    const text = await readFile(join(published, "current"), "utf8").catch(() => null);
    const wanted = text?.trim();
    if (!wanted || wanted === String(current?.version.number) || wanted === failed) return;
    try {
      const next = { version: await openVersion(join(published, wanted), options), users: 0, retired: false };
      const old = current;
      current = next;
      failed = null;
      for (const listener of listeners) listener(next.version.number);
      if (old) {
        old.retired = true;
        if (old.users === 0) await old.version.close();
      }
    } catch (error) {
      // The last good version stays; the same broken one is not tried again and again.
      failed = wanted;
      options.log(`version ${wanted} cannot be opened: ${error instanceof Error ? error.message : String(error)}`);
    }
  };
  const refresh = (): Promise<void> => {
    looking ??= look().finally(() => (looking = null));
    return looking;
  };
  await refresh();
  const watcher = watch(published, () => void refresh());
  const timer = setInterval(() => void refresh(), LOOK_EVERY_MS);
  return {
    async use(work) {
      const held = current;
      if (!held) throw new NothingPublished();
      held.users += 1;
      try {
        return await work(held.version);
      } finally {
        held.users -= 1;
        if (held.retired && held.users === 0) void held.version.close();
      }
    },
    subscribe(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    number: () => current?.version.number ?? null,
    refresh,
    async close() {
      watcher.close();
      clearInterval(timer);
      await looking;
      await current?.version.close();
      current = null;
    },
  };
}
