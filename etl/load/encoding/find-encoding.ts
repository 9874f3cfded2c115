import { isAscii } from "node:buffer";
import type { Message } from "../../../dashboard/shared/loads.ts";
import type { Contract } from "../../contract.ts";
import { Problem } from "../../problem.ts";
import { readChunks } from "../inspect.ts";
import { normaliseName } from "../normalise-name.ts";
import { Evidence } from "./evidence.ts";
import { HEAD, markedEncoding, readHead } from "./head.ts";
import { judge, type Candidate } from "./judge.ts";
import { encodingOf, ENCODINGS } from "./names.ts";
import { findUtf16 } from "./utf16.ts";

/** A file's encoding. `confidence`: from 0 to 1; null where somebody named it. */
export type Decided = { encoding: string; confidence: number | null };

/**
 * From here on a file is read without asking: a word or two of Chinese are enough, one character often is not. Of the
 * files of realistic words that test/load/encoding.test.ts makes, none that is read above it is read wrongly.
 */
export const CERTAIN = 0.999;

/**
 * Looks through all of a file for what its encoding may be.
 *
 * @param words that the contracts know, as `knownWords` gives them
 * @returns best first, at least one
 */
export async function findEncoding(
  path: string,
  words: ReadonlySet<string>,
  progress: (bytes: number) => void = () => undefined,
): Promise<Candidate[]> {
  const head = await readHead(path);
  const marked = markedEncoding(head);
  if (marked !== null) return [{ encoding: marked, confidence: 1, sample: "" }];
  const evidence = new Evidence();
  let offset = 0;
  let ascii = true;
  for await (const chunk of readChunks(path)) {
    ascii &&= isAscii(chunk) && !chunk.includes(0);
    evidence.add(chunk, false);
    offset += chunk.length;
    progress(offset);
  }
  evidence.add(new Uint8Array(0), true);
  if (ascii) return [{ encoding: "utf-8", confidence: 1, sample: "" }];
  const wide = findUtf16(head, evidence);
  if (wide !== null) return wide;
  return evidence.high === 0 ? [{ encoding: "utf-8", confidence: 1, sample: "" }] : judge(evidence, words);
}

/**
 * What the first bytes of a file say, where that is enough; null where the whole of it has to be looked at.
 * `open`: so far all is ASCII, which UTF-8 is too: what follows may show another encoding.
 */
export async function lookAtHead(path: string): Promise<(Decided & { open: boolean }) | null> {
  const head = await readHead(path);
  const marked = markedEncoding(head);
  if (marked !== null) return { encoding: marked, confidence: 1, open: false };
  if (head.includes(0)) return null;
  const whole = head.length < HEAD;
  if (isAscii(head)) return { encoding: "utf-8", confidence: 1, open: !whole };
  const evidence = new Evidence();
  evidence.add(head, whole);
  return evidence.surelyUtf8 ? { encoding: "utf-8", confidence: 1, open: false } : null;
}

/** @throws Problem `unknown_encoding` where none of the candidates is certain */
export function certainOf(candidates: readonly Candidate[]): Decided {
  const [best] = candidates;
  if (best !== undefined && best.confidence >= CERTAIN) {
    return { encoding: best.encoding, confidence: best.confidence };
  }
  throw new UnknownEncoding(candidates);
}

/** None of a file's candidates is certain: a person has to say. */
export class UnknownEncoding extends Problem {
  readonly candidates: readonly Candidate[];

  constructor(candidates: readonly Candidate[]) {
    super(unknownEncoding(candidates));
    this.candidates = candidates;
  }
}

function unknownEncoding(candidates: readonly Candidate[]): Message {
  const likely = candidates.filter(({ confidence }, index) => index < 2 || confidence >= 0.02).slice(0, 4);
  const zh = likely.map(({ encoding, sample }) => `${encoding}：“${sample}”`).join("；");
  const en = likely.map(({ encoding, sample }) => `${encoding}: "${sample}"`).join("; ");
  const name = likely[0]?.encoding ?? "gb18030";
  return {
    code: "unknown_encoding",
    zh: `无法确定文件的编码。文中文字按不同编码分别读作 ${zh}。哪一种读得通，就指明哪一种再载入：在上传页选择编码，或 heng load --encoding ${name}，或在映射文件写 read.encoding；也可以另存为 UTF-8`,
    en: `The file's encoding cannot be told with certainty. Its words would read as ${en}. Name the one that reads well and load again: choose it on the upload page, heng load --encoding ${name}, or read.encoding in a mapping; or save the file as UTF-8`,
  };
}

/** @throws Problem `no_encoding` if the label names none that can be read */
export function parseEncoding(label: string): string {
  const encoding = encodingOf(label);
  if (encoding !== null) return encoding;
  throw new Problem({
    code: "no_encoding",
    zh: `没有名为 ${label} 的编码；可用：${ENCODINGS.join("、")}`,
    en: `There is no encoding ${label}; there are ${ENCODINGS.join(", ")}`,
  });
}

/** Headers and words of enums that the contracts know and that are not all ASCII: the strongest evidence there is. */
export function knownWords(contracts: readonly Contract[], more: Iterable<string> = []): Set<string> {
  const words = contracts.flatMap(({ columns }) =>
    columns.flatMap(({ name, aliases, values }) => [
      name,
      ...aliases,
      ...(values ?? []).flatMap(({ accepts }) => accepts),
    ]),
  );
  return new Set([...words, ...more].map(normaliseName).filter((word) => /[^\0-\x7F]/.test(word)));
}
