/** A small generator of numbers from a seed: the same seed gives the same file. */
export class Random {
  #state: number;

  constructor(seed: number) {
    this.#state = seed >>> 0;
  }

  /** A whole number from 0 to below `limit`. */
  below(limit: number): number {
    this.#state = (this.#state + 0x6d2b79f5) >>> 0;
    let t = this.#state;
    t = Math.imul(t ^ (t >>> 15), t | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return ((t ^ (t >>> 14)) >>> 0) % Math.max(1, limit);
  }

  pick<T>(items: readonly T[]): T {
    return items[this.below(items.length)] as T;
  }

  bytes(length: number): Buffer {
    return Buffer.from(Array.from({ length }, () => this.below(256)));
  }
}

/** Bytes that matter to some stage: quotes, ends, marks, halves of characters, heads of archives and workbooks. */
const TOKENS: Buffer[] = [
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
  ].map((text) => Buffer.from(text)),
  ...["ff", "80", "c0af", "eda0bd", "fffe", "feff", "81308130", "cbae", "a4", "1f8b0800", "504b0304", "504b0506"].map(
    (hex) => Buffer.from(hex, "hex"),
  ),
  Buffer.from("d0cf11e0a1b11ae1", "hex"),
  Buffer.alloc(64),
];

/** A file with some of its bytes changed, lost, doubled or moved; one time in ten nothing but random bytes. */
export function mutate(bases: readonly Buffer[], seed: number): Buffer {
  const random = new Random(seed);
  if (random.below(10) === 0) return random.bytes(random.below(random.pick([10, 1000, 100_000])));
  let bytes: Buffer = Buffer.from(random.pick(bases));
  // Most real files are long, and damage shows as well in a part of them.
  if (bytes.length > 200_000 && random.below(8) > 0) bytes = bytes.subarray(0, 1000 + random.below(200_000));
  const steps = 1 + random.below(random.pick([2, 8, 60]));
  for (let step = 0; step < steps; step++) bytes = change(bytes, bases, random);
  return bytes;
}

function change(bytes: Buffer, bases: readonly Buffer[], random: Random): Buffer {
  const at = random.below(bytes.length + 1);
  const length = random.below(random.pick([2, 20, 2000]));
  const before = bytes.subarray(0, at);
  const after = bytes.subarray(at);
  switch (random.below(9)) {
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
    default: {
      // Every occurrence of one byte becomes another: a file in other quotes, ends or delimiters.
      const [from, to] = [random.pick(TOKENS)[0] ?? 0, random.pick(TOKENS)[0] ?? 0];
      return Buffer.from(bytes.map((byte) => (byte === from ? to : byte)));
    }
  }
}
