import type { Column } from "../../contract.ts";
import { isEmpty } from "./empty-words.ts";
import { lookalike } from "./lookalike.ts";
import { plainText } from "./plain-text.ts";
import { readId } from "./read-id.ts";
import { NO_STYLE, readDay, readMoment, type DateStyle } from "./read-moment.ts";
import { readMinutes, readMoney, readRate, readWhole, type NumberStyle } from "./read-number.ts";
import { readBool, readEnum, readNps, readScore } from "./read-word.ts";
import { fault, value, type Reading } from "./reading.ts";
import { monthOf } from "./take-apart.ts";
import { CLOCK, CLOCK_GROUPS, clockOf, readClock } from "./clock.ts";
import { FIRST_YEAR, LAST_YEAR } from "./calendar.ts";

export type CellStyle = DateStyle & NumberStyle;

/**
 * What one cell says that the casts and patterns of its whole column did not understand. Text from outside goes in, and
 * either a value that has one meaning comes out, or why there is none.
 *
 * @param text trimmed and not empty
 */
export function readCell(column: Column, text: string, style: CellStyle): Reading {
  if (isEmpty(column.type, text)) return { kind: "empty" };
  switch (column.type) {
    case "text":
      return value(text);
    case "id":
    case "phone":
      return readId(text);
    case "enum":
      return readEnum(column);
    case "bool":
      return readBool(text);
    case "ts":
      return readMoment("bad_ts", text, style);
    case "date":
      return readDay("bad_date", text, style);
    case "month":
      return readMonth(text);
    case "time":
      return readTime(text);
    case "int":
      return readWhole("bad_int", text, style);
    case "score":
      return readScore(text, style);
    case "nps":
      return readNps(text, style);
    case "money":
      return readMoney(text, style);
    case "rate":
      return readRate(text, style);
    case "minutes":
      return readMinutes(text, style);
  }
}

const YEAR_MONTH = /^(\d{4}) ?[-/.年] ?(\d{1,2})(?: ?月份?)?$/;
const MONTH_YEAR = /^(\d{1,2})[-/.](\d{4})$/;
const NAME_YEAR = /^([A-Za-z]{3,9})\.?[-/ ,]*(\d{4})$/;

/** The first day of a month. */
function readMonth(text: string): Reading {
  const code = "bad_month";
  const plain = plainText(text);
  let match = YEAR_MONTH.exec(plain) ?? /^(\d{4})(\d{2})$/.exec(plain);
  if (match !== null && /^\d{4}\.1$/.test(plain)) {
    return fault(
      code,
      `可能是 1 月，也可能是 10 月：${plain}0 存成数字后末位的 0 会丢失；请写成 ${match[1]}-01 或 ${match[1]}-10`,
      `may be January, or October: ${plain}0 loses its last zero as a number; write ${match[1]}-01 or ${match[1]}-10`,
    );
  }
  if (match !== null) return month(code, Number(match[1]), Number(match[2]));
  if ((match = MONTH_YEAR.exec(plain)) !== null) return month(code, Number(match[2]), Number(match[1]));
  if ((match = NAME_YEAR.exec(plain)) !== null) {
    const named = monthOf(match[1] ?? "");
    if (named !== null) return month(code, Number(match[2]), named);
  }
  if (/^\d{1,2}月份?$/.test(plain)) return fault(code, "没有写年份", "has no year");
  const day = readDay(code, text, NO_STYLE);
  if (day.kind === "value") {
    if (day.value.endsWith("-01")) return day;
    return fault(code, `是某一天（${day.value}），不是月份`, `is a day, ${day.value}, and no month`);
  }
  const letter = lookalike(code, plain);
  return (
    letter ??
    fault(code, "不是可识别的月份（如 2024-03）", "is no month that can be read with certainty (such as 2024-03)")
  );
}

function month(code: string, year: number, number: number): Reading {
  if (number < 1 || number > 12) return fault(code, `没有 ${number} 月`, `there is no month ${number}`);
  if (year < FIRST_YEAR || year > LAST_YEAR) {
    return fault(
      code,
      `${year} 年不在 ${FIRST_YEAR}–${LAST_YEAR} 之内`,
      `the year ${year} is outside ${FIRST_YEAR}–${LAST_YEAR}`,
    );
  }
  return value(`${year}-${String(number).padStart(2, "0")}-01`);
}

const TIME = new RegExp(`^${CLOCK}$`);

/** A time of day; 24:00 is the midnight that ends it. */
function readTime(text: string): Reading {
  const code = "bad_time";
  const plain = plainText(text);
  if (/^24(?::00(?::00)?|[点點时時]整?)$/.test(plain)) return value("24:00:00");
  const match = TIME.exec(plain);
  const clock = match === null ? null : clockOf(match.slice(1, 1 + CLOCK_GROUPS));
  if (clock !== null) return readClock(code, clock);
  return lookalike(code, plain) ?? fault(code, "不是一天里的时刻（如 08:30）", "is no time of day (such as 08:30)");
}
