import { DELIMITERS, type Dialect } from "./dialect.ts";
import type { Profile } from "./profile.ts";

/** A record with too few cells. */
type Short = { cells: number; text: string };

/**
 * Doubts about the neighbours of lines that hold a single piece of text.
 *
 * A line break in the middle of a record's last cell leaves a line that looks whole and one with the rest of the cell;
 * one in its first cell leaves the beginning of the cell and a line that looks whole. Taken as it stands, the line that
 * looks whole would be a wrong row. Where the piece may belong to a neighbour, that neighbour is not certain.
 */
export class Fragments {
  readonly #dialect: Dialect;
  readonly #width: number;
  readonly #profile: Profile | null;
  // A file may be nothing but short records: only what is asked of them is kept.
  #first: Short | null = null;
  #last: Short | null = null;
  #count = 0;
  #cells = 0;

  constructor(dialect: Dialect, width: number, profile: Profile | null) {
    this.#dialect = dialect;
    this.#width = width;
    this.#profile = profile;
  }

  get waiting(): boolean {
    return this.#count > 0;
  }

  add(short: Short): void {
    this.#first ??= short;
    this.#last = short;
    this.#count++;
    this.#cells += short.cells;
  }

  clear(): void {
    this.#first = null;
    this.#last = null;
    this.#count = 0;
    this.#cells = 0;
  }

  /** Whether the record before the pieces may go on in the first of them. */
  continues(lastCell: string): boolean {
    const first = this.#first;
    if (first?.cells !== 1 || this.#isWhole() || this.#begins(first.text)) return false;
    return this.#fits(this.#width - 1, lastCell + first.text);
  }

  /** Whether the record after the pieces may have begun in the last of them. */
  begins(firstCell: string): boolean {
    const last = this.#last;
    if (last?.cells !== 1 || this.#isWhole()) return false;
    return !this.#fits(0, firstCell) || this.#fits(0, last.text + firstCell);
  }

  #fits(place: number, text: string): boolean {
    return this.#profile?.fitsColumn(place, text) !== false;
  }

  /** Whether the pieces make up a record of their own: broken at delimiters or within cells, or with other delimiters. */
  #isWhole(): boolean {
    const cells = this.#cells;
    if (cells === this.#width || (this.#count > 1 && cells === this.#width + this.#count - 1)) return true;
    const only = this.#first;
    const others = DELIMITERS.filter((each) => each !== this.#dialect.delimiter);
    return this.#count === 1 && others.some((each) => only?.text.split(each).length === this.#width);
  }

  /** Whether a text begins as records begin: T0004漏水 is a record that lost its delimiter. */
  #begins(text: string): boolean {
    return this.#profile?.beginsColumn(0, text.trim()) === true;
  }
}
