import type { Column } from "../../contract.ts";
import { sqlType } from "../../store.ts";
import { dateSql, inYears, monthSql, timeSql, timestampSql } from "./moment-sql.ts";
import { between, doubleSql, moneySql, rateSql, wholeSql } from "./number-sql.ts";
import { boolSql, enumSql, idSql, scoreSql, textSql } from "./word-sql.ts";

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
 * The typed value of a column as SQL. It is null where the text cannot be read with certainty in one of the common
 * spellings, never an error and never a guess. What is null here is read one by one (`readCell`).
 *
 * @param text the name of the trimmed text, null where the cell is empty
 * @param cast the name of the value of `firstCast`
 */
export function typedValue(column: Column, text: string, cast: string): string {
  switch (column.type) {
    case "text":
      return textSql(column, text);
    case "id":
    case "phone":
      return idSql(column, text);
    case "enum":
      return enumSql(column, text);
    case "bool":
      return boolSql(text);
    case "ts":
      return written(text, cast, inYears(cast), timestampSql(text));
    case "date":
      return written(text, cast, inYears(cast), dateSql(text));
    case "month":
      return monthSql(text);
    case "time":
      return timeSql(text);
    case "int":
      return written(text, cast, isNumber(text), wholeSql(text, "bigint"));
    case "score":
      return between(written(text, cast, isNumber(text), scoreSql(text)), 1, 5);
    case "nps":
      return between(written(text, cast, isNumber(text), wholeSql(text, "integer")), 0, 10);
    case "money":
      return written(text, cast, isNumber(text), moneySql(text));
    case "rate":
      return rateSql(text);
    case "minutes":
      return written(text, cast, isNumber(text), doubleSql(text));
  }
}

function isNumber(text: string): string {
  return `${text} between '-' and ':'`;
}

/** The cast where it writes back its text, otherwise what a pattern makes of it, which is slow and comes second. */
function written(text: string, cast: string, sound: string, otherwise: string): string {
  return `case when ${text} is null then null
    when cast(${cast} as varchar) = ${text} and ${sound} then ${cast}
    else ${otherwise} end`;
}

/** The null of a column that the file does not fill. */
export function emptyValue(column: Column): string {
  return `cast(null as ${sqlType(column)})`;
}
