/** What the cells of one column look like. */
type ColumnLook = {
  filled: number;
  empty: number;
  /** Shape → the shortest and the longest text of that shape, and how many there are. */
  shapes: Map<string, { shortest: number; longest: number; count: number }>;
  /** The different texts, as long as they are few. */
  texts: Set<string>;
  /** What all texts begin with. */
  prefix: string | null;
};

/** So many records tell how a file's records look. */
const LEARNED = 2000;
const MOST_SHAPES = 16;
const MOST_TEXTS = 16;
/** So often each of a column's texts occurs on average where they are words to choose from. */
const REPEATED = 3;
const UNIFORM = 5;

/**
 * What a file's sound records look like, column by column: by it a line is held to be a record of its own or a piece
 * of a longer text. It never makes a value; it only ever casts doubt.
 */
export class Profile {
  readonly #columns: ColumnLook[];
  #records = 0;

  constructor(width: number) {
    this.#columns = Array.from({ length: width }, () => ({
      filled: 0,
      empty: 0,
      shapes: new Map(),
      texts: new Set(),
      prefix: null,
    }));
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
        column.prefix = column.prefix === null ? text : commonStart(column.prefix, text);
        if (column.texts.size <= MOST_TEXTS) column.texts.add(text);
        if (column.shapes.size > MOST_SHAPES) continue;
        const shape = shapeOf(text);
        const seen = column.shapes.get(shape) ?? { shortest: text.length, longest: text.length, count: 0 };
        column.shapes.set(shape, {
          shortest: Math.min(seen.shortest, text.length),
          longest: Math.max(seen.longest, text.length),
          count: seen.count + 1,
        });
      }
    }
  }

  /**
   * Whether cells look like those of a record, in all columns that look alike throughout. Only columns of digits (ids,
   * days, amounts) say yes; null where there are none, and nothing speaks against it.
   */
  fits(cells: readonly string[]): boolean | null {
    const regular = this.#columns.map((column) => isRegular(column));
    const telling = this.#columns.map((column) => isTelling(column));
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

  /**
   * Whether a text looks like what a column holds that is told from text.
   *
   * @param records in how many records: two, where the text was learned from itself, since its own look proves nothing
   */
  proves(place: number, text: string, records = 1): boolean {
    const column = this.#columns[place];
    if (column === undefined || !(isCode(column) || isUniform(column))) return false;
    const seen = column.shapes.get(shapeOf(text.trim()));
    // Numbers grow as files go on; what was cut off is short.
    return seen !== undefined && seen.count >= records && text.trim().length >= seen.shortest;
  }

  /**
   * Whether a cell is complete as it stands, and a piece of text beside it no part of it: its column holds ids, days or
   * amounts, or few words, and what the two make together is none of them.
   *
   * @param before whether the piece stands in front of the cell
   * @param records as `proves` takes it
   */
  isComplete(place: number, cell: string, piece: string, before: boolean, records: number): boolean {
    const column = this.#columns[place];
    if (column === undefined) return false;
    const text = cell.trim();
    const joined = ["", " "].map((gap) => (before ? piece.trim() + gap + text : text + gap + piece.trim()).trim());
    if (isCode(column) || isUniform(column)) {
      if (text === "" ? column.filled < UNIFORM : !this.proves(place, text, records)) return false;
      const goesOn = !before && /^[\d.,:%-]/.test(piece.trim());
      return !goesOn && !joined.some((each) => mayStand(column, each));
    }
    if (column.filled === 0 || column.texts.size > MOST_TEXTS || column.filled < REPEATED * column.texts.size)
      return false;
    return (text === "" || column.texts.has(text)) && !joined.some((each) => column.texts.has(each));
  }

  /** Whether a column holds what is told from text: ids, days, amounts. */
  tells(place: number): boolean {
    const column = this.#columns[place];
    return column !== undefined && isTelling(column);
  }

  /** Whether a text is the beginning of what a column's ids all begin with: T00 of T0004. */
  beginsIds(place: number, text: string): boolean {
    const column = this.#columns[place];
    return column !== undefined && isTelling(column) && text.length > 1 && column.prefix?.startsWith(text) === true;
  }

  /** Whether a cell and a piece of text after it make an id or a day as the column holds them. */
  joins(place: number, cell: string, piece: string): boolean {
    const column = this.#columns[place];
    if (column === undefined || !isCode(column)) return false;
    const joined = (cell + piece).trim();
    return !/^9(\.9)?$/.test(shapeOf(joined)) && mayStand(column, joined);
  }

  /** Whether a text begins with what stands in a column, where that is told from other texts: KF0012, 2024-03-05. */
  beginsColumn(place: number, text: string): boolean {
    const column = this.#columns[place];
    if (column === undefined || !isRegular(column)) return false;
    return [...column.shapes].some(
      ([shape, { shortest, longest }]) =>
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

function isLong({ shortest, longest }: { shortest: number; longest: number }, { length }: string): boolean {
  return length >= shortest && length <= longest;
}

function mayStand({ shapes }: ColumnLook, text: string): boolean {
  const seen = shapes.get(shapeOf(text));
  return seen !== undefined && isLong(seen, text);
}

/** Telling, and not by texts that happen to hold numbers, as 3层 and 5号楼 do in a file of few records. */
function isCode(column: ColumnLook): boolean {
  return (
    isTelling(column) && [...column.shapes.keys()].every((shape) => !shape.includes("汉") || /^9汉9汉9/.test(shape))
  );
}

/** Codes without digits: many of them, all of one shape and length. */
function isUniform({ filled, shapes }: ColumnLook): boolean {
  const [only] = shapes.values();
  return filled >= UNIFORM && shapes.size === 1 && only?.shortest === only?.longest;
}

function commonStart(one: string, other: string): string {
  let length = 0;
  while (length < one.length && one[length] === other[length]) length++;
  return one.slice(0, length);
}

function isTelling(column: ColumnLook): boolean {
  return isRegular(column) && [...column.shapes.keys()].every((shape) => shape.includes("9"));
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
