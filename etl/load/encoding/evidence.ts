import { utf8Length } from "./transcoder.ts";

/** Cells with a byte beyond ASCII that are kept as they stand, each once. */
const SAMPLES = 400;
/** Times that a cell is looked at for that: a column may say the same all the way. */
const LOOKS = 20_000;
const LONGEST_SAMPLE = 160;

/** How a byte beyond ASCII stands to the byte beside it, in a text of single bytes. */
export const OTHER = 0;
export const LETTER = 1;
export const HIGH = 2;

/**
 * What a file's bytes say of its encoding: counted in one pass, for all candidates at once, without making strings.
 * ASCII bytes cost one comparison.
 */
export class Evidence {
  /** Bytes in all. */
  bytes = 0;
  /** Bytes beyond ASCII. */
  high = 0;
  /** NULs by the remainder of their place by four. */
  readonly nuls = [0, 0, 0, 0] as [number, number, number, number];
  /** UTF-8 of two and three bytes, by code. */
  readonly codes = new Uint32Array(65_536);
  /** UTF-8 of four bytes. */
  beyond = 0;
  utf8Broken = 0;
  /** Pairs of bytes as GB18030, Big5 and EUC-KR group them: lead × 256 + trail. */
  readonly pairs = new Uint32Array(65_536);
  /** What would be four bytes of GB18030. */
  fours = 0;
  /** Bytes beyond ASCII that are no such pair's. */
  readonly lone = new Uint32Array(256);
  /** The same for Shift-JIS, which has single characters as well. */
  readonly kanaPairs = new Uint32Array(65_536);
  readonly kanaLone = new Uint32Array(256);
  /** Bytes by themselves: (what precedes × 3 + what follows) × 256 + byte. */
  readonly singles = new Uint32Array(9 * 256);
  /** Two bytes beyond ASCII between two letters: an accented letter in a word rather than an ideograph. */
  flanked = 0;
  /** Cells with bytes beyond ASCII, as latin-1, the first ones of the file. */
  readonly samples = new Set<string>();
  #distinct = 0;
  #distinctThree = 0;
  #looks = 0;
  #rest = new Uint8Array(0);
  #before = 0;
  /** How far into the next bytes the last character of each kind reaches. */
  #utf8 = 0;
  #pair = 0;
  #kana = 0;
  /** How far into them the cell reaches that was kept last. */
  #sampled = 0;

  /** Whether there is so much UTF-8 in it, and nothing else, that no other encoding can be meant. */
  get surelyUtf8(): boolean {
    return this.utf8Broken === 0 && (this.#distinctThree >= 8 || this.#distinct >= 20);
  }

  /** @param last whether the bytes are the file's last */
  add(bytes: Uint8Array, last: boolean): void {
    const src = this.#rest.length === 0 ? bytes : Buffer.concat([this.#rest, bytes]);
    const end = last ? src.length : Math.max(0, src.length - 4);
    this.#count(src, end);
    this.#before = end > 0 ? (src[end - 1] as number) : this.#before;
    this.bytes += end;
    // A copy: a slice of a Buffer would be a view of bytes that the next piece is read over.
    this.#rest = new Uint8Array(src.subarray(end));
  }

  #count(src: Uint8Array, end: number): void {
    const { codes, pairs, lone, kanaPairs, kanaLone, singles, nuls } = this;
    const origin = this.bytes;
    let utf8 = this.#utf8;
    let pair = this.#pair;
    let kana = this.#kana;
    let sampled = this.#sampled;
    for (let at = 0; at < end; at++) {
      const byte = src[at] as number;
      if (byte < 0x80) {
        if (byte === 0) nuls[(origin + at) & 3]!++;
        continue;
      }
      this.high++;
      const next = src[at + 1] ?? 0;
      if (at >= utf8) {
        const size = utf8Length(src, at);
        if (size <= 0) {
          this.utf8Broken++;
          utf8 = at + 1;
        } else {
          utf8 = at + size;
          if (size === 4) this.beyond++;
          else {
            const code =
              size === 2
                ? ((byte & 31) << 6) | (next & 63)
                : ((byte & 15) << 12) | ((next & 63) << 6) | ((src[at + 2] as number) & 63);
            const seen = codes[code] as number;
            codes[code] = seen + 1;
            if (seen === 0) {
              this.#distinct++;
              if (size === 3) this.#distinctThree++;
            }
          }
        }
      }
      if (at >= pair) {
        pair = at + 1;
        if (byte === 0x80 || byte === 0xff) lone[byte]!++;
        else if (next >= 0x40 && next !== 0x7f && next !== 0xff) {
          pairs[(byte << 8) | next]!++;
          pair = at + 2;
        } else if (next >= 0x30 && next < 0x3a && (src[at + 2] ?? 0) > 0x80 && isDigit(src[at + 3])) {
          this.fours++;
          pair = at + 4;
        } else lone[byte]!++;
      }
      if (at >= kana) {
        kana = at + 1;
        const lead = (byte >= 0x81 && byte <= 0x9f) || (byte >= 0xe0 && byte <= 0xfc);
        if (lead && next >= 0x40 && next !== 0x7f && next <= 0xfc) {
          kanaPairs[(byte << 8) | next]!++;
          kana = at + 2;
        } else kanaLone[byte]!++;
      }
      const previous = at > 0 ? (src[at - 1] as number) : this.#before;
      if (next >= 0x80 && classOf(previous) === LETTER && classOf(src[at + 2] ?? 0) === LETTER) this.flanked++;
      singles[((classOf(previous) * 3 + classOf(next)) << 8) | byte]!++;
      if (at >= sampled && this.samples.size < SAMPLES && this.#looks < LOOKS) sampled = this.#sample(src, at);
    }
    this.#utf8 = Math.max(0, utf8 - end);
    this.#pair = Math.max(0, pair - end);
    this.#kana = Math.max(0, kana - end);
    this.#sampled = Math.max(0, sampled - end);
  }

  /** Keeps the cell around a place; returns where it ends. */
  #sample(src: Uint8Array, at: number): number {
    this.#looks++;
    let from = at;
    while (from > 0 && at - from < LONGEST_SAMPLE / 2 && !isEdge(src[from - 1] as number)) from--;
    let to = at + 1;
    while (to < src.length && to - from < LONGEST_SAMPLE && !isEdge(src[to] as number)) to++;
    this.samples.add(Buffer.from(src.buffer, src.byteOffset + from, to - from).toString("latin1"));
    return to;
  }
}

/** Bytes between cells, none of which is the second of a pair in any encoding. */
function isEdge(byte: number): boolean {
  return byte === 0x2c || byte === 0x3b || byte === 0x22 || byte === 0x09 || byte === 0x0a || byte === 0x0d;
}

function isDigit(byte: number | undefined): boolean {
  return byte !== undefined && byte >= 0x30 && byte < 0x3a;
}

function classOf(byte: number): number {
  if (byte >= 0x80) return HIGH;
  return (byte | 0x20) >= 0x61 && (byte | 0x20) <= 0x7a ? LETTER : OTHER;
}
