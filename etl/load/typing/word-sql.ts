import { quoteText } from "../../../dashboard/shared/query/sql-text.ts";
import type { Column } from "../../contract.ts";
import { isEmptySql, LONGEST_EMPTY_ID, LONGEST_EMPTY_TEXT } from "./empty-words.ts";
import { wholeSql } from "./number-sql.ts";
import { plainSql } from "./plain-text.ts";
import { NO, SCORE_WORDS, YES } from "./read-word.ts";

export function textSql(column: Column, text: string): string {
  return `case when strlen(${text}) > ${LONGEST_EMPTY_TEXT} then ${text} when ${isEmptySql(column, text)} then null else ${text} end`;
}

/**
 * An id as it stands. Null where it may be none, or not what it was: those are read one by one. Every test here is one
 * of a few bytes, and only what passes it is looked at more closely.
 */
export function idSql(column: Column, text: string): string {
  // No empty word begins with these, and most short ids do.
  const certain = `(${text} >= '0' and ${text} < 'N' or ${text} >= 'O' and ${text} < '[')`;
  return `case
    when contains(${text}, '+') and regexp_full_match(${text}, '''?[+-]?\\d(\\.\\d+)?[eE]\\+\\d+') then null
    when ${text} like '_.%' and regexp_full_match(${text}, '\\d\\.\\d+[eE]\\d{1,3}') then null
    when prefix(${text}, '''') or prefix(${text}, '=') then null
    when ${text} >= '\u200b' and ${text} < '\u2030' or ${text} >= '\ufeff' and ${text} < '：' then null
    when suffix(${text}, '\u200b') or suffix(${text}, '\ufeff') or suffix(${text}, '\u200e') then null
    when prefix(${text}, '#') and regexp_full_match(${text}, '#[A-Z/0]+[!?]?|#+') then null
    when suffix(${text}, '日') and regexp_full_match(${text}, '\\d{1,2}月\\d{1,2}日') then null
    when strlen(${text}) <= ${LONGEST_EMPTY_ID} and not ${certain} and ${isEmptySql(column, text)} then null
    else ${text} end`;
}

export function enumSql(column: Column, text: string): string {
  const values = column.values ?? [];
  // The words as files write them, most common first in contracts; then any case, width and spacing, which is slow.
  const folded = values.flatMap(({ id, accepts }) => accepts.map((word) => [word, id] as const));
  const exact = [...values.flatMap(({ id, words }) => [words.zh, id].map((word) => [word, id] as const)), ...folded];
  const when = ([word, id]: readonly [string, string]) => `when ${quoteText(word)} then ${quoteText(id)}`;
  const loose = `regexp_replace(lower(${plainSql(text)}), '\\s+', '', 'g')`;
  return `case ${text} ${unique(exact).map(when).join(" ")} else case ${loose} ${unique(folded).map(when).join(" ")} end end`;
}

function unique(pairs: (readonly [string, string])[]): (readonly [string, string])[] {
  return [...new Map(pairs).entries()];
}

export function boolSql(text: string): string {
  const when = (words: readonly string[], value: boolean): string =>
    words.map((word) => `when ${quoteText(word)} then ${value}`).join(" ");
  return `case lower(${plainSql(text)}) ${when(YES, true)} ${when(NO, false)} end`;
}

export function scoreSql(text: string): string {
  const words = Object.entries(SCORE_WORDS).map(([word, score]) => `when ${quoteText(word)} then ${score}`);
  return `case ${text} ${words.join(" ")} else ${wholeSql(`regexp_replace(${text}, '分$', '')`, "integer")} end`;
}
