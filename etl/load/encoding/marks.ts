/**
 * How a byte that does not decode travels through text: as two noncharacters of Unicode, its upper half as U+FDD0–FDDF
 * and its lower half as U+FDE0–FDEF. They are well-formed UTF-8, no separator, and no text may hold them: a file in
 * which they stand by themselves has those bytes marked as well.
 */
const UPPER = 0xfdd0;
const LOWER = 0xfde0;

/** Bytes of one mark in UTF-8. */
export const MARK_BYTES = 6;

/** Writes the mark of a byte; returns where the next byte goes. */
export function writeMark(out: Uint8Array, at: number, byte: number): number {
  // U+FDD0–FDEF are EF B7 90 – EF B7 AF.
  out[at] = 0xef;
  out[at + 1] = 0xb7;
  out[at + 2] = 0x90 | (byte >> 4);
  out[at + 3] = 0xef;
  out[at + 4] = 0xb7;
  out[at + 5] = 0xa0 | (byte & 15);
  return at + MARK_BYTES;
}

const MARK = Buffer.from([0xef, 0xb7]);

/** Where the next mark or NUL stands, the length if there is none: text holds neither. */
export function nextBroken(bytes: Buffer, from: number): number {
  const nul = bytes.indexOf(0, from);
  const end = nul < 0 ? bytes.length : nul;
  for (let at = bytes.indexOf(MARK, from); at >= 0 && at < end; at = bytes.indexOf(MARK, at + 1)) {
    const third = bytes[at + 2] ?? 0;
    if (third >= 0x90 && third <= 0xaf) return at;
  }
  return end;
}

/** The text with its broken bytes readable: \xA3, \x00. */
export function showBroken(text: string): string {
  return text.replaceAll(
    /([\uFDD0-\uFDDF])([\uFDE0-\uFDEF])|[\uFDD0-\uFDEF\0]/gu,
    (all, upper?: string, lower?: string) =>
      upper === undefined || lower === undefined
        ? all === "\0"
          ? "\\x00"
          : `\\u${all.charCodeAt(0).toString(16).toUpperCase()}`
        : `\\x${(((upper.charCodeAt(0) - UPPER) << 4) | (lower.charCodeAt(0) - LOWER)).toString(16).toUpperCase().padStart(2, "0")}`,
  );
}

/** The first run of broken bytes in a text: as it reads, and how many characters stand before it; null if none. */
export function firstBroken(text: string): { shown: string; before: number } | null {
  const found = /(?:[\uFDD0-\uFDEF]|\0)+/u.exec(text);
  if (found === null) return null;
  return { shown: showBroken(found[0]), before: [...text.slice(0, found.index)].length };
}
