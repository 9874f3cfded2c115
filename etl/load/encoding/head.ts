import { open } from "node:fs/promises";
import { Transcoder } from "./transcoder.ts";

/** How many bytes at a file's beginning its delimiter and headers are told from. */
export const HEAD = 1 << 20;

export async function readHead(path: string): Promise<Buffer> {
  const file = await open(path);
  try {
    const { buffer, bytesRead } = await file.read(Buffer.alloc(HEAD), 0, HEAD, 0);
    return buffer.subarray(0, bytesRead);
  } finally {
    await file.close();
  }
}

/** The encoding that a byte-order mark states beyond doubt, or null. */
export function markedEncoding(head: Uint8Array): string | null {
  if (head[0] === 0xef && head[1] === 0xbb && head[2] === 0xbf) return "utf-8";
  if (head[0] === 0xff && head[1] === 0xfe) return "utf-16le";
  if (head[0] === 0xfe && head[1] === 0xff) return "utf-16be";
  return null;
}

/**
 * The beginning of a file as text, without a byte-order mark, with marks for broken bytes; a character that is cut at
 * its end is left out.
 */
export function decodeHead(head: Uint8Array, encoding: string): string {
  return new Transcoder(encoding).add(head, head.length < HEAD).toString();
}
