import type { Store } from "../store.ts";
import { transcode } from "./encoding.ts";
import { guessStructure, inspectWithHeadStart, type HeadStart } from "./head-start.ts";
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
  /** Rows that are stored already, or null. */
  started: HeadStart | null;
};

type Effects = {
  path: string;
  /** Where a UTF-8 copy may be written. */
  copy: string;
  load: number;
  /** Whether rows may be stored before the file is known in full. */
  mayStart: boolean;
  /** Begins the transaction anew. */
  restart: () => Promise<void>;
  progress: (bytes: number) => void;
};

/**
 * Makes sure that a file is UTF-8 text, if need be by a copy, and looks through its structure.
 *
 * @throws Problem if its bytes are not what its encoding says
 */
export async function openText(
  store: Store,
  { plan, encoding, delimiter, unknownEncoding }: Opening,
  { path, copy, load, mayStart, restart, progress }: Effects,
): Promise<OpenedText> {
  if (encoding !== "utf-8") {
    const sha256 = await transcode(path, copy, encoding, progress);
    const { structure } = await inspect(copy, delimiter);
    return { path: copy, delimiter, sha256, structure, started: null };
  }
  const guess = mayStart ? await guessStructure(path, delimiter) : null;
  const { inspection, started } =
    guess === null
      ? { inspection: await inspect(path, delimiter, progress), started: null }
      : await inspectWithHeadStart(store, plan, path, delimiter, load, guess, progress);
  if (inspection.brokenAt !== null) throw unknownEncoding(inspection.brokenAt);
  if (guess !== null && started === null) await restart();
  return { path, delimiter, sha256: inspection.sha256, structure: inspection.structure, started };
}
