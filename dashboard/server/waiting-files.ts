import { mkdir, readdir, readFile, rename, rm, stat, writeFile } from "node:fs/promises";
import { basename, join, resolve } from "node:path";
import { BadRequest } from "./ask.ts";
import { receive, uploadsOf } from "./uploads.ts";

/** How long a file waits for somebody to say how it is to be loaded. */
const PATIENCE_MS = 24 * 3_600_000;
const MOST_WAITING = 1000;

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

/** A file that has arrived and has not been loaded. */
export type WaitingFile = {
  id: string;
  /** The person's own name for it. */
  name: string;
  path: string;
  /** Milliseconds since 1970. */
  since: number;
};

/**
 * Files that wait, `<data>/waiting/`: beside each stands `<id>.json` with its name. Ids are our own, so that no path
 * comes from outside. A file that has been taken in moves to the other uploads.
 */
export class WaitingFiles {
  readonly #data: string;
  readonly #folder: string;
  readonly #now: () => number;

  constructor(dataFolder: string, now: () => number = Date.now) {
    this.#data = resolve(dataFolder);
    this.#folder = join(this.#data, "waiting");
    this.#now = now;
  }

  async add(body: ReadableStream, name: string, announced: number): Promise<WaitingFile> {
    await this.sweep();
    const notes = (await readdir(this.#folder).catch(() => [])).filter((file) => file.endsWith(".json"));
    if (notes.length >= MOST_WAITING) {
      throw new BadRequest(
        "too_many_waiting",
        `已有 ${notes.length} 个文件等着载入，请先载入或移除一些。`,
        `${notes.length} files are waiting already; load or remove some first.`,
      );
    }
    const received = await receive(body, name, announced, this.#data);
    await mkdir(this.#folder, { recursive: true, mode: 0o700 });
    const path = join(this.#folder, basename(received));
    const id = basename(received).slice(0, 36);
    const since = this.#now();
    await writeFile(this.#noteOf(id), JSON.stringify({ name, file: basename(path), since }), { mode: 0o600 });
    await rename(received, path);
    return { id, name, path, since };
  }

  /** @throws BadRequest `no_file` where there is none of that id, or no longer */
  async find(id: string): Promise<WaitingFile> {
    const text = UUID.test(id) ? await readFile(this.#noteOf(id), "utf8").catch(() => null) : null;
    if (text === null) {
      throw new BadRequest(
        "no_file",
        "这个文件已载入、已移除，或放了一天以上，请重新上传。",
        "This file has been loaded or removed, or waited for more than a day; upload it again.",
      );
    }
    const { name, file, since } = JSON.parse(text) as { name: string; file: string; since: number };
    return { id, name, path: join(this.#folder, basename(file)), since };
  }

  /** @throws BadRequest as `find` does, `loading` while the file is being loaded */
  async findAtRest(id: string): Promise<WaitingFile> {
    const file = await this.find(id);
    if (await stat(file.path).catch(() => null)) return file;
    throw new BadRequest("loading", "这个文件正在载入。", "This file is being loaded.");
  }

  async remove(id: string): Promise<void> {
    const { path } = await this.findAtRest(id);
    await rm(path);
    await rm(this.#noteOf(id), { force: true });
  }

  /** Moves a file to the uploads, where they stay. Its note stays until `settle`, so that it can be put back. */
  async take(id: string): Promise<WaitingFile> {
    const waiting = await this.findAtRest(id);
    const path = join(uploadsOf(this.#data), basename(waiting.path));
    await rename(waiting.path, path);
    return { ...waiting, path };
  }

  /** After a load: what was taken in waits no longer; what was not can be tried again. */
  async settle(file: WaitingFile, taken: boolean): Promise<void> {
    if (taken) await rm(this.#noteOf(file.id), { force: true });
    else await rename(file.path, join(this.#folder, basename(file.path)));
  }

  /** Removes what has waited for more than a day. */
  async sweep(): Promise<void> {
    for (const file of await readdir(this.#folder).catch(() => [])) {
      if (!file.endsWith(".json")) continue;
      const waiting = await this.find(file.slice(0, -5)).catch(() => null);
      if (waiting === null || this.#now() - waiting.since <= PATIENCE_MS) continue;
      await rm(waiting.path, { force: true });
      await rm(this.#noteOf(waiting.id), { force: true });
    }
  }

  #noteOf(id: string): string {
    return join(this.#folder, `${id}.json`);
  }
}
