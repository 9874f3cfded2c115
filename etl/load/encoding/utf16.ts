import type { Evidence } from "./evidence.ts";
import type { Candidate } from "./judge.ts";
import { showBroken } from "./marks.ts";
import { Transcoder } from "./transcoder.ts";

/** Share of NULs from which a text is taken for one of two bytes a character: its delimiters, digits and line ends. */
const LEAST = 0.01;

/**
 * UTF-16 without a mark shows by its NULs, each of which is half of an ASCII character; null where it is none.
 */
export function findUtf16(head: Uint8Array, { bytes, nuls }: Evidence): Candidate[] | null {
  const all = nuls.reduce((sum, count) => sum + count, 0);
  if (all < Math.max(2, LEAST * bytes)) return null;
  const even = head.subarray(0, head.length - (head.length % 2));
  const found = (["utf-16le", "utf-16be"] as const)
    .map((encoding) => {
      const text = new Transcoder(encoding).add(even.subarray(0, 1 << 16), false).toString();
      const characters = [...text];
      const ordinary = characters.filter((char) => ORDINARY.test(char)).length;
      const odd = encoding === "utf-16le" ? nuls[1] + nuls[3] : nuls[0] + nuls[2];
      const share = characters.length === 0 ? 0 : ordinary / characters.length;
      // 一 and 十 have a NUL on the other side; delimiters and line ends outnumber them.
      const confidence = share > 0.9 && odd > 2 * (all - odd) ? 0.999 : share * 0.3;
      const sample = text.split(/[\r\n]/, 1)[0] ?? "";
      return { encoding, confidence, sample: showBroken(sample.slice(0, 80)) };
    })
    .sort((a, b) => b.confidence - a.confidence);
  return (found[0]?.confidence ?? 0) > 0.5 ? found : null;
}

/** What texts are made of in any script that we read, and what two bytes in the wrong order are hardly ever. */
const ORDINARY = /[\t\n\r\x20-\x7E\u00A0-\u024F\u2010-\u2030\u3000-\u30FF\u4E00-\u9FFF\uAC00-\uD7A3\uFF01-\uFF9F]/u;
