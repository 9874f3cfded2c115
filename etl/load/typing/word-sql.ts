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
 * An id as it stands. Null where it may be none, or not what it was: those are read one by one. What is cheap to tell
 * comes first: nearly every id is of single bytes, and begins with a digit or a letter.
 */
export function idSql(column: Column, text: string): string {
  const scientific = `contains(${text}, '+') and regexp_full_match(${text}, '''?[+-]?\\d{1,3}(\\.\\d+)?[eE]\\+\\d+')
      or ${text} like '_.%' and regexp_full_match(${text}, '\\d\\.\\d+[eE]\\d{1,3}')`;
  const isEmpty = `strlen(${text}) <= ${LONGEST_EMPTY_ID} and ${isEmptySql(column, text)}`;
  // A number once, or a day: 123.0, 5-Mar.
  const remade = `suffix(${text}, '.0') and regexp_full_match(${text}, '\\d{3,}\\.0')
      or strlen(${text}) < 7 and contains(${text}, '-') and regexp_full_match(${text}, '\\d{1,2}-[A-Z][a-z]{2}|[A-Z][a-z]{2}-\\d{2}')`;
  // No empty word begins with these.
  const usual = `${text} >= '0' and ${text} < ':' or ${text} >= 'A' and ${text} < 'N' or ${text} >= 'O' and ${text} < '['
      or ${text} >= 'a' and ${text} < 'n' or ${text} >= 'o' and ${text} < '{'`;
  const marked = `suffix(${text}, '\u200b') or suffix(${text}, '\ufeff') or suffix(${text}, '\u200e')`;
  return `case
    when ${usual} then case
      when ${scientific} or ${remade} then null
      when strlen(${text}) = length(${text}) then ${text}
      when suffix(${text}, '日') and regexp_full_match(${text}, '\\d{1,2}月\\d{1,2}日') or ${marked} then null
      else ${text} end
    when ${scientific} then null
    when prefix(${text}, '''') or prefix(${text}, '=') then null
    when prefix(${text}, '#') and regexp_full_match(${text}, '#[A-Z/0]+[!?]?|#+') then null
    when ${text} >= '\u200b' and ${text} < '\u2030' or ${text} >= '\ufeff' and ${text} < '：' or ${marked} then null
    when ${isEmpty} then null
    else ${text} end`;
}

export function enumSql(column: Column, text: string): string {
  const values = column.values ?? [];
  // The words as files write them, most common first in contracts; then any case, width and spacing, which is slow.
  const folded = values.flatMap(({ id, accepts }) => accepts.map((word) => [word, id] as const));
  const exact = [...values.flatMap(({ id, words }) => [words.zh, id].map((word) => [word, id] as const)), ...folded];
  const when = ([word, id]: readonly [string, string]) => `when ${quoteText(word)} then ${quoteText(id)}`;
  const loose = `regexp_replace(lower(${plainSql(text)}), '\\s+', '', 'g')`;
  const folds = (word: string): string => `case ${word} ${unique(folded).map(when).join(" ")} end`;
  return `case ${text} ${unique(exact).map(when).join(" ")} else ${once(loose, folds)} end`;
}

/** Through a list, so that a long expression is computed once and not for every word it is compared with. */
function once(expression: string, then: (name: string) => string): string {
  return `list_transform([${expression}], lambda word_: ${then("word_")})[1]`;
}

function unique(pairs: (readonly [string, string])[]): (readonly [string, string])[] {
  return [...new Map(pairs).entries()];
}

export function boolSql(text: string): string {
  const list = (words: readonly string[]): string => `[${words.map(quoteText).join(", ")}]`;
  const any = (word: string): string =>
    `case when list_contains(${list(YES)}, ${word}) then true when list_contains(${list(NO)}, ${word}) then false end`;
  return `case ${text} when '是' then true when '否' then false when '1' then true when '0' then false
    when 'Y' then true when 'N' then false when 'true' then true when 'false' then false
    else ${once(`lower(${plainSql(text)})`, any)} end`;
}

export function scoreSql(text: string): string {
  const words = Object.entries(SCORE_WORDS).map(([word, score]) => `when ${quoteText(word)} then ${score}`);
  return `case ${text} ${words.join(" ")} else ${wholeSql(`regexp_replace(${text}, '分$', '')`, "integer")} end`;
}
