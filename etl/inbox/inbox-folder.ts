import { mkdir, opendir, readdir, realpath, rename } from "node:fs/promises";
import { join, relative, sep } from "node:path";
import type { Message } from "../../dashboard/shared/loads.ts";
import type { Contract } from "../contract.ts";
import { normaliseName } from "../load/normalise-name.ts";
import { isTemporaryName, lookAt, type SeenFile } from "../runs/seen-file.ts";
import { mendNames } from "./utf8-names.ts";

/** Where files go that were taken, and those that were not. */
export const TAKEN = "已载入";
export const RETURNED = "退回";

/** Files of one look: the rest has its turn when these have left. */
const MOST_FILES = 10_000;
/** Folders within folders are looked into so deep. */
const DEEPEST = 6;

export type InboxFile = SeenFile & {
  /** The path within the inbox. */
  shown: string;
};

export function inboxOf(dataFolder: string): string {
  return join(dataFolder, "inbox");
}

/**
 * Makes the inbox if there is none, and moves away what an earlier version of Heng, whose uploads lay there under random
 * names, has left in it. Names in GBK become UTF-8.
 *
 * @returns why there is no inbox, or null
 */
async function prepareInbox(dataFolder: string, now: Date): Promise<Message | null> {
  const inbox = inboxOf(dataFolder);
  try {
    await mkdir(inbox, { recursive: true });
    const uploads = (await readdir(inbox)).filter((name) => UPLOAD.test(name));
    if (uploads.length > 0) await mkdir(join(dataFolder, "uploads"), { recursive: true, mode: 0o700 });
    // A name that cannot be mended keeps the others from nothing.
    await mendNames(inbox, now.getTime()).catch(() => undefined);
    for (const name of uploads) await rename(join(inbox, name), join(dataFolder, "uploads", name));
    return null;
  } catch (error) {
    return noInbox(inbox, error);
  }
}

const UPLOAD = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}(\.|$)/;

/** What lies in the inbox, beside what has been put away. */
export type Listing = {
  /** Plain files, the oldest first. */
  files: InboxFile[];
  /** How much else: files under temporary names, links, which are not followed, and whatever is no file. */
  passed: number;
};

/** Lists what lies in the inbox, which it makes where there is none; or why there can be none. */
export async function listInbox(dataFolder: string, now: Date): Promise<Listing | { problem: Message }> {
  const problem = await prepareInbox(dataFolder, now);
  if (problem !== null) return { problem };
  const inbox = inboxOf(dataFolder);
  try {
    // An inbox that itself is a link is where its owner wants it.
    const root = await realpath(inbox);
    const listing: Listing = { files: [], passed: 0 };
    await walk(root, root, 0, listing);
    listing.files.sort((a, b) => a.changed - b.changed || (a.shown < b.shown ? -1 : 1));
    return listing;
  } catch (error) {
    return { problem: noInbox(inbox, error) };
  }
}

async function walk(root: string, folder: string, depth: number, listing: Listing): Promise<void> {
  // A folder that is gone meanwhile, or may not be read, hides none of the others.
  const entries = depth === 0 ? await opendir(folder) : await opendir(folder).catch(() => null);
  if (entries === null) {
    listing.passed += 1;
    return;
  }
  for await (const entry of entries) {
    if (listing.files.length >= MOST_FILES) return;
    const path = join(folder, entry.name);
    if (entry.isDirectory() && !isTemporaryName(entry.name)) {
      const away = depth === 0 && (entry.name === TAKEN || entry.name === RETURNED);
      if (away) continue;
      if (depth < DEEPEST) await walk(root, path, depth + 1, listing);
      else listing.passed += 1;
      continue;
    }
    const file = entry.isFile() && !isTemporaryName(entry.name) ? await lookAt(path) : null;
    if (file !== null) listing.files.push({ ...file, shown: relative(root, path) });
    else listing.passed += 1;
  }
}

/** The source that a file's folder in the inbox is called by, its id or its title; null leaves it to the headers. */
export function sourceOfFolder(shown: string, contracts: readonly Contract[]): string | null {
  const [folder, inner] = shown.split(sep);
  if (folder === undefined || inner === undefined) return null;
  const name = normaliseName(folder);
  const called = ({ id, title }: Contract): boolean => [id, title.zh, title.en].map(normaliseName).includes(name);
  return contracts.find(called)?.id ?? null;
}

function noInbox(inbox: string, error: unknown): Message {
  const cause = (error as NodeJS.ErrnoException).code ?? String(error);
  return {
    code: "no_inbox",
    zh: `收件箱 ${inbox} 用不了（${cause}）；请让它成为运行 heng 的用户可读写的文件夹，之后会自动恢复收取`,
    en: `The inbox ${inbox} cannot be used (${cause}); make it a folder that the user who runs heng can read and write, and taking goes on by itself`,
  };
}
