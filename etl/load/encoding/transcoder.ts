import { MARK_BYTES, writeMark } from "./marks.ts";
import { fourBytes, tableOf, type Table } from "./tables.ts";

/** Decodes as much of `src` as is whole into `out`; returns how far it came. */
type Decode = (src: Uint8Array, last: boolean, out: Out) => number;

/** Where UTF-8 is written to, and how far that has come. */
type Out = { bytes: Uint8Array; at: number; broken: number };

/**
 * Turns a file's bytes into UTF-8, piece by piece. A byte that does not decode becomes a mark (see marks.ts) and
 * decoding goes on with the byte after it, so that it never takes a delimiter or a line end with it.
 */
export class Transcoder {
  readonly #decode: Decode;
  readonly #outs: [Out, Out] = [
    { bytes: new Uint8Array(0), at: 0, broken: 0 },
    { bytes: new Uint8Array(0), at: 0, broken: 0 },
  ];
  #turn = 0;
  #start = true;
  #rest = new Uint8Array(0);

  constructor(encoding: string) {
    this.#decode =
      encoding === "utf-8"
        ? decodeUtf8
        : encoding === "utf-16le" || encoding === "utf-16be"
          ? (src, last, out) => decodeUtf16(src, last, out, encoding === "utf-16le")
          : (src, last, out) => decodeByTable(src, last, out, tableOf(encoding));
  }

  /** Bytes that were marked so far. */
  get broken(): number {
    return this.#outs[0].broken + this.#outs[1].broken;
  }

  /**
   * Takes the next bytes.
   *
   * @param last whether they are the file's last
   * @returns their text, without a byte-order mark; valid until the call after the next one
   */
  add(bytes: Uint8Array, last = false): Buffer {
    const src = this.#rest.length === 0 ? bytes : Buffer.concat([this.#rest, bytes]);
    const out = this.#outs[this.#turn] as Out;
    this.#turn = 1 - this.#turn;
    // Three bytes at most for one that decodes.
    if (out.bytes.length < src.length * MARK_BYTES) out.bytes = Buffer.allocUnsafe(src.length * MARK_BYTES);
    out.at = 0;
    const read = this.#decode(src, last, out);
    // A copy: the slice of a Buffer is none, and the piece it is of is read into again.
    this.#rest = new Uint8Array(src.subarray(read));
    const text = Buffer.from(out.bytes.buffer, out.bytes.byteOffset, out.at);
    if (!this.#start || text.length === 0) return text;
    this.#start = false;
    return text[0] === 0xef && text[1] === 0xbb && text[2] === 0xbf ? text.subarray(3) : text;
  }
}

/** Copies the bytes below 0x80 that stand at a place; returns how many there are. */
function copyAscii(src: Uint8Array, at: number, bytes: Uint8Array, to: number): number {
  const from = at;
  const shift = to - at;
  for (let byte; at < src.length && (byte = src[at] as number) < 0x80; at++) bytes[at + shift] = byte;
  return at - from;
}

function decodeByTable(src: Uint8Array, last: boolean, out: Out, { single, double, four }: Table): number {
  const { length } = src;
  const { bytes } = out;
  let to = out.at;
  let at = 0;
  for (;;) {
    const plain = copyAscii(src, at, bytes, to);
    at += plain;
    to += plain;
    if (at >= length) break;
    const byte = src[at] as number;
    let code = single[byte] as number;
    let size = 1;
    if (code === 0 && double !== null && byte !== 0x80 && byte !== 0xff) {
      if (at + 1 >= length && !last) break;
      const trail = at + 1 < length ? (src[at + 1] as number) : 0;
      code = double[byte * 256 + trail] as number;
      size = 2;
      if (code === 0 && four && trail >= 0x30 && trail <= 0x39) {
        if (at + 4 > length && !last) break;
        if (at + 4 <= length) code = fourBytes(src, at);
        size = 4;
      }
    }
    if (code === 0 || (code >= 0xfdd0 && code <= 0xfdef)) {
      to = writeMark(bytes, to, byte);
      out.broken++;
      at++;
      continue;
    }
    at += size;
    to = writeCode(bytes, to, code);
  }
  out.at = to;
  return at;
}

