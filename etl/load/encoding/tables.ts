import iconv from "iconv-lite";

/**
 * Which character stands for a byte, and for a pair of bytes; 0 where none does.
 *
 * They are taken from iconv-lite, not from TextDecoder, whose tables change with the build of Node: in Node 20 its
 * windows-1252 is latin-1 and its euc-kr lacks what Korean Windows writes.
 */
export type Table = {
  /** By byte. */
  single: Uint32Array;
  /** By lead byte × 256 + trail byte; null where each byte is a character. */
  double: Uint32Array | null;
  /** Whether four bytes may be a character, as in GB18030. */
  four: boolean;
};

/** Supersets, as Windows and the web write them, for what goes by a narrower name. */
const IN_ICONV: Record<string, string> = {
  gb18030: "gb18030",
  big5: "big5-hkscs",
  shift_jis: "cp932",
  "euc-kr": "cp949",
};

const tables = new Map<string, Table>();

export function tableOf(encoding: string): Table {
  let table = tables.get(encoding);
  if (table === undefined) tables.set(encoding, (table = makeTable(encoding)));
  return table;
}

function makeTable(encoding: string): Table {
  const name = IN_ICONV[encoding];
  const single = new Uint32Array(256);
  for (let byte = 0; byte < 256; byte++)
    single[byte] = byte < 0x80 ? byte : one(iconv.decode(Buffer.of(byte), name ?? encoding));
  if (name === undefined) {
    // What windows-1252 leaves undefined, decoders fill with control characters: no text has them.
    for (let byte = 0x80; byte < 0xa0; byte++) if ((single[byte] as number) < 0xa0) single[byte] = 0;
    return { single, double: null, four: false };
  }
  const double = new Uint32Array(65_536);
  for (let lead = 0x81; lead < 0xff; lead++) {
    single[lead] = encoding === "shift_jis" ? (single[lead] as number) : 0;
    if (single[lead] !== 0) continue;
    for (let trail = 0x40; trail < 0xff; trail++) {
      if (trail !== 0x7f) double[lead * 256 + trail] = one(iconv.decode(Buffer.of(lead, trail), name));
    }
  }
  // Windows writes the euro sign so in GBK, and half-width katakana are the only single characters of Shift-JIS.
  single[0x80] = encoding === "gb18030" ? 0x20ac : 0;
  single[0xff] = 0;
  if (encoding === "shift_jis") for (const byte of [0xa0, 0xfd, 0xfe]) single[byte] = 0;
  return { single, double, four: encoding === "gb18030" };
}

/** The only character of a text, 0 if it is none or another than one. */
function one(text: string): number {
  const code = text.codePointAt(0) ?? 0;
  return text.length === (code > 0xffff ? 2 : 1) && code !== 0xfffd ? code : 0;
}

/** The character of four bytes of GB18030; 0 if there is none. */
export function fourBytes(bytes: Uint8Array, at: number): number {
  const text = iconv.decode(Buffer.from(bytes.subarray(at, at + 4)), "gb18030");
  const code = text.codePointAt(0) ?? 0;
  if (text.length !== (code > 0xffff ? 2 : 1)) return 0;
  // U+FFFD has a code of its own.
  return code !== 0xfffd || (bytes[at] === 0x84 && bytes[at + 1] === 0x31 && bytes[at + 2] === 0xa4) ? code : 0;
}
