import { FIRST_YEAR, LAST_YEAR } from "./calendar.ts";
import { plainSql } from "./plain-text.ts";

const DAY = "(\\d{4})-(\\d{1,2})-(\\d{1,2})";
const CLOCK = "(?:[01]?\\d|2[0-3]):[0-5]\\d(?::[0-5]\\d(?:\\.\\d{1,9})?)?";
/** At most fourteen hours, as far as any clock on earth is ahead: +99:00 is a slip that DuckDB would reckon with. */
const AHEAD = "(?:(?:0\\d|1[0-3])(?::?[0-5]\\d)?|14(?::?00)?)";
/** 09:00-11:00 is an appointment: an offset to the west follows only a time with seconds. */
const CLOCK_OFFSET = `${CLOCK}(?:Z|\\+${AHEAD})|\\d{1,2}:[0-5]\\d:[0-5]\\d(?:\\.\\d{1,9})?-${AHEAD}`;

/** SQL: whether a day or moment lies in the years that are taken for no slip. Infinity does not. */
export function inYears(value: string): string {
  return `${value} >= '${FIRST_YEAR}-01-01' and ${value} < '${LAST_YEAR + 1}-01-01'`;
}

/** The value where its year is no slip. Through a list, so that a long expression is computed once. */
function withinYears(value: string): string {
  return `list_transform([${value}], lambda at_: case when ${inYears("at_")} then at_ end)[1]`;
}

/** One spelling for what is common: 2024.3.5, 2024年3月5日, a T before the time. Rarer ones are read one by one. */
function moment(text: string): string {
  const gap = "(?:[日号][ T]*|[ T]+|$)";
  const dashes = `regexp_replace(${plainSql(text)}, '^(\\d{4})(?:\\s*[/.-]\\s*(\\d{1,2})\\s*[/.-]\\s*(\\d{1,2})(?:[ T]+|$)|\\s*年\\s*(\\d{1,2})\\s*月\\s*(\\d{1,2})${gap})', '\\1-\\2\\4-\\3\\5 ')`;
  const clock = `regexp_replace(regexp_replace(${dashes}, '(\\d)[时時点](\\d{2})分(\\d{2})秒$', '\\1:\\2:\\3'), '(\\d)[时時点](\\d{2})分?$', '\\1:\\2')`;
  return `trim(replace(replace(${clock}, ' +', '+'), ' Z', 'Z'))`;
}

/** What most exports write besides the full form: no seconds, slashes, digits without zeros. One match and one cast. */
const OFFICE_DAY = "\\d{4}[-/]\\d{1,2}[-/]\\d{1,2}";

export function timestampSql(text: string): string {
  return withinYears(anyTimestamp(text));
}

function anyTimestamp(text: string): string {
  const value = moment(text);
  return `case
    when regexp_full_match(${text}, '${OFFICE_DAY}(?: ${CLOCK})?') then try_cast(replace(${text}, '/', '-') as timestamp)
    when regexp_full_match(${value}, '${DAY}(?: +${CLOCK})?') then try_cast(${value} as timestamp)
    when regexp_full_match(${value}, '${DAY} +(?:${CLOCK_OFFSET})')
      then try_cast(${fullOffset(value)} as timestamptz) at time zone 'Asia/Shanghai'
  end`;
}

/** DuckDB reads an offset only after seconds. */
function fullOffset(value: string): string {
  return `regexp_replace(${value}, ' (\\d{1,2}:\\d{2})(Z|[+-])', ' \\1:00\\2')`;
}

export function dateSql(text: string): string {
  return withinYears(`case
    when regexp_full_match(${text}, '${OFFICE_DAY}') then try_cast(replace(${text}, '/', '-') as date)
    when regexp_full_match(${text}, '\\d{8}') then cast(try_strptime(${text}, '%Y%m%d') as date)
    else cast(${anyTimestamp(text)} as date)
  end`);
}

export function monthSql(text: string): string {
  const value = `regexp_replace(${plainSql(text)}, '^(\\d{4})(?:\\s*[/.年-]\\s*(\\d{1,2})|(\\d{2}))月?$', '\\1-\\2\\3-1')`;
  const day = dateSql(value);
  // 2024.1 is January, or October after 2024.10 was stored as a number.
  return `case when not regexp_full_match(${plainSql(text)}, '\\d{4}\\.1') and day(${day}) = 1 then ${day} end`;
}

/** A time of day; 24:00 is the midnight that ends it. */
export function timeSql(text: string): string {
  const value = plainSql(text);
  return `case when regexp_full_match(${value}, '(?:[01]?\\d|2[0-3]):[0-5]\\d(?::[0-5]\\d)?|24:00(?::00)?')
    then try_cast(${value} as time) end`;
}
