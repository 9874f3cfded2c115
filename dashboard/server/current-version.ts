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
  /** The same for work that outlives a call: the version stays open until it is released. */
  hold(): { version: Version; release(): void };
  /** Calls back with each newly served version's number; returns the way to stop it. */
  subscribe(listener: (version: number) => void): () => void;
  number(): number | null;
  /** Looks at once instead of waiting for the next look. */
  refresh(): Promise<void>;
  /** Closes all versions still open. Running work is given a moment, then interrupted. */
  close(): Promise<void>;
};

type Held = { version: Version; users: number; retired: boolean };

/** A read may keep a connection this long; the first page of anything takes far less. */
const STATEMENT_DEADLINE_MS = 30_000;

/** A version that cannot be opened is tried again after this long, twice as long each time: it may be a full disk. */
const FIRST_PAUSE_MS = 1000;
const LONGEST_PAUSE_MS = 60_000;

/** File events get lost on some file systems, so the pointer is looked at this often as well. */
const LOOK_EVERY_MS = 500;

export async function followCurrentVersion(
  dataFolder: string,
  options: OpenOptions & { log: (line: string) => void },
): Promise<CurrentVersion> {
  const published = join(dataFolder, "published");
  await mkdir(published, { recursive: true });
  const listeners = new Set<(version: number) => void>();
  const open = new Set<Held>();
  let current: Held | null = null;
  let looking: Promise<void> | null = null;
  let failed: { wanted: string; pause: number; until: number } | null = null;

  const close = async (held: Held): Promise<void> => {
    if (open.delete(held)) await held.version.close();
  };
  const look = async (): Promise<void> => {
    const text = await readFile(join(published, "current"), "utf8").catch(() => null);
    const wanted = text?.trim();
    if (!wanted || wanted === String(current?.version.number)) return;
    if (wanted === failed?.wanted && performance.now() < failed.until) return;
    try {
      const version = await openVersion(join(published, wanted), { deadlineMs: STATEMENT_DEADLINE_MS, ...options });
      const old = current;
      current = { version, users: 0, retired: false };
      open.add(current);
      failed = null;
      for (const listener of listeners) listener(version.number);
      if (old) {
        old.retired = true;
        if (old.users === 0) await close(old);
      }
    } catch (error) {
      // The last good version stays.
      const pause = wanted === failed?.wanted ? Math.min(failed.pause * 2, LONGEST_PAUSE_MS) : FIRST_PAUSE_MS;
      failed = { wanted, pause, until: performance.now() + pause };
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
  const hold = (): { version: Version; release(): void } => {
    const held = current;
    if (!held) throw new NothingPublished();
    held.users += 1;
    let released = false;
    return {
      version: held.version,
      release() {
        if (released) return;
        released = true;
        held.users -= 1;
        if (held.retired && held.users === 0) void close(held);
      },
    };
  };
  return {
    hold,
    async use(work) {
      const { version, release } = hold();
      try {
        return await work(version);
      } finally {
        release();
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
      current = null;
      await Promise.all([...open].map(close));
    },
  };
}
