import { closingCode } from "./closing-lines.ts";

/** How many bytes of a record its first word is looked for in. */
export const LOOK = 120;

const SPACE = 1;
const LATIN = 2;
const WIDE = 3;

/** What the first byte of a record says: blanks, quotes and delimiters come before the first word. */
const FIRST = new Uint8Array(256);
for (const byte of [0x20, 0x09, 0x22, 0x27]) FIRST[byte] = SPACE;
for (const letter of "tgsparen") {
  FIRST[letter.charCodeAt(0)] = LATIN;
  FIRST[letter.toUpperCase().charCodeAt(0)] = LATIN;
}
// The lead bytes of Chinese characters, of full-width forms and of the byte-order mark.
for (let byte = 0xe4; byte <= 0xef; byte++) FIRST[byte] = WIDE;

const decoder = new TextDecoder();

/**
 * Whether a record that begins here may be a sum, a signature, or the beginning of another file: a quick look that
 * most records pass at their first byte. It never says no to one that is.
 */
export function mayClose(bytes: Uint8Array, start: number, delimiter: number): boolean {
  let at = start;
  const limit = Math.min(bytes.length, start + LOOK);
  while (at < limit && (FIRST[bytes[at] as number] === SPACE || bytes[at] === delimiter)) at++;
  if (at >= limit) return at - start >= LOOK;
  const kind = FIRST[bytes[at] as number];
  if (kind === undefined || kind < LATIN) return false;
  // The second letter of each word in Latin letters: a digit or a dash after the first is an id.
  if (kind === LATIN && !/[oruepixv]/i.test(String.fromCharCode(bytes[at + 1] ?? 0))) return false;
  if (kind === WIDE) {
    if (bytes[at] === 0xef) return bytes[at + 1] === 0xbb || isWord(bytes, at, delimiter);
    if (!WORD_STARTS.has(((bytes[at] as number) << 16) | ((bytes[at + 1] ?? 0) << 8) | (bytes[at + 2] ?? 0)))
      return false;
  }
  return isWord(bytes, at, delimiter);
}

function isWord(bytes: Uint8Array, start: number, delimiter: number): boolean {
  let end = start;
  const limit = Math.min(bytes.length, start + LOOK);
  while (end < limit && bytes[end] !== delimiter && bytes[end] !== 0x0a && bytes[end] !== 0x0d && bytes[end] !== 0x22)
    end++;
  return closingCode(decoder.decode(bytes.subarray(start, end))) !== null;
}

const WORD_STARTS = new Set(
  [..."合总小共累本制填审复批经负主签打导报生统日时备说注平均最汇第单金货数"].map((character) => {
    const [a = 0, b = 0, c = 0] = new TextEncoder().encode(character);
    return (a << 16) | (b << 8) | c;
  }),
);

/** The end of 合计, 总计, 小计, 共计 and 累计 as UTF-8: the character before 计, and 计 itself. */
export function endsInSum(byteAt: (back: number) => number): boolean {
  if (byteAt(1) !== 0xa1 || byteAt(2) !== 0xae || byteAt(3) !== 0xe8) return false;
  return byteAt(4) === 0x20 || SUM_STARTS.has((byteAt(6) << 16) | (byteAt(5) << 8) | byteAt(4));
}

const SUM_STARTS = new Set([0xe59088, 0xe680bb, 0xe5b08f, 0xe585b1, 0xe7b4af, 0xe38080]);
