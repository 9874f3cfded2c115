import { transcode } from "./encoding.ts";
import { inspect } from "./inspect.ts";
import type { Opening } from "./make-plan.ts";
import type { Structure } from "./scan.ts";

/** A file as UTF-8 text, looked through once. */
export type OpenedText = {
  /** The file itself, or its UTF-8 copy. */
  path: string;
  delimiter: string;
  /** Of the file itself. */
  sha256: string;
  structure: Structure;
};

/**
 * Makes sure that a file is UTF-8 text, if need be by a copy, and looks through its structure.
 *
 * @throws Problem if its bytes are not what its encoding says
 */
export async function openText(
  { encoding, delimiter, unknownEncoding }: Opening,
  path: string,
  copy: string,
  progress: (bytes: number) => void,
): Promise<OpenedText> {
  if (encoding === "utf-8") {
    const { sha256, brokenAt, structure } = await inspect(path, delimiter, progress);
    if (brokenAt !== null) throw unknownEncoding(brokenAt);
    return { path, delimiter, sha256, structure };
  }
  const sha256 = await transcode(path, copy, encoding, progress);
  const { structure } = await inspect(copy, delimiter);
  return { path: copy, delimiter, sha256, structure };
}
