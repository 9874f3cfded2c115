import { quoteText } from "../../../dashboard/shared/query/sql-text.ts";
import type { Column } from "../../contract.ts";
import { plainText } from "./plain-text.ts";

/** What programs write where they have no value, and no person does. */
const PROGRAMS = ["NULL", "null", "Null", "(null)", "[NULL]", "<null>", "\\N", "#N/A"];
/** Words of programs that may be a person's too. */
const NOT_AVAILABLE = ["N/A", "n/a", "N/a", "NA", "na", "None", "none", "NaN", "nan", "nil"];
/** What people type where they have nothing to say. */
const MARKS = ["-", "--", "---", "—", "——", "－", "–", "/", "／", "//", "\\"];
const WORDS = ["无", "暂无", "空", "不详", "未填", "未填写", "没有", "无数据", "(空)", "（空）", "(空白)", "（空白）"];
const DAYS = ["0000-00-00", "0000/00/00", "0000-00-00 00:00:00", "0000-00-00 00:00", "0000-00-00T00:00:00", "00000000"];
/** "No end" in systems that need a date there. Null says the same here: no such day is known. */
const NO_END = [
  "9999-12-31",
  "9999/12/31",
  "99991231",
  "9999-12-31 00:00:00",
  "9999-12-31 23:59:59",
  "9999/12/31 00:00:00",
  "9999/12/31 23:59:59",
  "9999-12-31 00:00",
  "9999/12/31 0:00",
  "9999-12-31 23:59",
];

const ANY = [...PROGRAMS, ...NOT_AVAILABLE, ...MARKS];

/**
 * Which words are no value, by the type of their column: an optional cell that says one is null, a required one rejects
 * its row as empty. Text keeps what people may mean by it (无 or N/A is an answer), yes-or-no knows 无 and 没有 as no, and an
 * enum may have any of these words as a member, which comes first.
 */
export const EMPTY_WORDS: Record<Column["type"], readonly string[]> = {
  text: PROGRAMS,
  id: short([...ANY, ...WORDS]),
  phone: short([...ANY, ...WORDS]),
  enum: [...ANY, ...WORDS],
  bool: [...ANY, ...WORDS.filter((word) => word !== "无" && word !== "没有")],
  int: [...ANY, ...WORDS],
  money: [...ANY, ...WORDS],
  rate: [...ANY, ...WORDS],
  minutes: [...ANY, ...WORDS],
  score: [...ANY, ...WORDS, "未评价", "未评分"],
  nps: [...ANY, ...WORDS, "未评价", "未评分"],
  ts: [...ANY, ...WORDS, ...DAYS, ...NO_END],
  date: [...ANY, ...WORDS, ...DAYS, ...NO_END],
  month: [...ANY, ...WORDS, "0000-00", ...DAYS, ...NO_END],
  time: [...ANY, ...WORDS],
};

/** Ids are looked at more closely only where they are this short, in bytes. */
function short(words: readonly string[]): string[] {
  return words.filter((word) => Buffer.byteLength(word) <= 6);
}

/** The longest of them that a text may be, in bytes; longer texts need no look. */
export const LONGEST_EMPTY_TEXT = Math.max(...EMPTY_WORDS.text.map((word) => Buffer.byteLength(word)));
export const LONGEST_EMPTY_ID = Math.max(...EMPTY_WORDS.id.map((word) => Buffer.byteLength(word)));

/** SQL: whether a text is one of its column's empty words. A function, since `in` would become a join for all rows. */
export function isEmptySql(column: Column, text: string): string {
  return `list_contains([${EMPTY_WORDS[column.type].map(quoteText).join(", ")}], ${text})`;
}

const PLAIN = new Map(
  Object.entries(EMPTY_WORDS).map(([type, words]) => [type, new Set([...words, ...words.map(plainText)])]),
);

/** The same for one text, in any width. */
export function isEmpty(type: Column["type"], text: string): boolean {
  const words = PLAIN.get(type);
  return words !== undefined && (words.has(text) || words.has(plainText(text)));
}
