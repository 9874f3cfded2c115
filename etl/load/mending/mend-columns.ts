import { quoteName } from "../../../dashboard/shared/query/sql-text.ts";
import type { Language } from "../../../dashboard/shared/words.ts";
import type { HeaderCell } from "../header.ts";

/** Titles of the columns that a mending file has after the original's own: the damaged record's text, its number, why. */
export const MEND_TITLES: Record<Language, { raw: string; line: (load: number) => string; reason: string }> = {
  zh: { raw: "原文", line: (load) => `行号（第${load}次载入）`, reason: "退回原因" },
  en: { raw: "Raw text", line: (load) => `Line (load ${load})`, reason: "Reason for rejection" },
};

/** What makes a file one of rejected rows that come back: the load that rejected them, and whose columns are whose. */
export type Mending = {
  load: number;
  line: HeaderCell;
  /** The original's own columns. */
  own: HeaderCell[];
};

const LINE_TITLE = /^(?:行号（第([1-9]\d{0,8})次载入）|Line \(load ([1-9]\d{0,8})\))$/;
const BESIDE = Object.values(MEND_TITLES).flatMap(({ raw, reason }) => [raw, reason]);

/** Tells a mending file by its header: whatever it is called, and whichever other columns were added to it. */
export function findMending(header: readonly HeaderCell[]): Mending | null {
  const at = header.findLastIndex(({ title }) => LINE_TITLE.test(title));
  const line = header[at];
  const load = line === undefined ? null : loadIn(line.title);
  if (line === undefined || load === null) return null;
  const isBeside = (index: number): boolean =>
    index === at || (Math.abs(index - at) === 1 && BESIDE.includes(header[index]?.title ?? ""));
  return { load, line, own: header.filter((_, index) => !isBeside(index)) };
}

function loadIn(title: string): number | null {
  const [, zh, en] = LINE_TITLE.exec(title) ?? [];
  const number = zh ?? en;
  return number === undefined ? null : Number(number);
}

/** The load that a text's first line says it mends, or null. */
export function loadMendedBy(text: string): number | null {
  const [, zh, en] =
    /行号（第([1-9]\d{0,8})次载入）|Line \(load ([1-9]\d{0,8})\)/.exec(text.split(/\r?\n/, 1)[0] ?? "") ?? [];
  const number = zh ?? en;
  return number === undefined ? null : Number(number);
}

/** SQL of the record number in the file that is mended; null where the cell holds none. */
export function oldLine(column: string): string {
  return `try_cast(trim(${quoteName(column)}) as bigint)`;
}
