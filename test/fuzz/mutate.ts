import { Random } from "./random.ts";

/** Bytes that matter to some stage: quotes, ends, marks, halves of characters, heads of archives and workbooks. */
export const TOKENS: Buffer[] = [
  ...'",;\t| \n\r\0=-+.E％，；（）\u3000\uFEFF\u200B\u2028'.split("").map((text) => Buffer.from(text)),
  ...[
    "\r\n",
    "\r\r\n",
    '""',
    '",',
    ',"',
    '"\n"',
    ",,,,,,,,",
    "合计",
    "小计,,",
    "制表人：",
    "2024-02-30",
    "1.2E+17",
    "\x1B$B",
    "~{",
    "+AGEAYg-",
  ].map((text) => Buffer.from(text)),
  ...["ff", "80", "c0af", "eda0bd", "fffe", "feff", "81308130", "cbae", "a4", "1f8b0800", "504b0304", "504b0506"].map(
    (hex) => Buffer.from(hex, "hex"),
  ),
  Buffer.from("d0cf11e0a1b11ae1", "hex"),
  Buffer.alloc(64),
];

const LF = 0x0a;
const MARK = Buffer.from("\uFEFF");

/** A file with some of its bytes changed, lost, doubled or moved; one time in ten nothing but random bytes. */
export function mutate(bases: readonly Buffer[], random: Random): Buffer {
  if (random.below(10) === 0) return random.bytes(random.below(random.pick([10, 1000, 100_000])));
  let bytes: Buffer = Buffer.from(random.pick(bases));
  // Most real files are long, and damage shows as well in a part of them.
  if (bytes.length > 200_000 && random.below(8) > 0) bytes = bytes.subarray(0, 1000 + random.below(200_000));
  const steps = 1 + random.below(random.pick([2, 8, 60]));
  for (let step = 0; step < steps; step++) bytes = change(bytes, bases, random);
  return bytes;
}

/** One change to a file as a whole. */
function change(bytes: Buffer, bases: readonly Buffer[], random: Random): Buffer {
  const at = random.below(bytes.length + 1);
  const length = random.below(random.pick([2, 20, 2000]));
  const before = bytes.subarray(0, at);
  const after = bytes.subarray(at);
  switch (random.below(14)) {
    case 0: {
      const copy = Buffer.from(bytes);
      if (copy.length > 0) copy[at % copy.length] = random.below(256);
      return copy;
    }
    case 1:
      return Buffer.concat([before, random.pick(TOKENS), after]);
    case 2:
      return Buffer.concat([before, bytes.subarray(at + random.pick(TOKENS).length)]);
    case 3:
      return Buffer.concat([before, after.subarray(length)]);
    case 4:
      return Buffer.concat([before, after.subarray(0, length), after]);
    case 5:
      return Buffer.concat([before, random.bytes(length), after]);
    case 6:
      return before;
    case 7: {
      const other = random.pick(bases);
      const from = random.below(other.length);
      return Buffer.concat([before, other.subarray(from, from + length), after]);
    }
    case 8:
      return withoutEnds(bytes, random);
    case 9:
      return withOtherEnds(bytes, random);
    case 10: {
      // Two files one behind the other, with or without what stands between them.
      const other = random.pick(bases).subarray(0, 100_000);
      const between = random.pick([Buffer.alloc(0), Buffer.from("\n"), MARK, Buffer.from("\r\n\r\n")]);
      return Buffer.concat([bytes, between, other]);
    }
    case 11:
      return Buffer.concat([before, Buffer.alloc(length), after.subarray(random.pick([0, length]))]);
    case 12:
      // The rest as UTF-16, either whole or with a half lost.
      return Buffer.concat([before, Buffer.from(after.toString("utf8"), "utf16le").subarray(random.below(2))]);
    default: {
      // Every occurrence of one byte becomes another: a file in other quotes, ends or delimiters.
      const [from, to] = [random.pick(TOKENS)[0] ?? 0, random.pick(TOKENS)[0] ?? 0];
      return Buffer.from(bytes.map((byte) => (byte === from ? to : byte)));
    }
  }
}

/** Some line ends lost. */
function withoutEnds(bytes: Buffer, random: Random): Buffer {
  const rate = random.pick([2, 10, 100]);
  return Buffer.from(bytes.filter((byte) => byte !== LF || random.below(rate) > 0));
}

/** Lines that end now so, now otherwise. */
function withOtherEnds(bytes: Buffer, random: Random): Buffer {
  const others = random.pick([["\r\n"], ["\r"], ["\r\n", "\r", "\n\r"], ["\n\n"]]).map((text) => Buffer.from(text));
  const pieces: Buffer[] = [];
  let from = 0;
  for (let at = bytes.indexOf(LF); at >= 0; at = bytes.indexOf(LF, at + 1)) {
    if (random.below(3) === 0) {
      pieces.push(bytes.subarray(from, at), random.pick(others));
      from = at + 1;
    }
  }
  return Buffer.concat([...pieces, bytes.subarray(from)]);
}
