import { randomUUID } from "node:crypto";
import { createWriteStream } from "node:fs";
import { mkdir, readdir, rename, rm } from "node:fs/promises";
import { extname, join, resolve } from "node:path";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { BadRequest } from "./ask.ts";

/** Largest file taken over HTTP; larger ones are loaded from the command line. */
const LARGEST_UPLOAD = 4 * 1024 ** 3;

/** Uploads on their way to the writer, and those that it has taken; nobody but this server writes here. */
export function uploadsOf(dataFolder: string): string {
  return resolve(dataFolder, "uploads");
}

/**
 * Writes an upload to its folder under a temporary name, then renames it: a half one is never seen. The original stays.
 * On disk it has an id for a name, since a person's own may be longer than a file system takes; the ledger has that.
 *
 * @param announced bytes that the client says will come; 0 if it does not say
 * @returns where it is
 */
export async function receive(
  body: ReadableStream,
  name: string,
  announced: number,
  dataFolder: string,
): Promise<string> {
  if (announced > LARGEST_UPLOAD) throw tooLarge();
  const folder = uploadsOf(dataFolder);
  await mkdir(folder, { recursive: true, mode: 0o700 });
  const id = randomUUID();
  const path = join(folder, id + (/^\.[a-z0-9]{1,10}$/i.exec(extname(name))?.[0] ?? ""));
  // The process is part of the name, so that another server of this folder does not sweep it away.
  const part = join(folder, `${id}.${process.pid}.part`);
  let bytes = 0;
  try {
    await pipeline(
      Readable.fromWeb(body as Parameters<typeof Readable.fromWeb>[0]),
      async function* (chunks: AsyncIterable<Uint8Array>) {
        for await (const chunk of chunks) {
          bytes += chunk.length;
          if (bytes > LARGEST_UPLOAD) throw tooLarge();
          yield chunk;
        }
      },
      createWriteStream(part, { mode: 0o600 }),
    );
    await rename(part, path);
    return path;
  } catch (error) {
    await rm(part, { force: true });
    throw error;
  }
}

/** Removes what uploads left behind when a server died; called before this server takes its first. */
export async function sweepUploads(dataFolder: string): Promise<void> {
  const folder = uploadsOf(dataFolder);
  for (const name of await readdir(folder).catch(() => [])) {
    if (!name.endsWith(".part")) continue;
    const writer = Number(/\.(\d+)\.part$/.exec(name)?.[1] ?? process.pid);
    // A process of our own number was another one: we have written nothing yet.
    if (writer === process.pid || !isAlive(writer)) await rm(join(folder, name), { force: true });
  }
}

function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === "EPERM";
  }
}

function tooLarge(): BadRequest {
  return new BadRequest(
    "too_large",
    "文件超过 4 GB，请在服务器上用 heng load 载入。",
    "The file is larger than 4 GB; load it on the server with heng load.",
  );
}
