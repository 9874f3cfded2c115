import { open, rename, rm, type FileHandle } from "node:fs/promises";

/** Characters kept before they are written. */
const PENDING = 1 << 18;

const COMMA = 0x2c;
const QUOTE = 0x22;
const LF = 0x0a;

/**
 * Writes a sheet's rows as CSV: comma-separated UTF-8, LF, one record a row of the sheet, so that a record's number is
 * its row's. All records that are not blank get as many cells as the widest one has; blank rows at the end are left out.
 */
export class SheetWriter {
  readonly #path: string;
  readonly #file: FileHandle;
  #pending: string[] = [];
  #pendingSize = 0;
  #blanks = 0;
  #width = 0;
  #bytes = 0;
  /** Where records of a width end; the last width goes on to the end of the file. */
  readonly #widths: { width: number; until: number }[] = [];
  #rows = 0;

  private constructor(path: string, file: FileHandle) {
    this.#path = path;
    this.#file = file;
  }

  static async create(path: string): Promise<SheetWriter> {
    return new SheetWriter(path, await open(path, "wx", 0o600));
  }

  /** Rows that are not blank. */
  get rows(): number {
    return this.#rows;
  }

  /** @param cells up to the last that is not empty; holes are empty cells. None: a blank row */
  row(cells: readonly (string | undefined)[]): void {
    if (cells.length === 0) {
      this.#blanks++;
      return;
    }
    if (this.#blanks > 0) this.#push("\n".repeat(this.#blanks));
    this.#blanks = 0;
    if (cells.length > this.#width) {
      this.#writeWidth();
      this.#width = cells.length;
    }
    let record = quoted(cells[0]);
    for (let at = 1; at < cells.length; at++) record += `,${quoted(cells[at])}`;
    this.#push(`${record}${",".repeat(this.#width - cells.length)}\n`);
    this.#rows++;
  }

  /** Writes what is pending, if it is much. */
  async flush(): Promise<void> {
    if (this.#pendingSize >= PENDING) await this.#write();
  }

  async close(): Promise<void> {
    try {
      await this.#write();
    } finally {
      await this.#file.close();
    }
    if (this.#widths.length > 0) await this.#pad();
  }

  /** Closes without a care for what is pending. */
  async abandon(): Promise<void> {
    await this.#file.close().catch(() => undefined);
  }

  #push(text: string): void {
    this.#pending.push(text);
    this.#pendingSize += text.length;
  }

  async #write(): Promise<void> {
    const bytes = Buffer.from(this.#pending.join(""));
    this.#pending = [];
    this.#pendingSize = 0;
    this.#bytes += bytes.length;
    for (let at = 0; at < bytes.length;) at += (await this.#file.write(bytes, at)).bytesWritten;
  }

  #writeWidth(): void {
    if (this.#width === 0) return;
    const until = this.#bytes + Buffer.byteLength(this.#pending.join(""));
    this.#widths.push({ width: this.#width, until });
  }

  /** Brings the records that were written before a wider one came to its width. */
  async #pad(): Promise<void> {
    const narrow = `${this.#path}.narrow`;
    await rename(this.#path, narrow);
    const source = await open(narrow);
    const target = await open(this.#path, "wx", 0o600);
    try {
      const buffer = Buffer.allocUnsafe(1 << 20);
      let offset = 0;
      let within = false;
      let begun = false;
      const widths = [...this.#widths];
      for (;;) {
        const { bytesRead } = await source.read(buffer, 0, buffer.length, offset);
        if (bytesRead === 0) break;
        const pieces: Buffer[] = [];
        let from = 0;
        for (let at = 0; at < bytesRead && widths.length > 0; at++) {
          const byte = buffer[at];
          if (byte === QUOTE) within = !within;
          if (byte !== LF || within) {
            begun = true;
            continue;
          }
          if (begun) {
            const commas = this.#width - (widths[0]?.width ?? this.#width);
            pieces.push(buffer.subarray(from, at), Buffer.alloc(commas, COMMA));
            from = at;
          }
          begun = false;
          while (offset + at + 1 >= (widths[0]?.until ?? Number.POSITIVE_INFINITY)) widths.shift();
        }
        pieces.push(buffer.subarray(from, bytesRead));
        const bytes = Buffer.concat(pieces);
        for (let at = 0; at < bytes.length;) at += (await target.write(bytes, at)).bytesWritten;
        offset += bytesRead;
      }
    } finally {
      await source.close();
      await target.close();
      await rm(narrow);
    }
  }
}

function quoted(cell: string | undefined): string {
  if (cell === undefined) return "";
  return /[",\n\r]/.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell;
}
