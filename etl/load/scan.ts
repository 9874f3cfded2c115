import { endsInSum, LOOK, mayClose } from "./layout/closing-bytes.ts";

/** What a file's bytes are made of, if every record is well-formed and as wide as the header. */
export type Structure = {
  /** Records after the header. */
  records: number;
  /** Of all that was looked at, a byte-order mark left out. */
  bytes: number;
  /** Whether DuckDB may read the file as it stands; otherwise `repair` has to go through it. */
  clean: boolean;
  lineEnd: "\n" | "\r\n";
  /** Whether any cell begins or ends with a blank: `wide` ones are not single bytes, `control` means tabs or line ends. */
  blanks: "none" | "spaces" | "controls";
  /** Whether there is a control character that is neither a blank nor a line end: no id has one. */
  controls: boolean;
};

const ORDINARY = 0;
const DELIMITER = 1;
const QUOTE = 2;
const LF = 3;
const CR = 4;
const CONTROL = 5;

/** How many bytes are looked back at beyond a chunk's beginning. */
const TAIL = 6;

// Where the scan stands between two bytes.
const START = 0;
const LEADING = 1;
const PLAIN = 2;
const QUOTED = 3;
const QUOTE_SEEN = 4;
const CR_SEEN = 5;

/**
 * Checks the structure of a CSV file in one pass over its bytes, chunk by chunk, without making strings: quotes open
 * only at a cell's start and close only at its end, every record has as many cells as the first, none is blank, all
 * lines end alike, and no record looks as if it were none. Stops looking at the first fault: `clean` is then false and
 * nothing else holds.
 */
export class Scanner {
  readonly #classes = new Uint8Array(256);
  readonly #delimiter: number;
  readonly #longest: number;
  readonly #suspicious: boolean;
  #state = START;
  #cells = 1;
  #width = 0;
  #content = false;
  #records = 0;
  #bytes = 0;
  /** Bytes of the record that was begun in earlier chunks. */
  #length = 0;
  /** The last bytes of the chunk before. */
  #tail = new Uint8Array(TAIL);
  /** The beginning of a record that the chunk before cut off before its first word was looked at. */
  #begun: Uint8Array | null = null;
  /** Whether quotes of the present record reach over a line's end, and whether the present ones do. */
  #multiline = false;
  #crossing = false;
  /** Delimiters inside the present quotes. */
  #inside = 0;
  /** Cells of the record where its present line began, and delimiters of this line inside quotes that reach over its ends. */
  #base = 1;
  #extra = 0;
  /** Whether the chunk before ended just inside an opening quote. */
  #opening = false;
  /** Where a character begins that the chunk before cut off, counted back from the next one; 0 if none does. */
  #cut = 0;
  #lf = false;
  #crlf = false;
  #spaces = false;
  #controls = false;
  #control = false;
  #clean = true;

  /**
   * @param longest bytes of the longest record that is not taken for damage
   * @param watch "shape": whether every record is well-formed. "doubt": also whether any of them may be no record, or
   *   may have swallowed others, so that it has to be looked at closely
   */
  constructor(delimiter: string, longest: number, watch: "shape" | "doubt" = "doubt") {
    this.#longest = longest;
    this.#suspicious = watch === "doubt";
    this.#delimiter = delimiter.charCodeAt(0);
    for (let byte = 1; byte < 0x20; byte++) if (byte < 0x09 || byte > 0x0d) this.#classes[byte] = CONTROL;
    this.#classes[0x7f] = CONTROL;
    this.#classes[0x22] = QUOTE;
    this.#classes[0x0a] = LF;
    this.#classes[0x0d] = CR;
    this.#classes[this.#delimiter] = DELIMITER;
  }

  /** Records so far, the header left out. */
  get records(): number {
    return this.#records;
  }

