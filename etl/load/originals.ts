import { createHash, randomUUID } from "node:crypto";
import { constants, createReadStream, type Stats } from "node:fs";
import { copyFile, link, mkdir, open, readdir, rename, rm, stat } from "node:fs/promises";
import { dirname, join, resolve, sep } from "node:path";
import { Problem } from "../problem.ts";
import type { Store } from "../store.ts";
import { writeAll } from "./write-all.ts";

const INCOMING = ".incoming-";

/** A file that is being kept while it is loaded. */
export type Keeping = {
  /**
   * Keeps it for good, under the hash of its bytes. It is then on the disk itself, also after a loss of power: the
   * ledger must not know of a file that is gone.
   *
   * @param sha256 the hash, where the loader has read the file itself; otherwise it is taken here
   * @throws Problem `no_space`, `file_changed` where what was kept need not be what was read
   */
  keep(sha256: string | null): Promise<string>;
  /** Gives up what was not kept for good. */
  end(): Promise<void>;
};

function originalsFolder({ temporaryFolder }: Pick<Store, "temporaryFolder">): string {
  return join(dirname(temporaryFolder), "originals");
}

/**
 * Begins to keep a file: a copy, for whoever gave it may write over it; of an upload or a kept file, which nobody touches
 * again, a second name. It goes on while the file is read. Null where there is no file.
 */
export async function keepOriginal(store: Store, path: string): Promise<Keeping | null> {
  const before = await stat(path).catch(() => null);
  if (before === null || !before.isFile()) return null;
  const folder = originalsFolder(store);
  await mkdir(folder, { recursive: true, mode: 0o700 });
  const place = join(folder, INCOMING + randomUUID());
  const ours = [join(dirname(store.temporaryFolder), "uploads"), folder];
  const isOurs = ours.some((own) => resolve(path).startsWith(own + sep));
  const copy = (): Promise<void> =>
    copyWhole(path, place, before.size).catch(async (error: unknown) => {
      // On a full disk others need the room at once, not when the load has ended.
      await rm(place, { force: true });
      throw error;
    });
  // Brought to the disk while the file is read: afterwards there is little to wait for.
  const copying = (isOurs ? link(path, place).catch(copy) : copy())
    .then(() => sync(place))
    .then(
      () => null,
      (error: unknown) => (error instanceof Error ? error : new Error(String(error))),
    );
  let kept: Promise<string> | null = null;
  const finish = async (sha256: string | null): Promise<string> => {
    const failure = await copying;
    if (failure !== null) throw (failure as NodeJS.ErrnoException).code === "ENOSPC" ? noSpace(failure) : failure;
    if (!isSame(before, await stat(path).catch(() => null))) throw changed(path);
    const hash = sha256 ?? (await hashOf(place));
    await rename(place, join(folder, hash));
    await syncFolder(folder);
    return hash;
  };
  return {
    keep: (sha256) => (kept ??= finish(sha256)),
    async end() {
      await copying;
      await rm(place, { force: true });
    },
  };
}

/**
 * The kept file of that hash.
 *
 * @throws Problem `no_original` if it is not there any more, or no longer what was loaded
 */
export async function findOriginal(store: Store, load: number, sha256: string | null): Promise<string> {
  const path = join(originalsFolder(store), sha256 ?? "none");
  if (sha256 !== null && (await stat(path).catch(() => null)) !== null && (await hashOf(path)) === sha256) return path;
  throw new Problem({
    code: "no_original",
    zh: `第 ${load} 次载入的原文件没有留存，或已被改动；请重新载入原文件`,
    en: `The file of load ${load} was not kept, or has been changed since; load it again`,
  });
}

/** Removes what a killed load has left, and files that no load of the ledger is of. */
export async function sweepOriginals(store: Store): Promise<void> {
  const folder = originalsFolder(store);
  const names = await readdir(folder).catch(() => []);
  if (names.length === 0) return;
  const rows = await store.reader.runAndReadAll(
    "select distinct original from ledger.loads where original is not null",
  );
  const known = new Set(rows.getRows().map(([name]) => String(name)));
  for (const name of names) if (!known.has(name)) await rm(join(folder, name), { force: true });
}

/** Bytes that are copied at a time. */
const PIECE = 4 << 20;

/**
 * Copies a file's first bytes; where the disk can have two names share them, that is all it does. Node's own copy waits
 * for ever for the rest of a file that is cut short meanwhile (libuv asks again until it has as much as there was).
 */
async function copyWhole(path: string, place: string, size: number): Promise<void> {
  const cloned = await copyFile(path, place, constants.COPYFILE_FICLONE_FORCE).then(
    () => true,
    () => false,
  );
  if (cloned) return;
  const source = await open(path);
  try {
    const target = await open(place, "w", 0o600);
    try {
      const buffer = Buffer.allocUnsafe(Math.min(PIECE, size + 1));
      for (let left = size; left > 0;) {
        const { bytesRead } = await source.read(buffer, 0, Math.min(left, buffer.length));
        if (bytesRead === 0) return;
        await writeAll(target, buffer.subarray(0, bytesRead));
        left -= bytesRead;
      }
    } finally {
      await target.close();
    }
  } finally {
    await source.close();
  }
}

/** Waits until a file's bytes are on the disk. */
async function sync(path: string): Promise<void> {
  // Windows flushes only what may be written to.
  const file = await open(path, process.platform === "win32" ? "r+" : "r");
  try {
    await file.sync();
  } finally {
    await file.close();
  }
}

/** Waits until a folder's names are on the disk. Windows knows no such thing and keeps them by itself. */
async function syncFolder(path: string): Promise<void> {
  if (process.platform !== "win32") await sync(path);
}

async function hashOf(path: string): Promise<string> {
  const hash = createHash("sha256");
  for await (const chunk of createReadStream(path)) hash.update(chunk as Buffer);
  return hash.digest("hex");
}

function isSame(before: Stats, after: Stats | null): boolean {
  return after !== null && before.size === after.size && before.mtimeMs === after.mtimeMs && before.ino === after.ino;
}

function noSpace(cause: Error): Problem {
  return new Problem({
    code: "no_space",
    zh: "磁盘空间不足，原文件没能留存，因此没有载入；请腾出空间后重新载入",
    en: "The disk is full: the file could not be kept, so it was not loaded; free some space and load it again",
    cause,
  });
}

function changed(path: string): Problem {
  return new Problem({
    code: "file_changed",
    zh: "读取时文件有变动（还在写入、被替换或删除），因此没有载入；请等它写完后重新载入",
    en: "The file changed while it was read (still being written, replaced or removed), so it was not loaded; wait until it is whole and load it again",
    where: { file: path },
  });
}
