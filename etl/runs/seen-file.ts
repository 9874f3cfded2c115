import { constants } from "node:fs";
import { access, lstat, readdir, readFile, readlink } from "node:fs/promises";
import { basename, extname, sep } from "node:path";
import type { Message } from "../../dashboard/shared/loads.ts";

/** A file as a look found it. */
export type SeenFile = {
  path: string;
  bytes: number;
  /** Milliseconds since 1970, as the file system has it. */
  changed: number;
  inode: number;
};

/** A plain file, or null: also for a link, which is not followed. */
export async function lookAt(path: string): Promise<SeenFile | null> {
  const stats = await lstat(path).catch(() => null);
  if (stats === null || !stats.isFile()) return null;
  return { path, bytes: stats.size, changed: stats.mtimeMs, inode: stats.ino };
}

export function isSameFile(a: SeenFile, b: SeenFile | null): boolean {
  return b !== null && a.bytes === b.bytes && a.changed === b.changed && a.inode === b.inode;
}

const UNFINISHED = [".part", ".partial", ".tmp", ".temp", ".crdownload", ".download", ".filepart", ".swp", ".lock"];

/** A name that programs give to what is not finished, or not meant for anybody: x.csv.part, ~$x.xlsx, .x.csv.Y7Gz. */
export function isTemporaryName(path: string): boolean {
  const name = basename(path);
  return (
    name.startsWith(".") ||
    name.startsWith("~$") ||
    name.endsWith("~") ||
    UNFINISHED.includes(extname(name).toLowerCase())
  );
}

/**
 * Files under a folder that processes of this machine have open for writing, as far as the system tells (Linux,
 * processes of the same user): a pause of its writer is not the end of a file.
 *
 * @param folder its real path
 */
export async function listBeingWritten(folder: string): Promise<Set<string>> {
  const open = new Set<string>();
  const processes = (await readdir("/proc").catch(() => [])).filter((name) => /^\d+$/.test(name));
  for (const process of processes) {
    const numbers = await readdir(`/proc/${process}/fd`).catch(() => []);
    for (const number of numbers) {
      const path = await readlink(`/proc/${process}/fd/${number}`).catch(() => "");
      if (!path.startsWith(folder + sep)) continue;
      const info = await readFile(`/proc/${process}/fdinfo/${number}`, "utf8").catch(() => "");
      const flags = /^flags:\s*([0-7]+)/m.exec(info)?.[1] ?? "0";
      // The last two bits: 0 is reading only.
      if ((Number.parseInt(flags, 8) & 3) !== 0) open.add(path);
    }
  }
  return open;
}

/** Why a file or a folder cannot be read, or null. */
export async function whyUnreadable(path: string): Promise<Message | null> {
  const failure = await access(path, constants.R_OK).then(
    () => null,
    (error: NodeJS.ErrnoException) => error.code ?? error.message,
  );
  return failure === null ? null : unreadable(path, failure);
}

export function unreadable(path: string, cause: string): Message {
  return {
    code: "unreadable",
    zh: `读不了 ${path}（${cause}）；请给运行 heng 的用户读取权限，之后会自动再试`,
    en: `${path} cannot be read (${cause}); let the user that runs heng read it, then it is tried again`,
  };
}
