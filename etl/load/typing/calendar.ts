import type { DateOrder } from "../../../dashboard/shared/loads.ts";
import { fault, type Reading } from "./reading.ts";

export type Day = { year: number; month: number; day: number };

/** Years outside are slips of a finger or a system's word for "none": nothing that Heng weighs lies there. */
export const FIRST_YEAR = 1990;
export const LAST_YEAR = 2100;

export function daysInMonth(year: number, month: number): number {
  return new Date(Date.UTC(year, month, 0)).getUTCDate();
}

export function isDay({ year, month, day }: Day): boolean {
  return (
    year >= FIRST_YEAR && year <= LAST_YEAR && month >= 1 && month <= 12 && day >= 1 && day <= daysInMonth(year, month)
  );
}

/** 0 is Sunday. */
export function weekdayOf({ year, month, day }: Day): number {
  return new Date(Date.UTC(year, month - 1, day)).getUTCDay();
}

export function writeDay({ year, month, day }: Day): string {
  return `${year}-${String(month).padStart(2, "0")}-${String(day).padStart(2, "0")}`;
}

const MONTHS_EN = [
  "January",
  "February",
  "March",
  "April",
  "May",
  "June",
  "July",
  "August",
  "September",
  "October",
  "November",
  "December",
];
const WEEKDAYS_ZH = ["日", "一", "二", "三", "四", "五", "六"];
const WEEKDAYS_EN = ["Sunday", "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday"];

/** Why a day does not exist, or null where it does. */
export function dayFault(code: string, { year, month, day }: Day): Reading | null {
  if (month < 1 || month > 12) return fault(code, `没有 ${month} 月`, `there is no month ${month}`);
  if (day < 1 || day > 31) return fault(code, `一个月里没有 ${day} 日`, `no month has a day ${day}`);
  const days = daysInMonth(year, month);
  if (day > days) {
    return fault(
      code,
      `${year} 年 ${month} 月只有 ${days} 天，没有 ${day} 日`,
      `${MONTHS_EN[month - 1] ?? ""} ${year} has ${days} days, there is no day ${day}`,
    );
  }
  if (year < FIRST_YEAR || year > LAST_YEAR) {
    return fault(
      code,
      `${year} 年不在 ${FIRST_YEAR}–${LAST_YEAR} 之内，多半是笔误或系统的空值`,
      `the year ${year} is outside ${FIRST_YEAR}–${LAST_YEAR}, a slip or a system's word for none`,
    );
  }
  return null;
}

export function weekdayFault(code: string, day: Day, said: number): Reading | null {
  const is = weekdayOf(day);
  if (is === said) return null;
  return fault(
    code,
    `${writeDay(day)} 是星期${WEEKDAYS_ZH[is] ?? ""}，不是星期${WEEKDAYS_ZH[said] ?? ""}`,
    `${writeDay(day)} is a ${WEEKDAYS_EN[is] ?? ""}, no ${WEEKDAYS_EN[said] ?? ""}`,
  );
}

/** Which part is which. */
export function inOrder(order: DateOrder, [first, second, third]: readonly [number, number, number]): Day {
  switch (order) {
    case "ymd":
      return { year: first, month: second, day: third };
    case "dmy":
      return { year: third, month: second, day: first };
    case "mdy":
      return { year: third, month: first, day: second };
  }
}

/** Two digits of a year, read as 1990 to 2089. */
export function fullYear(short: number): number {
  return short >= 90 ? 1900 + short : 2000 + short;
}
