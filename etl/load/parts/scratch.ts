import { randomUUID } from "node:crypto";
import { open, rm } from "node:fs/promises";
import { join } from "node:path";
import { diskFull } from "./limits.ts";

/** A folder for what a file unfolds to. Names are made up: what an archive calls its members never touches the disk. */
export type Scratch = {
  /** A place for a new file. */
  place(): string;
  /** Writes a new file. A half one is removed. */
  write(chunks: AsyncIterable<Uint8Array>): Promise<string>;
  remove(path: string): Promise<void>;
};

export function scratchIn(folder: string): Scratch {
  const place = (): string => join(folder, randomUUID());
  const remove = (path: string): Promise<void> => rm(path, { force: true });
  return {
    place,
    remove,
    async write(chunks) {
      const path = place();
      const file = await open(path, "wx", 0o600);
      try {
        for await (const chunk of chunks) await file.writev([chunk]);
        return path;
      } catch (error) {
        await remove(path);
        throw asProblem(error);
      } finally {
        await file.close();
      }
    },
  };
}

/** A full disk is told in words; any other error stays what it is. */
export function asProblem(error: unknown): unknown {
  const { code } = error as NodeJS.ErrnoException;
  return code === "ENOSPC" || code === "EDQUOT" ? diskFull(error) : error;
}
