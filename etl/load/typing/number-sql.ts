import { plainSql } from "./plain-text.ts";

/** Digits in groups of three, the first of which has no leading zero. */
const GROUPS = "[1-9]\\d{0,2}(?:,\\d{3})+";

/** Three zeros after a point may be thousands: 1.000. */
export function wholeSql(text: string, type: string): string {
  const value = plainSql(text);
  return `case when regexp_full_match(${value}, '[+-]?(?:\\d+|${GROUPS})(?:\\.(?:00?|0{4,}))?')
    then try_cast(replace(regexp_replace(${value}, '\\.0+$', ''), ',', '') as ${type}) end`;
}

export function between(value: string, low: number, high: number): string {
  return `case when ${value} between ${low} and ${high} then ${value} end`;
}

/** More than two decimals are refused: money is not rounded on the way in. */
export function moneySql(text: string): string {
  const value = plainSql(text);
  const amount = `regexp_extract(${value}, '^(?:¥|CNY|RMB)?\\s*([+-]?(?:\\d+|${GROUPS})(?:\\.\\d{1,2})?)\\s*元?$', 1)`;
  return `case when regexp_full_match(${text}, '-?\\d{1,16}(\\.\\d{1,2})?') then try_cast(${text} as decimal(18,2))
    else try_cast(replace(nullif(${amount}, ''), ',', '') as decimal(18,2)) end`;
}

const NUMBER = `[+-]?(?:\\d+|${GROUPS})?(?:\\.\\d+)?(?:[eE][+-]?\\d+)?`;

export function doubleSql(text: string): string {
  const value = plainSql(text);
  const number = `try_cast(replace(${value}, ',', '') as double)`;
  return `case when regexp_full_match(${value}, '${NUMBER}') and isfinite(${number}) then ${number} end`;
}

/** A percentage becomes its fraction: 92.5% is 0.925. */
export function rateSql(text: string): string {
  const share = `regexp_replace(${plainSql(text)}, '\\s*%$', '')`;
  return `case when suffix(${plainSql(text)}, '%') then ${doubleSql(share)} / 100 else ${doubleSql(text)} end`;
}
