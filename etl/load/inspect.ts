import { isAscii, isUtf8 } from "node:buffer";
import { createHash } from "node:crypto";
import { open } from "node:fs/promises";
import { Evidence } from "./encoding/evidence.ts";
import { switchesCharacters } from "./encoding/unsupported.ts";
import { LONGEST_RECORD } from "./parse-record.ts";
import { Scanner, type Structure } from "./scan.ts";

const CHUNK = 4 << 20;
/** Bytes after which it is asked whether the encoding is clear. */
const PIECE = 64 << 10;

export type Inspection = {
  sha256: string;
  /** Whether any byte is not UTF-8's. */
  broken: boolean;
  /** Whether all is UTF-8, but so little of it beyond ASCII that another encoding may be meant. */
  doubtful: boolean;
  /** Whether all looks like ASCII and is none, because escape sequences in it switch to another character set. */
  switched: boolean;
  structure: Structure;
};

type Options = {
  /** Bytes, and records in them where that is known. */
  progress?: (bytes: number, rows?: number) => void;
  /** Called once, as soon as the structure turns out not to be clean. */
  fault?: () => void;
  /** Bytes read at a time. */
  chunk?: number;
};

/** Goes once over a file's bytes: their hash, whether they are UTF-8, and whether its structure is clean. */
export async function inspect(
  path: string,
  delimiter: string,
  { progress, fault, chunk = CHUNK }: Options = {},
): Promise<Inspection> {
  const hash = createHash("sha256");
  const scanner = new Scanner(delimiter, LONGEST_RECORD);
  const evidence = new Evidence();
  let broken = false;
  let ascii = true;
  let switched = false;
  let offset = 0;
  // The last bytes of a chunk that may be the beginning of a character.
  let carried = Buffer.alloc(0);
  for await (const bytes of readChunks(path, chunk)) {
    hash.update(bytes);
    const before = scanner.clean;
    scanner.add(offset === 0 ? withoutMark(bytes) : bytes);
    // No text has a NUL: its record has to be set aside.
    if (before && bytes.includes(0)) scanner.fail();
    switched ||= switchesCharacters(bytes);
    if (before && !scanner.clean) fault?.();
    if (!broken) {
      const head = carried.length === 0 ? bytes : Buffer.concat([carried, bytes]);
      const whole = lastCharacterStart(head);
      if (isUtf8(head.subarray(0, whole))) carried = Buffer.from(head.subarray(whole));
      else broken = true;
    }
    if (!broken && !evidence.surelyUtf8 && !isAscii(bytes)) {
      ascii = false;
      for (let at = 0; at < bytes.length && !evidence.surelyUtf8; at += PIECE) {
        evidence.add(bytes.subarray(at, at + PIECE), false);
      }
    }
    offset += bytes.length;
    progress?.(offset, scanner.clean ? scanner.records : undefined);
  }
  if (carried.length > 0) broken = true;
  const doubtful = !broken && !ascii && !evidence.surelyUtf8;
  return { sha256: hash.digest("hex"), broken, doubtful, switched: switched && ascii, structure: scanner.end() };
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
