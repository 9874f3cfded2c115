import type { Column } from "../contract.ts";
import { sqlType } from "../store.ts";
import { quoteText } from "../../dashboard/shared/query/sql-text.ts";

/**
 * DuckDB's own cast of a column's text, where the column's type has one worth trying first; null where it has not.
 *
 * It takes more than a contract means ('infinity', '1_000', 1.5 as an integer, an offset thrown away), so that
 * `typedValue` lets it count only if it writes back the text it came from.
 */
export function firstCast(column: Column, text: string): string | null {
  const type = FIRST_CASTS[column.type];
  return type === undefined ? null : `try_cast(${text} as ${type})`;
}

const FIRST_CASTS: Partial<Record<Column["type"], string>> = {
  ts: "timestamp",
  date: "date",
  int: "bigint",
  minutes: "bigint",
  score: "integer",
  nps: "integer",
  money: "decimal(18,2)",
};

/**
 * The typed value of a column as SQL. It is null where the text cannot be read with certainty, never an error and
 * never a guess.
 *
 * @param text the name of the trimmed text, null where the cell is empty
 * @param cast the name of the value of `firstCast`
 */
export function typedValue(column: Column, text: string, cast: string): string {
  switch (column.type) {
    case "text":
      return text;
    case "id":
    case "phone":
      return `case when contains(${text}, 'E+') and regexp_full_match(${text}, '\\d(\\.\\d+)?E\\+\\d+') then null else ${text} end`;
    case "enum":
      return enumValue(column, text);
    case "bool":
      return boolValue(text);
    case "ts":
      return written(text, cast, timestampValue(text));
    case "date":
      return written(text, cast, dateValue(text));
    case "month":
      return monthValue(text);
    case "time":
      return timeValue(text);
    case "int":
      return written(text, cast, wholeNumber(text, "bigint"));
    case "score":
      return between(written(text, cast, scoreValue(text)), 1, 5);
    case "nps":
      return between(written(text, cast, wholeNumber(text, "integer")), 0, 10);
    case "money":
      return written(text, cast, moneyValue(text));
    case "rate":
      return rateValue(text);
    case "minutes":
      return written(text, cast, doubleValue(text));
  }
}

/** Why a text could not be typed. */
export function faultCode(column: Column): string {
  if (column.type === "enum") return "unknown_word";
  if (column.type === "id" || column.type === "phone") return "ruined_number";
  return `bad_${column.type}`;
}

/** The cast where it writes back its text, otherwise what a pattern makes of it, which is slow and comes second. */
function written(text: string, cast: string, otherwise: string): string {
  return `case when ${text} is null then null
    when cast(${cast} as varchar) = ${text} and ${text} between '-' and ':' and ${text} <> '-infinity' then ${cast}
    else ${otherwise} end`;
}

const FULL_WIDTH = Array.from({ length: 0x5e }, (_, index) => String.fromCodePoint(0xff01 + index)).join("");
const HALF_WIDTH = Array.from({ length: 0x5e }, (_, index) => String.fromCodePoint(0x21 + index)).join("");

/** Full-width digits, letters and signs, as Chinese input methods leave them, in their plain form. */
function plain(text: string): string {
  const translated = `translate(${text}, ${quoteText(`${FULL_WIDTH}￥\u3000`)}, ${quoteText(`${HALF_WIDTH}¥ `)})`;
  // translate is slow, and text of single bytes has nothing to translate.
  return `case when strlen(${text}) = length(${text}) then ${text} else ${translated} end`;
}

const DAY = "(\\d{4})-(\\d{1,2})-(\\d{1,2})";
const CLOCK = "(?:[01]?\\d|2[0-3]):[0-5]\\d(?::[0-5]\\d(?:\\.\\d{1,9})?)?";
const OFFSET = "(?:Z|[+-]\\d{2}(?::?\\d{2})?)";

/** One spelling for all that are accepted: 2024/3/5, 2024年3月5日, a T before the time. */
function moment(text: string): string {
  const dashes = `regexp_replace(${plain(text)}, '^(\\d{4})\\s*[/.年-]\\s*(\\d{1,2})\\s*[/.月-]\\s*(\\d{1,2})日?[ T]*', '\\1-\\2-\\3 ')`;
  const clock = `regexp_replace(regexp_replace(${dashes}, '(\\d)[时時点](\\d{2})分(\\d{2})秒', '\\1:\\2:\\3'), '(\\d)[时時点](\\d{2})分?', '\\1:\\2')`;
  return `trim(replace(replace(${clock}, ' +', '+'), ' Z', 'Z'))`;
}

/** What most exports write besides the full form: no seconds, slashes, digits without zeros. One match and one cast. */
const OFFICE_DAY = "\\d{4}[-/]\\d{1,2}[-/]\\d{1,2}";

function timestampValue(text: string): string {
  const value = moment(text);
  return `case
    when regexp_full_match(${text}, '${OFFICE_DAY}(?: ${CLOCK})?') then try_cast(replace(${text}, '/', '-') as timestamp)
    when regexp_full_match(${value}, '${DAY}(?: +${CLOCK})?') then try_cast(${value} as timestamp)
    when regexp_full_match(${value}, '${DAY} +${CLOCK}${OFFSET}')
      then try_cast(${fullOffset(value)} as timestamptz) at time zone 'Asia/Shanghai'
  end`;
}

