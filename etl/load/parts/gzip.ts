import { createReadStream } from "node:fs";
import { pipeline } from "node:stream";
import { createGunzip } from "node:zlib";
import { Problem } from "../../problem.ts";
import type { Expansion } from "./limits.ts";

const CHUNK = 256 * 1024;

/**
 * What a gzip holds; several that follow one another count as one.
 *
 * @throws Problem `damaged_gzip`, `too_large_unpacked`
 */
export async function* readGzip(
  path: string,
  expansion: Expansion,
  progress: (bytes: number) => void,
): AsyncGenerator<Buffer> {
  const packed = createReadStream(path);
  try {
    const bytes: AsyncIterable<Buffer> = pipeline(packed, createGunzip({ chunkSize: CHUNK }), () => undefined);
    for await (const chunk of bytes) {
      expansion.add(chunk.length);
      progress(packed.bytesRead);
      yield chunk;
    }
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    throw code === "Z_DATA_ERROR" || code === "Z_BUF_ERROR" ? damagedGzip(error) : error;
  }
}

function damagedGzip(cause: unknown): Problem {
  return new Problem({
    code: "damaged_gzip",
    zh: "压缩文件已损坏或没有传完整；请重新导出或下载后再载入",
    en: "The compressed file is damaged or incomplete; export or download it again",
    cause,
  });
}
