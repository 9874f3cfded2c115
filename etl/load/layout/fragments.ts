import { DELIMITERS, type Dialect } from "./dialect.ts";
import type { Profile } from "./profile.ts";

/** A line that is no record: its cells as far as its delimiters tell. */
type Piece = {
  cells: string[];
  /** Whether it is a sum or a signature by its words: at a table's end it is nothing else. */
  closing: boolean;
};

/** What programs write below a table or between its records: comments, how many rows there are, NULs. */
const NOTE = /^#(?!\d)|^\(?\d+ rows?\b|^[\p{Cn}\p{Co}\p{Cc}]+$/iu;

/**
 * Doubts about the neighbours of lines that are no records.
 *
 * A line break within a record's last cell leaves a line that looks whole and one with the rest of the cell; one in its
 * first cell leaves the beginning of the cell and a line that looks whole. Taken as it stands, the line that looks whole
 * would be a wrong row. Where the other line may belong to a neighbour, that neighbour is not certain.
 */
export class Fragments {
  readonly #dialect: Dialect;
  readonly #width: number;
  readonly #profile: Profile | null;
  // A file may be nothing but such lines: only what is asked of them is kept.
  #first: Piece | null = null;
  #last: Piece | null = null;
  #onlyClosing = true;

  constructor(dialect: Dialect, width: number, profile: Profile | null) {
    this.#dialect = dialect;
    this.#width = width;
    this.#profile = profile;
  }

  get waiting(): boolean {
    return this.#first !== null;
  }

  add(raw: string, closing = false): void {
    const { quote, delimiter } = this.#dialect;
    const piece = { cells: (quote === "" ? raw : raw.replaceAll(quote, "")).split(delimiter), closing };
    this.#first ??= piece;
    this.#last = piece;
    if (!closing) this.#onlyClosing = false;
  }

  clear(): void {
    this.#first = null;
    this.#last = null;
    this.#onlyClosing = true;
  }

  /**
   * Whether the record before the pieces may go on in the first of them.
   *
   * @param within whether records follow: sums and signatures by themselves end a table
   */
  continues(lastCell: string, within: boolean): boolean {
    const piece = this.#first;
    if (piece === null || (this.#onlyClosing && !within)) return false;
    const [text = ""] = piece.cells;
    const profile = this.#profile;
    if (profile?.beginsColumn(0, text.trim()) === true || profile?.beginsIds(0, text.trim()) === true) return false;
    if (this.#isOwn(piece, 0)) return false;
    return profile?.isComplete(this.#width - 1, lastCell, text, false, 2) !== true;
  }

  /** Whether the record before the pieces ends in an id or a day only together with the one piece that there is. */
  completes(lastCell: string): boolean {
    const only = this.#first === this.#last ? this.#first : null;
    const text = only?.cells.length === 1 ? (only.cells[0] ?? "").trim() : "";
    return text !== "" && this.#profile?.joins(this.#width - 1, lastCell, text) === true;
  }

  /** Whether the record after the pieces may have begun in the last of them. */
  begins(firstCell: string): boolean {
    const piece = this.#last;
    if (piece === null || this.#isOwn(piece, piece.cells.length - 1)) return false;
    const [text = ""] = piece.cells;
    if (piece.cells.length === 1 && isAlikeId(text, firstCell)) return false;
    if (piece.cells.length > 1 && this.#profile?.beginsColumn(0, text.trim()) === true) return false;
    // After a single piece of text nothing is learned.
    const records = piece.cells.length === 1 ? 1 : 2;
    return this.#profile?.isComplete(0, firstCell, piece.cells.at(-1) ?? "", true, records) !== true;
  }

  /**
   * Whether a piece is what is left of a record of its own, by an id, a day or an amount where records have them, or by
   * other delimiters; or a comment.
   *
   * @param torn the cell of the piece that may be a neighbour's
   */
  #isOwn({ cells }: Piece, torn: number): boolean {
    const profile = this.#profile;
    if (cells.length === 1) {
      const [text = ""] = cells;
      if (NOTE.test(text)) return true;
      const others = DELIMITERS.filter((each) => each !== this.#dialect.delimiter);
      return this.#width > 2 && others.some((each) => text.split(each).length === this.#width);
    }
    const fromEnd = this.#width - cells.length;
    const last = cells.length - 1;
    return cells.some(
      (cell, place) =>
        (place !== torn && profile?.proves(place, cell) === true) ||
        // A piece that is nearly a record, and ends as records end, does so by itself.
        ((place !== torn || (place === last && fromEnd < 2)) && profile?.proves(place + fromEnd, cell) === true),
    );
  }
}

/** A1 and A2: the one begins no cell that the other ends. */
function isAlikeId(one: string, other: string): boolean {
  const ids = [one, other].map((text) => text.trim().replaceAll(/\d/g, "9"));
  return ids[0] === ids[1] && /^[A-Za-z]+[-_]?9+$/.test(ids[0] ?? "");
}
