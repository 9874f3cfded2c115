import { numberText, unescapeText } from "./cell-text.ts";
import { cellTooLong, LONGEST_CELL, MOST_COLUMNS, tooManyColumns } from "./limits.ts";
import { columnName, MergeFiller, parseAddress, type Merge } from "./merges.ts";
import { PLAIN, type NumberFormat } from "./number-format.ts";
import { RichText, type SharedStrings } from "./shared-strings.ts";
import type { SheetWriter } from "./sheet-writer.ts";
import { damagedWorkbook, readXml } from "./xml.ts";

/** The last row that a sheet can have. */
const LAST_ROW = 1_048_576;

export type SheetContext = {
  name: string;
  strings: SharedStrings;
  /** By a cell's style. */
  formats: readonly NumberFormat[];
  date1904: boolean;
  merges: readonly Merge[];
};

/**
 * Writes a worksheet's cells, as its XML has them, as rows of text.
 *
 * @throws Problem `damaged_workbook`, `too_many_columns`, `cell_too_long`
 */
export async function readSheet(
  chunks: AsyncIterable<Buffer>,
  writer: SheetWriter,
  context: SheetContext,
): Promise<void> {
  const reader = new SheetReader(writer, context);
  const handler = {
    open: (tag: string, attributes: Record<string, string>) => reader.open(tag, attributes),
    text: (text: string) => reader.text(text),
    close: (tag: string) => reader.close(tag),
    between: () => writer.flush(),
  };
  await readXml(chunks, handler, context.name);
}

class SheetReader {
  readonly #writer: SheetWriter;
  readonly #context: SheetContext;
  readonly #filler: MergeFiller;
  readonly #inline = new RichText();
  #inRows = false;
  #row = 0;
  #cells: (string | undefined)[] = [];
  #column = -1;
  #type = "n";
  #style = 0;
  /** Which text of the cell is being read: its value, its formula, or none. */
  #reading: "v" | "f" | null = null;
  #value: string | null = null;
  #formula: string | null = null;
  #isInline = false;

  constructor(writer: SheetWriter, context: SheetContext) {
    this.#writer = writer;
    this.#context = context;
    this.#filler = new MergeFiller(context.merges);
  }

  open(tag: string, attributes: Record<string, string>): void {
    if (!this.#inRows) {
      this.#inRows = tag === "sheetData";
      return;
    }
    switch (tag) {
      case "row":
        this.#openRow(attributes["r"]);
        break;
      case "c":
        this.#openCell(attributes);
        break;
      case "v":
        this.#reading = "v";
        this.#value = "";
        break;
      case "f":
        this.#reading = "f";
        this.#formula = "";
        break;
      case "is":
        this.#isInline = true;
        this.#inline.begin();
        break;
      default:
        if (this.#isInline) this.#inline.open(tag);
    }
  }

  text(text: string): void {
    if (this.#isInline) this.#inline.add(text, this.#where);
    else if (this.#reading === "v") this.#value = this.#bounded((this.#value ?? "") + text);
    else if (this.#reading === "f") this.#formula = this.#bounded((this.#formula ?? "") + text);
  }

  close(tag: string): void {
    if (!this.#inRows) return;
    switch (tag) {
      case "v":
      case "f":
        this.#reading = null;
        break;
      case "is":
        this.#isInline = false;
        this.#value = this.#inline.end();
        break;
      case "c":
        this.#closeCell();
        break;
      case "row":
        this.#closeRow();
        break;
      case "sheetData":
        this.#inRows = false;
        break;
      default:
        if (this.#isInline) this.#inline.close(tag);
    }
  }

  #openRow(number: string | undefined): void {
    const row = number === undefined ? this.#row + 1 : Number(number);
    if (!(Number.isInteger(row) && row > this.#row && row <= LAST_ROW)) {
      throw damagedWorkbook(`${this.#context.name}, row ${number ?? row}`);
    }
    for (let blank = this.#row + 1; blank < row; blank++) this.#writer.row([]);
    this.#row = row;
    this.#column = -1;
    this.#cells = [];
  }

  #openCell({ r, t, s }: Record<string, string>): void {
    this.#column = r === undefined ? this.#column + 1 : this.#columnOf(r);
    this.#type = t ?? "n";
    this.#style = s === undefined ? 0 : Number(s);
    this.#value = null;
    this.#formula = null;
  }

  #columnOf(address: string): number {
    const place = parseAddress(address);
    if (place === null || place.row !== this.#row) throw damagedWorkbook(`${this.#context.name}, ${address}`);
    return place.column;
  }

  #closeCell(): void {
    const text = this.#cellText();
    if (text === null || text.trim() === "") return;
    if (this.#column >= MOST_COLUMNS) throw tooManyColumns(this.#where());
    // Excel calls such a workbook damaged too: nothing tells which of the two is meant.
    if (this.#cells[this.#column] !== undefined) throw damagedWorkbook(this.#where());
    this.#cells[this.#column] = text;
  }

  #closeRow(): void {
    this.#filler.fill(this.#row, this.#cells);
    this.#writer.row(this.#cells);
  }

  #cellText(): string | null {
    const value = this.#value;
    const { strings, formats, date1904 } = this.#context;
    switch (this.#type) {
      case "s": {
        if (value === null || value === "") return null;
        const text = strings.get(Number(value));
        if (text === null) throw damagedWorkbook(this.#where());
        return text;
      }
      case "inlineStr":
        return value;
      case "str":
        return value === null ? this.#unknown() : unescapeText(value);
      case "b":
        return value === null ? this.#unknown() : value === "1" || value === "true" ? "TRUE" : "FALSE";
      case "e":
        return value;
      case "d":
        return value === null ? this.#unknown() : isoText(value);
      default:
        return value === null || value === ""
          ? this.#unknown()
          : numberText(value.trim(), formats[this.#style] ?? PLAIN, date1904);
    }
  }

  /** A formula that was never worked out, as programs write them, has no value to load: the formula itself tells so. */
  #unknown(): string | null {
    if (this.#formula === null) return null;
    // One cell of a shared formula has its text, the others only refer to it.
    return `=${this.#formula === "" ? "?" : this.#formula}`;
  }

  #bounded(text: string): string {
    if (text.length > LONGEST_CELL) throw cellTooLong(this.#where());
    return text;
  }

  readonly #where = (): string => `${this.#context.name}!${columnName(this.#column)}${this.#row}`;
}

/** A date as ISO 8601, as strict workbooks may hold it; spelled as dates from numbers are. */
function isoText(value: string): string {
  return value.replace(/^(\d{4}-\d{2}-\d{2})T00:00:00(?:\.0+)?Z?$/, "$1").replace(/^(\d{4}-\d{2}-\d{2})T/, "$1 ");
}
