import type { ColumnReport, PartReport, PreviewCell, TargetColumn } from "../shared/file-report.ts";
import type { Message } from "../shared/loads.ts";
import type { Language } from "../shared/words.ts";
import type { Head } from "./file-head.ts";

/** A cell as the preview shows it. */
export type ShownCell = {
  text: string;
  /** How it is understood, where its text does not say so by itself; else null. */
  readAs: string | null;
  /** Why it cannot be taken. */
  fault: string | null;
  /** What is odd about it. */
  hint: string | null;
};

/** A record. `raw`: its text, where it cannot be told apart into cells; `fault`: why the whole of it is not taken. */
export type ShownRow = { line: number; cells: ShownCell[]; fault: string | null; raw: string | null };

/** Types whose figures stand right-aligned. */
const NUMERIC = new Set(["int", "money", "rate", "score", "nps", "minutes"]);

export function isNumeric(target: TargetColumn | undefined): boolean {
  return target !== undefined && NUMERIC.has(target.type);
}

export function rowsOfReport(part: PartReport, lang: Language): ShownRow[] {
  const targets = part.columns.map(({ column }) => part.targets.find(({ name }) => name === column));
  const at = (message: Message | null, index: number): string | null =>
    message === null ? null : withoutHeader(message[lang], part.columns[index]?.header ?? "");
  return part.preview.map(({ line, cells, fault, raw }) => ({
    line,
    raw,
    fault: fault?.[lang] ?? null,
    cells: cells.map((cell, index) => ({
      text: cell.text,
      readAs: readAs(cell, targets[index], lang),
      fault: isOpenDate(cell, part.columns[index]) ? OPEN_DATE[lang] : at(cell.fault, index),
      hint: at(cell.hint, index),
    })),
  }));
}

/** In short: what is to be decided is asked once, above the rows. */
const OPEN_DATE: Record<Language, string> = { zh: "读法待定", en: "to be decided" };

function isOpenDate({ fault }: PreviewCell, column: ColumnReport | undefined): boolean {
  return fault?.code === "unclear_date" && (column?.dateOrder?.order === null || column?.dateSystem?.system === null);
}

/** What is said of a cell, without the name of the column that it stands in: “满意度”：6 不在 1–5 之间. */
export function withoutHeader(said: string, header: string): string {
  const prefix = [`“${header}”：`, `"${header}": `].find((start) => said.startsWith(start));
  return prefix === undefined ? said : said.slice(prefix.length);
}

export function rowsOfHead(head: Head): ShownRow[] {
  return head.rows.map(({ line, cells }) => ({
    line,
    raw: null,
    fault: null,
    cells: head.header.map((_, index) => ({ text: cells[index] ?? "", readAs: null, fault: null, hint: null })),
  }));
}

export function isOdd({ fault, cells }: ShownRow): boolean {
  return fault !== null || cells.some((cell) => cell.fault !== null || cell.hint !== null);
}

/** The first few rows and the first few with problems, in the file's order. */
export function fewRows(rows: readonly ShownRow[], first: number, odd: number): ShownRow[] {
  const shown = new Set([...rows.slice(0, first), ...rows.filter(isOdd).slice(0, odd)]);
  return rows.filter((row) => shown.has(row));
}

const TRUTH: Record<Language, Record<string, string>> = {
  zh: { true: "是", false: "否" },
  en: { true: "yes", false: "no" },
};

/** What a reader would not see from the text alone: another word, another order of the date, a number written out. */
function readAs({ text, value }: PreviewCell, target: TargetColumn | undefined, lang: Language): string | null {
  if (value === null || target === undefined) return null;
  if (target.type === "enum") {
    const words = target.members.find(({ id }) => id === value)?.words;
    const said = words?.[lang] ?? value;
    return said === text.trim() || Object.values(words ?? {}).includes(text.trim()) ? null : said;
  }
  if (target.type === "bool") {
    const said = TRUTH[lang][value] ?? value;
    return said === text.trim() ? null : said;
  }
  if (target.type === "date" || target.type === "ts" || target.type === "month") {
    const said = shortMoment(value);
    return parts(text) === parts(said) ? null : said;
  }
  if (NUMERIC.has(target.type)) return Number(text.replaceAll(",", "").trim()) === Number(value) ? null : value;
  return value === text.trim() ? null : value;
}

/** "2026-07-06 10:00:00+08" → "2026-07-06 10:00"; midnight says nothing where the file had only a day. */
function shortMoment(value: string): string {
  return value.replace(/[+-]\d\d(:?\d\d)?$/, "").replace(/(:\d\d)(:00(\.0+)?)$/, "$1");
}

/** The numbers of a date in their order, as a reader takes them from either writing. */
function parts(text: string): string {
  const numbers = (text.match(/\d+/g) ?? []).map(Number);
  while (numbers.length > 3 && numbers.at(-1) === 0) numbers.pop();
  return numbers.join(" ");
}
