import type { FileHandle } from "node:fs/promises";

/** Writes all of the bytes: on a disk that is nearly full, one write may take only some of them without an error. */
export async function writeAll(target: FileHandle, bytes: Uint8Array): Promise<void> {
  for (let at = 0; at < bytes.length;) at += (await target.write(bytes, at, bytes.length - at)).bytesWritten;
}
