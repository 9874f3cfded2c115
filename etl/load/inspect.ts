import { isUtf8 } from "node:buffer";
import { createHash } from "node:crypto";
import { open } from "node:fs/promises";
import { LONGEST_RECORD } from "./parse-record.ts";
import { Scanner, type Structure } from "./scan.ts";

const CHUNK = 4 << 20;

export type Inspection = {
  sha256: string;
  /** Number of the byte that is not UTF-8's, or null. */
  brokenAt: number | null;
  structure: Structure;
};

/**
 * Goes once over a file's bytes: their hash, whether they are UTF-8, and whether its structure is clean.
 *
 * @param fault is called once, as soon as the structure turns out not to be clean
 * @param chunk bytes read at a time
 */
export async function inspect(
  path: string,
  delimiter: string,
  progress: (bytes: number) => void = () => undefined,
  fault: () => void = () => undefined,
  chunk = CHUNK,
): Promise<Inspection> {
  const hash = createHash("sha256");
  const scanner = new Scanner(delimiter, LONGEST_RECORD);
  let brokenAt: number | null = null;
  let offset = 0;
  // The last bytes of a chunk that may be the beginning of a character.
  let carried = Buffer.alloc(0);
  for await (const bytes of readChunks(path, chunk)) {
    hash.update(bytes);
    const before = scanner.clean;
    scanner.add(offset === 0 ? withoutMark(bytes) : bytes);
    // No text has a NUL: its record has to be set aside.
    if (before && bytes.includes(0)) scanner.fail();
    if (before && !scanner.clean) fault();
    if (brokenAt === null) {
      const head = carried.length === 0 ? bytes : Buffer.concat([carried, bytes]);
      const whole = lastCharacterStart(head);
      if (isUtf8(head.subarray(0, whole))) carried = Buffer.from(head.subarray(whole));
      else brokenAt = offset - carried.length + firstBroken(head);
    }
    offset += bytes.length;
    progress(offset);
  }
  if (brokenAt === null && carried.length > 0) brokenAt = offset - carried.length;
  return { sha256: hash.digest("hex"), brokenAt, structure: scanner.end() };
}

/** A file's bytes in pieces; each piece is valid until the next one is asked for. */
export async function* readChunks(path: string, size = CHUNK): AsyncGenerator<Buffer> {
  const file = await open(path);
  try {
    const buffers = [Buffer.allocUnsafe(size), Buffer.allocUnsafe(size)] as const;
    let turn = 0;
    let pending = file.read(buffers[0], 0, size) as Promise<{ bytesRead: number }>;
    for (;;) {
      const { bytesRead } = await pending;
      if (bytesRead === 0) return;
      const buffer = buffers[turn % 2] as Buffer;
      turn++;
      pending = file.read(buffers[turn % 2] as Buffer, 0, size);
      try {
        yield buffer.subarray(0, bytesRead);
      } catch (error) {
        await pending.catch(() => undefined);
        throw error;
      }
    }
  } finally {
    await file.close();
  }
}

/** The bytes without a leading UTF-8 byte-order mark. */
export function withoutMark(bytes: Buffer): Buffer {
  return bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf ? bytes.subarray(3) : bytes;
}

/** Where the last character begins if it may go on in the next chunk, otherwise the length. */
export function lastCharacterStart(bytes: Buffer): number {
  for (let back = 1; back <= Math.min(3, bytes.length); back++) {
    const byte = bytes[bytes.length - back] as number;
    if (byte < 0x80) break;
    if (byte >= 0xc0)
      return byte >= (back === 1 ? 0xc0 : back === 2 ? 0xe0 : 0xf0) ? bytes.length - back : bytes.length;
  }
  return bytes.length;
}

function firstBroken(bytes: Buffer): number {
  let good = 0;
  let bad = bytes.length;
  while (bad - good > 1) {
    const middle = (good + bad) >> 1;
    const cut = bytes.subarray(0, middle);
    if (isUtf8(cut.subarray(0, lastCharacterStart(cut)))) good = middle;
    else bad = middle;
  }
  return lastCharacterStart(bytes.subarray(0, good));
}