  /** Takes the next bytes (without a byte-order mark). */
  add(bytes: Uint8Array): void {
    if (!this.#clean) return;
    // Millions of cells pass here: locals instead of fields, one table look-up a byte.
    const classes = this.#classes;
    const { length } = bytes;
    if (length === 0) return;
    this.#bytes += length;
    if (this.#cut < 0) {
      const at = this.#cut;
      this.#cut = 0;
      this.#noteWide(bytes, at);
    }
    if (this.#opening) this.#noteOpening(bytes, 0);
    if (this.#begun !== null) this.#lookAgain(bytes);
    if (!this.#clean) return;
    const suspicious = this.#suspicious;
    const longest = this.#longest;
    let state = this.#state;
    let cells = this.#cells;
    let width = this.#width;
    let content = this.#content;
    let records = this.#records;
    let multiline = this.#multiline;
    let recordStart = -this.#length;
    let at = 0;
    while (at < length) {
      if (state === PLAIN) {
        while (at < length && classes[bytes[at] as number] === ORDINARY) at++;
        if (at === length) break;
        if (classes[bytes[at] as number] === CONTROL) {
          this.#control = true;
          at++;
          continue;
        }
        const last = at > 0 ? (bytes[at - 1] as number) : 0;
        if (last <= 0x20 || (last >= 0x80 && last <= 0xaf)) this.#noteBlank(bytes, at - 1);
      } else if (state === QUOTED) {
        let kind = ORDINARY;
        while (at < length && (kind = classes[bytes[at] as number] as number) === ORDINARY) at++;
        if (at === length) break;
        if (kind === QUOTE) {
          this.#noteBlank(bytes, at - 1);
          state = QUOTE_SEEN;
        } else if (kind === DELIMITER) {
          this.#inside++;
        } else if (kind === CONTROL) {
          this.#control = true;
        } else {
          // The line that ends here may be a record by itself, all but the record's first line.
          if (suspicious && multiline && this.#lineCells(cells) + this.#inside === width) return this.fail();
          multiline = true;
          this.#crossing = true;
          this.#base = cells;
          this.#extra = 0;
          this.#inside = 0;
        }
        at++;
        continue;
      } else if (state === CR_SEEN) {
        // A lone CR ends lines of a kind that DuckDB is not asked to read.
        if (bytes[at] !== 0x0a) return this.fail();
        this.#crlf = true;
        state = START;
        at++;
        recordStart = at;
        if (suspicious && this.#look(bytes, at)) return this.fail();
        continue;
      }
      const byte = bytes[at] as number;
      const kind = classes[byte] as number;
      if (kind === DELIMITER) {
        if (multiline && state === QUOTE_SEEN) this.#closeQuotes();
        cells++;
        state = START;
      } else if (kind === ORDINARY || kind === CONTROL) {
        if (kind === CONTROL) this.#control = true;
        if (byte > 0x20) {
          if (state === QUOTE_SEEN) return this.fail();
          if (byte >= 0xc2 && state === START) this.#noteWide(bytes, at);
          state = PLAIN;
          content = true;
        } else {
          if (state === QUOTE_SEEN) return this.fail();
          this.#note(byte);
          state = LEADING;
        }
      } else if (kind === QUOTE) {
        if (state === START) {
          this.#noteOpening(bytes, at + 1);
          this.#inside = 0;
        } else if (state !== QUOTE_SEEN) return this.fail();
        state = QUOTED;
        content = true;
      } else {
        if (width === 0) width = cells;
        else records++;
        if (cells !== width || !content || at - recordStart > longest) return this.fail();
        if (multiline) {
          if (state === QUOTE_SEEN) this.#closeQuotes();
          if (suspicious && this.#lineCells(cells) === width && records > 0) return this.fail();
          multiline = false;
          this.#base = 1;
          this.#extra = 0;
        }
        cells = 1;
        content = false;
        if (kind === LF) {
          this.#lf = true;
          state = START;
          recordStart = at + 1;
          if (suspicious && this.#look(bytes, at + 1)) return this.fail();
        } else {
          state = CR_SEEN;
        }
      }
      at++;
    }
    this.#state = state;
    this.#cells = cells;
    this.#width = width;
    this.#content = content;
    this.#records = records;
    this.#multiline = multiline;
    this.#length = length - recordStart;
    const tail = Array.from({ length: TAIL }, (_, place) => this.#byte(bytes, length - TAIL + place));
    this.#tail.set(tail);
  }

  /** Whether no fault has been seen so far. */
  get clean(): boolean {
    return this.#clean;
  }

  /** A file that ends inside quotes, or after a lone CR, is not clean. */
  end(): Structure {
    const open = this.#state === QUOTED || this.#state === CR_SEEN;
    if (this.#clean && !open && (this.#state !== START || this.#cells > 1)) {
      if (this.#width === 0) this.#width = this.#cells;
      else this.#records++;
      if (this.#cells !== this.#width || !this.#content) this.#clean = false;
      this.#noteBlank(new Uint8Array(0), -1);
      if (this.#multiline) {
        this.#closeQuotes();
        if (this.#suspicious && this.#lineCells(this.#cells) === this.#width) this.#clean = false;
      }
    }
    if (open || (this.#lf && this.#crlf)) this.#clean = false;
    return {
      records: this.#records,
      bytes: this.#bytes,
      clean: this.#clean,
      lineEnd: this.#crlf ? "\r\n" : "\n",
      blanks: this.#controls ? "controls" : this.#spaces ? "spaces" : "none",
      controls: this.#control,
    };
  }

  /** What is wrong with the text is for others to see: it is not clean. */
  fail(): void {
    this.#clean = false;
  }

  #byte(bytes: Uint8Array, at: number): number {
    return (at < 0 ? this.#tail[TAIL + at] : bytes[at]) ?? 0;
  }

  /** Cells that the present physical line of a record over several lines has by itself. */
  #lineCells(cells: number): number {
    return cells - this.#base + 1 + this.#extra;
  }

  #closeQuotes(): void {
    if (this.#crossing) this.#extra += this.#inside;
    this.#crossing = false;
    this.#inside = 0;
  }

  /** Whether the record that begins here may be none. What is cut off is looked at again with the next chunk. */
  #look(bytes: Uint8Array, at: number): boolean {
    if (at + LOOK > bytes.length) this.#begun = bytes.slice(at);
    return mayClose(bytes, at, this.#delimiter);
  }

  #lookAgain(bytes: Uint8Array): void {
    const head = new Uint8Array([...(this.#begun ?? []), ...bytes.subarray(0, LOOK)]);
    this.#begun = head.length < LOOK && !head.includes(0x0a) ? head : null;
    if (mayClose(head, 0, this.#delimiter)) this.fail();
  }

  /** Looks at the last byte of a cell, or of a quoted piece of one. */
  #noteBlank(bytes: Uint8Array, at: number): void {
    const byte = this.#byte(bytes, at);
    if (byte <= 0x20) this.#note(byte);
    else if (byte >= 0x80 && byte <= 0xaf) {
      if (byte === 0xa1 && this.#suspicious && endsInSum((back) => this.#byte(bytes, at + 1 - back))) this.fail();
      if (this.#byte(bytes, at - 1) === 0xc2) this.#noteWide(bytes, at - 1);
      else this.#noteWide(bytes, at - 2);
    }
  }

  /** Looks at the first byte inside quotes. */
  #noteOpening(bytes: Uint8Array, at: number): void {
    this.#opening = at >= bytes.length;
    if (this.#opening) return;
    const byte = bytes[at] as number;
    if (byte <= 0x20) this.#note(byte);
    else if (byte >= 0xc2) this.#noteWide(bytes, at);
  }

  #note(byte: number): void {
    if (byte === 0x20) this.#spaces = true;
    else this.#controls = true;
  }

  /** Notes a no-break space (C2 A0), an ideographic one (E3 80 80) and their like that begins at a place. */
  #noteWide(bytes: Uint8Array, at: number): void {
    const first = this.#byte(bytes, at);
    if (first !== 0xc2 && first !== 0xe1 && first !== 0xe2 && first !== 0xe3) return;
    const size = first === 0xc2 ? 2 : 3;
    if (at + size > bytes.length) {
      this.#cut = at - bytes.length;
      return;
    }
    const second = this.#byte(bytes, at + 1);
    const code = size === 2 ? (first << 8) | second : (first << 16) | (second << 8) | this.#byte(bytes, at + 2);
    if (WIDE.has(code)) this.#spaces = true;
  }
}

/** The UTF-8 bytes of the space separators that are not ASCII. */
const WIDE = new Set(
  [0xa0, 0x1680, ...Array.from({ length: 11 }, (_, index) => 0x2000 + index), 0x202f, 0x205f, 0x3000].map((code) =>
    new TextEncoder().encode(String.fromCodePoint(code)).reduce((bytes, byte) => (bytes << 8) | byte, 0),
  ),
);