function writeCode(bytes: Uint8Array, to: number, code: number): number {
  if (code < 0x80) {
    bytes[to++] = code;
  } else if (code < 0x800) {
    bytes[to++] = 0xc0 | (code >> 6);
    bytes[to++] = 0x80 | (code & 0x3f);
  } else if (code < 0x10000) {
    bytes[to++] = 0xe0 | (code >> 12);
    bytes[to++] = 0x80 | ((code >> 6) & 0x3f);
    bytes[to++] = 0x80 | (code & 0x3f);
  } else {
    bytes[to++] = 0xf0 | (code >> 18);
    bytes[to++] = 0x80 | ((code >> 12) & 0x3f);
    bytes[to++] = 0x80 | ((code >> 6) & 0x3f);
    bytes[to++] = 0x80 | (code & 0x3f);
  }
  return to;
}

/** How many bytes a UTF-8 character has that begins at a place: 0 if none does, -1 if the bytes end before it. */
export function utf8Length(src: Uint8Array, at: number): number {
  const first = src[at] as number;
  const size = first < 0xc2 ? 0 : first < 0xe0 ? 2 : first < 0xf0 ? 3 : first < 0xf5 ? 4 : 0;
  if (size === 0) return 0;
  // Neither longer than it need be, nor a surrogate, nor beyond the last code point.
  const low = first === 0xe0 ? 0xa0 : first === 0xf0 ? 0x90 : 0x80;
  const high = first === 0xed ? 0x9f : first === 0xf4 ? 0x8f : 0xbf;
  for (let next = 1; next < size; next++) {
    if (at + next >= src.length) return -1;
    const byte = src[at + next] as number;
    if (byte < (next === 1 ? low : 0x80) || byte > (next === 1 ? high : 0xbf)) return 0;
  }
  return size;
}

function decodeUtf8(src: Uint8Array, last: boolean, out: Out): number {
  const { length } = src;
  const { bytes } = out;
  let to = out.at;
  let at = 0;
  for (;;) {
    const plain = copyAscii(src, at, bytes, to);
    at += plain;
    to += plain;
    if (at >= length) break;
    const byte = src[at] as number;
    const size = utf8Length(src, at);
    if (size < 0 && !last) break;
    // A noncharacter that is ours to use is as little text as a broken byte.
    const third = src[at + 2] ?? 0;
    if (size <= 0 || (byte === 0xef && src[at + 1] === 0xb7 && third >= 0x90 && third <= 0xaf)) {
      to = writeMark(bytes, to, byte);
      out.broken++;
      at++;
    } else {
      for (const end = at + size; at < end; at++) bytes[to++] = src[at] as number;
    }
  }
  out.at = to;
  return at;
}

function isLineEnd(unit: number): boolean {
  return unit === 0x0a || unit === 0x0d;
}

/** A byte that was lost or added costs its line, not the rest of the file: pairs are counted anew at the next line's end. */
function decodeUtf16(src: Uint8Array, last: boolean, out: Out, little: boolean): number {
  const { length } = src;
  const { bytes } = out;
  const unit = (at: number): number =>
    little
      ? (src[at] as number) | ((src[at + 1] as number) << 8)
      : ((src[at] as number) << 8) | (src[at + 1] as number);
  let to = out.at;
  let at = 0;
  while (at + 1 < length) {
    let code = unit(at);
    let size = 2;
    // Where a byte was lost or added, every pair after it is a wrong one, until a line's end shows between the pairs.
    // Texts that really hold such a pair of characters would be of Gurmukhi or Malayalam.
    const half = little ? code >> 8 : code & 0xff;
    if (little ? half === 0x0a || half === 0x0d : half === 0) {
      if (at + 2 >= length && !last) break;
      if (at + 2 < length && isLineEnd(unit(at + 1))) {
        to = writeMark(bytes, to, src[at] as number);
        out.broken++;
        at++;
        continue;
      }
    }
    if (code >= 0xd800 && code < 0xdc00) {
      if (at + 3 >= length && !last) break;
      const next = at + 3 < length ? unit(at + 2) : 0;
      if (next >= 0xdc00 && next < 0xe000) {
        code = 0x10000 + ((code - 0xd800) << 10) + (next - 0xdc00);
        size = 4;
      }
    }
    if ((code >= 0xd800 && code < 0xe000) || (code >= 0xfdd0 && code <= 0xfdef)) {
      to = writeMark(bytes, writeMark(bytes, to, src[at] as number), src[at + 1] as number);
      out.broken += 2;
    } else {
      to = writeCode(bytes, to, code);
    }
    at += size;
  }
  if (last && at < length) {
    to = writeMark(bytes, to, src[at] as number);
    out.broken++;
    at++;
  }
  out.at = to;
  return at;
}
