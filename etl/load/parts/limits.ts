import { Problem } from "../../problem.ts";

// What a file may unfold to. Far above any export that people make, far below what would harm the machine.

/** Bytes that one file may unfold to, all its parts together. */
const LARGEST_EXPANSION = 8 * 1024 ** 3;

/** How many times its own size a file may unfold to, once it has unfolded to more than `FREE_EXPANSION` bytes. */
const HIGHEST_RATIO = 400;
const FREE_EXPANSION = 256 * 1024 ** 2;

/** Files in one archive, folders and what systems leave there (`__MACOSX`) apart. */
export const MOST_MEMBERS = 1000;

/** Entries of a ZIP's directory, whatever they are: a workbook has one for each picture. */
export const MOST_ENTRIES = 20_000;

/** Archives within archives: a ZIP in a ZIP is opened, what is a ZIP within that is not. A workbook is no archive. */
export const DEEPEST_ARCHIVE = 2;

/** Columns of a table, by the last that has a value. */
export const MOST_COLUMNS = 2000;

/** Characters of a cell. Excel's own limit is 32,767. */
export const LONGEST_CELL = 1_000_000;

/** Bytes of a workbook's different texts, which have to be kept while its sheets are read. */
export const LARGEST_SHARED_TEXT = 512 * 1024 ** 2;

/** Bytes of an .xls, which has to be held in memory as a whole; Excel's own limit of 65,536 rows comes long before. */
export const LARGEST_XLS = 256 * 1024 ** 2;

/** How long an .xls may take to be read, in ms. */
export const LONGEST_XLS_MS = 180_000;

/** Counts what a file unfolds to and stops a bomb. */
export class Expansion {
  readonly #size: number;
  #bytes = 0;

  /** @param size bytes of the file as it came */
  constructor(size: number) {
    this.#size = size;
  }

  /** Whether the limit was passed: then nothing more of the file may be opened. */
  get spent(): boolean {
    return this.#bytes > this.#limit;
  }

  get #limit(): number {
    return Math.min(LARGEST_EXPANSION, Math.max(FREE_EXPANSION, this.#size * HIGHEST_RATIO));
  }

  /** @throws Problem `too_large_unpacked` */
  add(bytes: number): void {
    this.#bytes += bytes;
    if (!this.spent) return;
    const limit = Math.round(this.#limit / 1024 ** 2);
    throw new Problem({
      code: "too_large_unpacked",
      zh: `解开后超过 ${limit} MB，像是压缩炸弹，没有再解；若文件没有问题，请先自行解压，再分别载入`,
      en: `It unfolds to more than ${limit} MB, as an archive bomb does, and was not unfolded further; if the file is sound, unpack it yourself and load what is in it`,
    });
  }
}

export function tooManyColumns(where: string): Problem {
  return new Problem({
    code: "too_many_columns",
    zh: `列数超过上限 ${MOST_COLUMNS}（${where}）；请删去多余的列后再载入`,
    en: `There are more columns than the ${MOST_COLUMNS} taken (${where}); delete those not needed and load again`,
  });
}

export function cellTooLong(where: string): Problem {
  return new Problem({
    code: "cell_too_long",
    zh: `有单元格超过 ${LONGEST_CELL} 个字符（${where}）；请核对后重新导出`,
    en: `A cell is longer than ${LONGEST_CELL} characters (${where}); check it and export again`,
  });
}

export function diskFull(cause: unknown): Problem {
  return new Problem({
    code: "disk_full",
    zh: "磁盘空间不足，文件没能解开；请腾出空间后再载入",
    en: "The disk is full and the file could not be unfolded; make room and load it again",
    cause,
  });
}
