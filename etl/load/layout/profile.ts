/** What the cells of one column look like. */
type ColumnLook = {
  filled: number;
  empty: number;
  /** Shape → the shortest and the longest text of that shape. */
  shapes: Map<string, [number, number]>;
};

/** So many records tell how a file's records look. */
const LEARNED = 2000;
const MOST_SHAPES = 16;

/**
 * What a file's sound records look like, column by column: by it a line is held to be a record of its own or a piece
 * of a longer text. It never makes a value; it only ever casts doubt.
 */
export class Profile {
  readonly #columns: ColumnLook[];
  #records = 0;

  constructor(width: number) {
    this.#columns = Array.from({ length: width }, () => ({ filled: 0, empty: 0, shapes: new Map() }));
  }

  get full(): boolean {
    return this.#records >= LEARNED;
  }

  learn(cells: readonly string[]): void {
    this.#records++;
    for (const [place, column] of this.#columns.entries()) {
      const text = (cells[place] ?? "").trim();
      if (text === "") column.empty++;
      else {
        column.filled++;
        if (column.shapes.size > MOST_SHAPES) continue;
        const shape = shapeOf(text);
        const [shortest, longest] = column.shapes.get(shape) ?? [text.length, text.length];
        column.shapes.set(shape, [Math.min(shortest, text.length), Math.max(longest, text.length)]);
      }
    }
  }

  /**
   * Whether cells look like those of a record, in all columns that look alike throughout. Only columns of digits (ids,
   * days, amounts) say yes; null where there are none, and nothing speaks against it.
   */
  fits(cells: readonly string[]): boolean | null {
    const regular = this.#columns.map((column) => isRegular(column));
    const telling = this.#columns.map(
      (column, place) => regular[place] === true && [...column.shapes.keys()].every((shape) => shape.includes("9")),
    );
    const told = telling.includes(true);
    const asked = told ? telling : regular;
    let matching = 0;
    for (const [place, column] of this.#columns.entries()) {
      if (asked[place] !== true) continue;
      const text = (cells[place] ?? "").replaceAll(/^[\s"']+|[\s"']+$/gu, "");
      if (text === "") {
        if (column.empty === 0) return false;
      } else if (!column.shapes.has(shapeOf(text))) return false;
      else matching++;
    }
    return told && matching > 0 ? true : null;
  }

  /** Whether a text may stand in a column: its shape has been seen there, about as long. */
  fitsColumn(place: number, text: string): boolean {
    const column = this.#columns.at(place);
    if (column === undefined || !isRegular(column)) return true;
    const range = column.shapes.get(shapeOf(text.trim()));
    return range !== undefined && text.trim().length >= range[0] && text.trim().length <= range[1];
  }

  /** Whether a text begins with what stands in a column, where that is told from other texts: KF0012, 2024-03-05. */
  beginsColumn(place: number, text: string): boolean {
    const column = this.#columns.at(place);
    if (column === undefined || !isRegular(column)) return false;
    return [...column.shapes].some(
      ([shape, [shortest, longest]]) =>
        shape.length > 1 &&
        shape.includes("9") &&
        Array.from({ length: longest - shortest + 1 }, (_, more) => text.slice(0, shortest + more)).some(
          (start) => start.length >= shortest && shapeOf(start) === shape,
        ),
    );
  }
}

function isRegular({ filled, shapes }: ColumnLook): boolean {
  return filled > 0 && shapes.size <= MOST_SHAPES && shapes.size <= 1 + filled / 3;
}

/** 2024-03-05 is 9-9-9, KF0012 is a9, 张三 is 汉. */
function shapeOf(text: string): string {
  return text
    .slice(0, 200)
    .replaceAll(/\p{Script=Han}+/gu, "汉")
    .replaceAll(/[A-Za-z]+/g, "a")
    .replaceAll(/\d+/g, "9")
    .replaceAll(/\s+/gu, " ");
}