/** DuckDB reads an offset only after seconds. */
function fullOffset(value: string): string {
  return `regexp_replace(${value}, ' (\\d{1,2}:\\d{2})(Z|[+-])', ' \\1:00\\2')`;
}

function dateValue(text: string): string {
  return `case
    when regexp_full_match(${text}, '${OFFICE_DAY}') then try_cast(replace(${text}, '/', '-') as date)
    when regexp_full_match(${text}, '\\d{8}') then cast(try_strptime(${text}, '%Y%m%d') as date)
    else cast(${timestampValue(text)} as date)
  end`;
}

function monthValue(text: string): string {
  const value = `regexp_replace(${plain(text)}, '^(\\d{4})\\s*[/.年-]?\\s*(\\d{1,2})月?$', '\\1-\\2-1')`;
  const day = dateValue(value);
  return `case when day(${day}) = 1 then ${day} end`;
}

/** A time of day; 24:00 is the midnight that ends it. */
function timeValue(text: string): string {
  const value = plain(text);
  return `case when regexp_full_match(${value}, '(?:[01]?\\d|2[0-3]):[0-5]\\d(?::[0-5]\\d)?|24:00(?::00)?')
    then try_cast(${value} as time) end`;
}

function wholeNumber(text: string, type: string): string {
  const value = plain(text);
  return `case when regexp_full_match(${value}, '[+-]?(?:\\d+|\\d{1,3}(?:,\\d{3})+)(?:\\.0+)?')
    then try_cast(replace(regexp_replace(${value}, '\\.0+$', ''), ',', '') as ${type}) end`;
}

function between(value: string, low: number, high: number): string {
  return `case when ${value} between ${low} and ${high} then ${value} end`;
}

function scoreValue(text: string): string {
  const words = ["非常不满意", "不满意", "一般", "满意", "非常满意"].map(
    (word, index) => `when '${word}' then ${index + 1}`,
  );
  return `case ${text} ${words.join(" ")} else ${wholeNumber(`regexp_replace(${text}, '分$', '')`, "integer")} end`;
}

/** More than two decimals are refused: money is not rounded on the way in. */
function moneyValue(text: string): string {
  const value = plain(text);
  const amount = `regexp_extract(${value}, '^(?:¥|CNY|RMB)?\\s*([+-]?(?:\\d+|\\d{1,3}(?:,\\d{3})+)(?:\\.\\d{1,2})?)\\s*元?$', 1)`;
  const negative = `regexp_replace(${value}, '^-(¥|CNY|RMB)\\s*', '\\1-')`;
  const signed = amount.replace(value, negative);
  return `case when regexp_full_match(${text}, '-?\\d{1,16}(\\.\\d{1,2})?') then try_cast(${text} as decimal(18,2))
    else try_cast(replace(nullif(${signed}, ''), ',', '') as decimal(18,2)) end`;
}

const NUMBER = "[+-]?(?:\\d+|\\d{1,3}(?:,\\d{3})+)?(?:\\.\\d+)?(?:[eE][+-]?\\d+)?";

function doubleValue(text: string): string {
  const value = plain(text);
  const number = `try_cast(replace(${value}, ',', '') as double)`;
  return `case when regexp_full_match(${value}, '${NUMBER}') and isfinite(${number}) then ${number} end`;
}

/** A percentage becomes its fraction: 92.5% is 0.925. */
function rateValue(text: string): string {
  const share = `regexp_replace(${plain(text)}, '\\s*%$', '')`;
  return `case when suffix(${plain(text)}, '%') then ${doubleValue(share)} / 100 else ${doubleValue(text)} end`;
}

function boolValue(text: string): string {
  return `case lower(${plain(text)})
    when '是' then true when '否' then false when '有' then true when '无' then false
    when '满意' then true when '不满意' then false when '属实' then true when '不属实' then false
    when '成功' then true when '失败' then false when '已' then true when '未' then false
    when 'true' then true when 'false' then false when 'yes' then true when 'no' then false
    when 'y' then true when 'n' then false when '1' then true when '0' then false end`;
}

function enumValue(column: Column, text: string): string {
  const values = column.values ?? [];
  // The words as files write them, most common first in contracts; then any case, width and spacing, which is slow.
  const folded = values.flatMap(({ id, accepts }) => accepts.map((word) => [word, id] as const));
  const exact = [...values.flatMap(({ id, words }) => [words.zh, id].map((word) => [word, id] as const)), ...folded];
  const when = ([word, id]: readonly [string, string]) => `when ${quoteText(word)} then ${quoteText(id)}`;
  const loose = `regexp_replace(lower(${plain(text)}), '\\s+', '', 'g')`;
  return `case ${text} ${unique(exact).map(when).join(" ")} else case ${loose} ${unique(folded).map(when).join(" ")} end end`;
}

function unique(pairs: (readonly [string, string])[]): (readonly [string, string])[] {
  return [...new Map(pairs).entries()];
}

/** The null of a column that the file does not fill. */
export function emptyValue(column: Column): string {
  return `cast(null as ${sqlType(column)})`;
}
