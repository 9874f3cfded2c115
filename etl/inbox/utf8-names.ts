import { link, lstat, readdir, rm } from "node:fs/promises";
import { join } from "node:path";
import { TextDecoder } from "node:util";

/** A name is only mended once nobody has written to the file for so long. */
const QUIET_MS = 60_000;

/**
 * Gives files a name in UTF-8 whose name is GBK, as some FTP servers and unpackers leave them: no program of ours could
 * even open them. Nothing is written over.
 *
 * @param now milliseconds since 1970
 */
export async function mendNames(folder: string, now: number): Promise<void> {
  const strict = new TextDecoder("utf-8", { fatal: true });
  const gbk = new TextDecoder("gb18030", { fatal: true });
  for (const bytes of await readdir(folder, { encoding: "buffer" })) {
    if (isValid(strict, bytes) || !isValid(gbk, bytes)) continue;
    const old = Buffer.concat([Buffer.from(`${folder}/`), bytes]);
    const stats = await lstat(old);
    if (!stats.isFile() || stats.mtimeMs > now - QUIET_MS) continue;
    // A second name first, which fails where there is such a file.
    const mended = await link(old, join(folder, gbk.decode(bytes).replaceAll("/", "_"))).then(
      () => true,
      () => false,
    );
    if (mended) await rm(old);
  }
}

function isValid(decoder: InstanceType<typeof TextDecoder>, bytes: Uint8Array): boolean {
  try {
    decoder.decode(bytes);
    return true;
  } catch {
    return false;
  }
}
