import type { Store } from "../store.ts";
import type { Decided } from "./encoding/find-encoding.ts";
import { switchedEncoding } from "./encoding/unsupported.ts";
import { transcode } from "./encoding/transcode.ts";
import { guessStructure, inspectWithHeadStart, type HeadStart } from "./head-start.ts";
import { inspect } from "./inspect.ts";
import { isPlain } from "./layout/dialect.ts";
import type { Layout } from "./layout/find-layout.ts";
import type { Opening } from "./make-plan.ts";
import { LONGEST_RECORD } from "./parse-record.ts";
import { Scanner, type Structure } from "./scan.ts";

/** A file as UTF-8 text, looked through once. */
export type OpenedText = {
  /** The file itself, or its UTF-8 copy, with marks where a byte did not decode (encoding/marks.ts). */
  path: string;
  /** Of the file itself. */
  encoding: string;
  confidence: number | null;
  layout: Layout;
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
  /** `alongside`: DuckDB reads the same bytes meanwhile. */
  progress: (bytes: number, rows?: number, alongside?: boolean) => void;
};

/** The file's beginning was ASCII, which is UTF-8 too, but what follows shows another encoding. */
export class OtherEncoding extends Error {
  readonly decided: Decided;

  constructor(decided: Decided) {
    super(`it is ${decided.encoding}`);
    this.decided = decided;
  }
}

/**
 * Makes sure that a file is UTF-8 text, if need be by a copy, and looks through its structure.
 *
 * @throws OtherEncoding if the file has to be opened anew
 * @throws Problem `unknown_encoding`
 */
export async function openText(
  store: Store,
  { plan, encoding, confidence, decide, layout }: Opening,
  { path, copy, load, mayStart, restart, progress }: Effects,
): Promise<OpenedText> {
  const { delimiter } = layout.dialect;
  // What DuckDB cannot be given as it stands need not be looked at as if it could.
  const simple = isPlain(layout.dialect) && layout.headerLine === 1 && layout.headerRows.length === 1;
  const asItIs = (structure: Structure): Structure => (simple ? structure : { ...structure, clean: false });
  let certain = confidence;
  if (encoding === "utf-8") {
    const guess = mayStart && simple ? await guessStructure(path, delimiter) : null;
    const { inspection, started } =
      guess === null
        ? { inspection: await inspect(path, delimiter, { progress }), started: null }
        : await inspectWithHeadStart(store, plan, path, delimiter, load, guess, progress);
    if (guess !== null && started === null) await restart();
    const { sha256, structure, broken, doubtful, switched } = inspection;
    // Where the encoding was told by us: what a person or a sheet says stands.
    if (confidence !== null && switched) throw switchedEncoding();
    if (decide !== null && (broken || doubtful)) {
      const decided = await decide();
      if (decided.encoding !== encoding) throw new OtherEncoding(decided);
      certain = decided.confidence;
    }
    if (!broken) {
      return { path, encoding, confidence: certain, layout, sha256, structure: asItIs(structure), started };
    }
  }
  const scanner = new Scanner(delimiter, LONGEST_RECORD);
  const { sha256, broken } = await transcode(path, copy, encoding, scanner, progress);
  if (broken > 0) scanner.fail();
  return { path: copy, encoding, confidence: certain, layout, sha256, structure: asItIs(scanner.end()), started: null };
}
