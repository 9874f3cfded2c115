import { writeAll } from "../write-all.ts";
import { createHash } from "node:crypto";
import { open } from "node:fs/promises";
import { readChunks } from "../inspect.ts";
import type { Scanner } from "../scan.ts";
import { Transcoder } from "./transcoder.ts";

/** `broken`: bytes that do not decode; the copy has marks in their place. */
export type Transcoded = { sha256: string; broken: number };

/**
 * Writes a file anew as UTF-8, piece by piece, and shows each piece to the scanner meanwhile: one pass for both.
 *
 * @returns the hash of the bytes that were read
 */
export async function transcode(
  from: string,
  to: string,
  encoding: string,
  scanner: Scanner,
  progress: (bytes: number, rows?: number) => void,
): Promise<Transcoded> {
  const transcoder = new Transcoder(encoding);
  const hash = createHash("sha256");
  const target = await open(to, "w");
  let writing: Promise<unknown> = Promise.resolve();
  let offset = 0;
  const write = async (text: Buffer): Promise<void> => {
    scanner.add(text);
    // No text has a NUL: its record has to be set aside.
    if (text.includes(0)) scanner.fail();
    // The piece before is being written while this one is made.
    await writing;
    writing = writeAll(target, text);
    // Awaited before the next one; a failure until then is no crash.
    writing.catch(() => undefined);
  };
  try {
    for await (const chunk of readChunks(from)) {
      hash.update(chunk);
      await write(transcoder.add(chunk));
      offset += chunk.length;
      progress(offset, scanner.clean ? scanner.records : undefined);
    }
    await write(transcoder.add(new Uint8Array(0), true));
    await writing;
  } finally {
    await writing.catch(() => undefined);
    await target.close();
  }
  return { sha256: hash.digest("hex"), broken: transcoder.broken };
}
