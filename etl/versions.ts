import { mkdir, open, readdir, readFile, rename, rm, stat, statfs } from "node:fs/promises";
import { join } from "node:path";
import { Problem } from "./problem.ts";

/** version.json of a published version. */
export type VersionInfo = {
  version: number;
  /** ISO instant. */
  publishedAt: string;
  /** Number of loads in force when it was made. */
  loads: number;
  /** Hash of all that it was made from: loads, contracts, models. Equal fingerprints give equal figures. */
  fingerprint: string;
  /** Hash of each fact's and each metric's inputs; an unchanged one is taken over instead of computed anew. */
  parts: Record<string, string>;
};

/** Versions kept besides the current one, as far as the disk allows. */
export const KEPT_VERSIONS = 30;

export function publishedFolder(dataFolder: string): string {
  return join(dataFolder, "published");
}

export function versionFolder(dataFolder: string, version: number): string {
  return join(publishedFolder(dataFolder), String(version));
}

/** Numbers of the versions there are, ascending. A folder that lost a file to somebody's hand is none. */
export async function listVersions(dataFolder: string): Promise<number[]> {
  const names = await readdir(publishedFolder(dataFolder)).catch(() => []);
  const numbers = names.filter((name) => /^[1-9]\d*$/.test(name)).map(Number);
  const whole = await Promise.all(numbers.map((version) => isWhole(dataFolder, version)));
  return numbers.filter((_, i) => whole[i]).sort((a, b) => a - b);
}

/** The version that is served, or null before the first one. */
export async function currentVersion(dataFolder: string): Promise<number | null> {
  const text = await readFile(join(publishedFolder(dataFolder), "current"), "utf8").catch(() => null);
  return text === null ? null : Number(text.trim());
}

export async function readVersionInfo(dataFolder: string, version: number): Promise<VersionInfo> {
  return JSON.parse(await readFile(join(versionFolder(dataFolder, version), "version.json"), "utf8")) as VersionInfo;
}

async function isWhole(dataFolder: string, version: number): Promise<boolean> {
  const folder = versionFolder(dataFolder, version);
  const files = ["version.json", "catalogue.json", "plans.json", "pages.duckdb", "facts"];
  const found = await Promise.all(files.map((file) => stat(join(folder, file)).catch(() => null)));
  return found.every((file) => file !== null);
}

/** Points `current` at a version, in one step: readers see the old one or the new one. */
export async function pointTo(dataFolder: string, version: number): Promise<void> {
  await writeAtomically(join(publishedFolder(dataFolder), "current"), `${version}\n`);
}

/** @throws Problem `no_version` if it was never made or is no longer kept */
export async function rollBack(dataFolder: string, version: number): Promise<void> {
  const kept = await listVersions(dataFolder);
  if (!kept.includes(version)) {
    throw new Problem({
      code: "no_version",
      zh: `没有第 ${version} 版。现存的有：${kept.join("、") || "无"}。`,
      en: `There is no version ${version}. Kept are: ${kept.join(", ") || "none"}.`,
    });
  }
  // Said first: a version that a person chose is not to be taken for one that was never pointed to.
  await writeAtomically(join(publishedFolder(dataFolder), "pinned"), `${version}\n`);
  await pointTo(dataFolder, version);
}

/** From now on the newest version is the one to serve. */
export async function unpin(dataFolder: string): Promise<void> {
  await rm(join(publishedFolder(dataFolder), "pinned"), { force: true });
}

/** Serves the newest version if a kill came between making it and pointing to it; a rollback stays what it is. */
export async function finishPublishing(dataFolder: string): Promise<void> {
  const newest = (await listVersions(dataFolder)).at(-1);
  const pinned = await readFile(join(publishedFolder(dataFolder), "pinned"), "utf8").catch(() => null);
  if (newest === undefined || pinned !== null || (await currentVersion(dataFolder)) === newest) return;
  await pointTo(dataFolder, newest);
}

/** Writes beside the file and renames over it, so that nobody reads a half. */
export async function writeAtomically(path: string, text: string): Promise<void> {
  const temporary = `${path}.${process.pid}.tmp`;
  const file = await open(temporary, "w");
  try {
    await file.writeFile(text);
    await file.sync();
  } finally {
    await file.close();
  }
  await rename(temporary, path);
}

/** The folder in which the next version is made; whatever a killed build left there is removed. */
export async function startVersion(dataFolder: string): Promise<string> {
  const published = publishedFolder(dataFolder);
  await mkdir(published, { recursive: true });
  for (const name of await readdir(published)) {
    if (name.startsWith(".next") || name.endsWith(".tmp"))
      await rm(join(published, name), { recursive: true, force: true });
  }
  const folder = join(published, ".next");
  await mkdir(join(folder, "facts"), { recursive: true });
  return folder;
}

/** Removes the oldest versions beyond those kept, and more of them where the disk could not take another two. */
export async function pruneVersions(dataFolder: string, keep = KEPT_VERSIONS): Promise<void> {
  const current = await currentVersion(dataFolder);
  const versions = (await listVersions(dataFolder)).filter((version) => version !== current);
  let spare = versions.length - keep;
  for (const version of versions) {
    if (spare <= 0 && (await hasRoom(dataFolder))) return;
    // The one before stays whatever happens: it is the way back.
    if (version === versions.at(-1)) return;
    // Renamed before it is emptied, so that a kill half-way leaves no numbered folder without its files.
    const trash = join(publishedFolder(dataFolder), `.next-trash-${version}`);
    await rename(versionFolder(dataFolder, version), trash);
    await rm(trash, { recursive: true, force: true });
    spare -= 1;
  }
}

async function hasRoom(dataFolder: string): Promise<boolean> {
  const current = await currentVersion(dataFolder);
  if (current === null) return true;
  const { bavail, bsize } = await statfs(dataFolder);
  return bavail * bsize > 2 * (await sizeOf(versionFolder(dataFolder, current)));
}

async function sizeOf(folder: string): Promise<number> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const sizes = await Promise.all(
    entries.filter((entry) => entry.isFile()).map((entry) => stat(join(entry.parentPath, entry.name))),
  );
  return sizes.reduce((sum, { size }) => sum + size, 0);
}
