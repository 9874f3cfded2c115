import { open, type FileHandle } from "node:fs/promises";
import { createHash } from "node:crypto";
import { Problem } from "../problem.ts";
import { readChunks } from "./inspect.ts";

/** How many bytes at a file's beginning its encoding, delimiter and headers are told from. */
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

/** The beginning of a file as text, without a byte-order mark; characters that are cut at its end are left out. */
export function decodeHead(head: Uint8Array, encoding: string): string {
  return new TextDecoder(encoding).decode(head, { stream: head.length >= HEAD });
}

/**
 * Writes a file anew as UTF-8, piece by piece.
 *
 * @returns the hash of the bytes that were read
 * @throws Problem `bad_bytes` if they are not what the encoding says
 */
export async function transcode(
  from: string,
  to: string,
  encoding: string,
  progress: (bytes: number) => void,
): Promise<string> {
  const decoder = new TextDecoder(encoding, { fatal: true });
  const hash = createHash("sha256");
  const target: FileHandle = await open(to, "w");
  let offset = 0;
  try {
    for await (const chunk of readChunks(from)) {
      hash.update(chunk);
      await target.write(decoder.decode(chunk, { stream: true }));
      offset += chunk.length;
      progress(offset);
    }
    await target.write(decoder.decode());
  } catch (cause) {
    if (!(cause instanceof TypeError)) throw cause;
    throw new Problem({
      code: "bad_bytes",
      zh: `文件不是完好的 ${encoding} 文本（约在第 ${offset} 字节之后）；请从原系统重新导出，最好选 UTF-8`,
      en: `The file is not sound ${encoding} text (somewhere after byte ${offset}); export it again, best as UTF-8`,
      cause,
    });
  } finally {
    await target.close();
  }
  return hash.digest("hex");
}
