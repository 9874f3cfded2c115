import type { DateOrder } from "../../../dashboard/shared/loads.ts";
import { fullYear, inOrder, type Day } from "./calendar.ts";
import { CLOCK, CLOCK_GROUPS, clockOf, type Clock } from "./clock.ts";
import { plainText } from "./plain-text.ts";

/** What a written moment consists of. */
export type Apart = {
  /** The day by each order in which its parts may stand; one entry where its form leaves no doubt. */
  days: ReadonlyMap<DateOrder, Day>;
  /** The year has two digits and the month is a number: only a person can say which part is which. */
  short: boolean;
  clock: Clock | null;
  /** As written, without the name before it: "+08:00", "Z", "CST"; null where there is none. */
  zone: string | null;
  /** 0 is Sunday; null where no weekday is written. */
  weekday: number | null;
};

const LONGEST = 80;

const WEEKDAY_ZH = /[([（]?(?:星期|周|礼拜)([一二三四五六日天])[)\]）]?/g;
const WEEKDAY_EN =
  /[([]?\b(mon(?:day)?|tue(?:s(?:day)?)?|wed(?:nesday)?|thu(?:r(?:s(?:day)?)?)?|fri(?:day)?|sat(?:urday)?|sun(?:day)?)\b\.?,?[)\]]?/gi;
const ZONE = "Z|(?:GMT|UTC) ?[+-]\\d{1,2}(?::?\\d{2})?|[+-]\\d{2}(?::?\\d{2})?|GMT|UTC|[A-Z]{3,4}";
/** China's own zone by name says nothing new. */
const HOME = /\s*\(?(?:中国标准时间|北京时间|China Standard Time|Asia\/Shanghai)\)?\s*/g;

const CLOCK_LAST = new RegExp(`^(.*?)(?:[ ,]+|(?<=\\d)[Tt](?=\\d)|(?<=[日号]))${CLOCK}(?: ?(${ZONE}))?$`);
const PART_STUCK = new RegExp(`^(.*?\\d)(?=上午|下午|中午|晚上|凌晨|早上|早晨|清晨|傍晚)${CLOCK}(?: ?(${ZONE}))?$`);
const CLOCK_FIRST = new RegExp(`^${CLOCK}[ ,]+(.+)$`);
const CTIME = new RegExp(`^([A-Za-z]{3,9}) (\\d{1,2}) (${CLOCK})(?: (${ZONE}))? (\\d{4})$`);
const COMPACT = /^(\d{4})(\d{2})(\d{2})[ Tt]?(\d{2})(\d{2})(?:(\d{2})(?:\.?(\d{3}))?)?(Z|[+-]\d{2}:?\d{2})?$/;

/** The parts of a written moment, or null where it has no form that is known. */
export function takeApart(text: string): Apart | null {
  if (text.length > LONGEST) return null;
  const { rest, weekday } = withoutWeekday(digitsOf(plainText(text)).replace(/ +/g, " ").replace(HOME, " ").trim());
  if (weekday === undefined) return null;
  const compact = COMPACT.exec(rest);
  if (compact !== null) {
    const [, y, mo, d, h, mi, s, ms, zone] = compact;
    if (s === undefined && isWindow(zone) && !/t/i.test(rest)) return null;
    const clock: Clock = {
      part: null,
      hour: Number(h),
      minute: Number(mi),
      second: Number(s ?? 0),
      fraction: ms ?? "",
      spoken: false,
    };
    return { ...certain(Number(y), Number(mo), Number(d)), clock, zone: zone ?? null, weekday };
  }
  const day = daysOf(rest);
  if (day !== null) return { ...day, clock: null, zone: null, weekday };
  for (const split of [splitCtime, splitLast, splitFirst]) {
    const parts = split(rest);
    if (parts === null) continue;
    const days = daysOf(parts.date);
    if (days !== null) return { ...days, clock: parts.clock, zone: parts.zone, weekday };
  }
  return null;
}

type Split = { date: string; clock: Clock; zone: string | null };

function splitLast(text: string): Split | null {
  const match = CLOCK_LAST.exec(text) ?? PART_STUCK.exec(text);
  if (match === null) return null;
  const [, date = "", ...groups] = match;
  const zone = groups[CLOCK_GROUPS];
  const clock = clockOf(groups.slice(0, CLOCK_GROUPS));
  if (clock === null) return null;
  if (groups[3] === undefined && isWindow(zone) && text[date.length]?.toUpperCase() !== "T") return null;
  return { date, clock, zone: zone ?? null };
}

/** 2024-03-05 09:00-11:00 is an appointment, and no time eleven hours west of Greenwich, unless ISO's T says so. */
function isWindow(zone: string | undefined): boolean {
  return zone?.startsWith("-") === true;
}

function splitFirst(text: string): Split | null {
  const match = CLOCK_FIRST.exec(text);
  if (match === null) return null;
  const clock = clockOf(match.slice(1, 1 + CLOCK_GROUPS));
  return clock === null ? null : { date: match[1 + CLOCK_GROUPS] ?? "", clock, zone: null };
}

/** "Mar 05 10:11:12 GMT+08:00 2024", as C and Java write. */
function splitCtime(text: string): Split | null {
  const match = CTIME.exec(text);
  if (match === null) return null;
  const clock = clockOf(match.slice(4, 4 + CLOCK_GROUPS));
  if (clock === null) return null;
  const [zone, year] = match.slice(4 + CLOCK_GROUPS);
  return { date: `${match[1] ?? ""} ${match[2] ?? ""} ${year ?? ""}`, clock, zone: zone ?? null };
}

/** `weekday` is undefined where two are written. */
function withoutWeekday(text: string): { rest: string; weekday: number | null | undefined } {
  const found: number[] = [];
  const rest = text
    .replace(WEEKDAY_ZH, (_, day: string) => {
      found.push("日一二三四五六".indexOf(day === "天" ? "日" : day));
      return " ";
    })
    .replace(WEEKDAY_EN, (_, day: string) => {
      found.push(["sun", "mon", "tue", "wed", "thu", "fri", "sat"].indexOf(day.slice(0, 3).toLowerCase()));
      return " ";
    });
  const tidy = rest
    .replace(/ +/g, " ")
    .replace(/^[ ,]+|[ ,]+$/g, "")
    .replace(/日 (?=\d)/g, "日");
  return { rest: found.length === 0 ? text : tidy, weekday: found.length > 1 ? undefined : (found[0] ?? null) };
}

type Days = Pick<Apart, "days" | "short">;

const YEAR_FIRST = /^(\d{4}) ?([-/.年]) ?(\d{1,2}) ?([-/.月]) ?(\d{1,2})(?: ?([日号]))?$/;
const SHORT_CHINESE = /^(\d{2})年(\d{1,2})月(\d{1,2})[日号]$/;
const EIGHT = /^(\d{4})(\d{2})(\d{2})$/;
const YEAR_LAST = /^(\d{1,2})([-/.])(\d{1,2})\2(\d{4})$/;
const SHORT = /^(\d{1,2})([-/.])(\d{1,2})\2(\d{1,2})$/;
const DAY_NAME_YEAR = /^(\d{1,2})(?:st|nd|rd|th)?[-/ .]*([A-Za-z]{3,9})\.?[-/ ,.]*(\d{4}|\d{2})$/;
const NAME_DAY_YEAR = /^([A-Za-z]{3,9})\.?[-/ ]*(\d{1,2})(?:st|nd|rd|th)?(?:, ?|[-/ ])(\d{4})$/;
const YEAR_NAME_DAY = /^(\d{4})[-/ ]?([A-Za-z]{3,9})[-/ ]?(\d{1,2})$/;

function daysOf(text: string): Days | null {
  let match = YEAR_FIRST.exec(text);
  if (match !== null) {
    const [, y, first, m, second, d, last] = match;
    // 年 and 月 go together; a day's 日 goes with nothing else.
    if ((first === "年") !== (second === "月") || (last !== undefined && first !== "年")) return null;
    return certain(Number(y), Number(m), Number(d));
  }
  if ((match = EIGHT.exec(text)) !== null) return certain(Number(match[1]), Number(match[2]), Number(match[3]));
  if ((match = SHORT_CHINESE.exec(text)) !== null) {
    return certain(fullYear(Number(match[1])), Number(match[2]), Number(match[3]));
  }
  if ((match = YEAR_LAST.exec(text)) !== null) {
    const parts = [Number(match[1]), Number(match[3]), Number(match[4])] as const;
    return { days: byOrder(["dmy", "mdy"], parts), short: false };
  }
  if ((match = SHORT.exec(text)) !== null) {
    const [, first = "", , second = "", third = ""] = match;
    const orders: DateOrder[] = [];
    if (first.length === 2) orders.push("ymd");
    if (third.length === 2) orders.push("dmy", "mdy");
    const days = byOrder(orders, [Number(first), Number(second), Number(third)]);
    return days.size === 0
      ? null
      : { days: new Map([...days].map(([order, day]) => [order, { ...day, year: fullYear(day.year) }])), short: true };
  }
  if ((match = DAY_NAME_YEAR.exec(text)) !== null) {
    const [, first = "", name = "", last = ""] = match;
    const month = monthOf(name);
    if (month === null) return null;
    if (last.length === 4) return certain(Number(last), month, Number(first));
    // 05-Mar-24: the day is written first, unless the year is.
    const days = new Map<DateOrder, Day>([["dmy", { year: fullYear(Number(last)), month, day: Number(first) }]]);
    if (first.length === 2) days.set("ymd", { year: fullYear(Number(first)), month, day: Number(last) });
    return { days, short: false };
  }
  if ((match = NAME_DAY_YEAR.exec(text)) !== null) {
    const month = monthOf(match[1] ?? "");
    return month === null ? null : certain(Number(match[3]), month, Number(match[2]));
  }
  if ((match = YEAR_NAME_DAY.exec(text)) !== null) {
    const month = monthOf(match[2] ?? "");
    return month === null ? null : certain(Number(match[1]), month, Number(match[3]));
  }
  return null;
}

function certain(year: number, month: number, day: number): Days {
  return { days: new Map([["ymd", { year, month, day }]]), short: false };
}

function byOrder(orders: readonly DateOrder[], parts: readonly [number, number, number]): Map<DateOrder, Day> {
  return new Map(orders.map((order) => [order, inOrder(order, parts)]));
}

const MONTHS = "january february march april may june july august september october november december".split(" ");

/** The month of an English name, in full or its first three letters. */
export function monthOf(name: string): number | null {
  const word = name.toLowerCase();
  const at = word === "sept" ? 8 : MONTHS.findIndex((month) => month === word || month.slice(0, 3) === word);
  return at < 0 ? null : at + 1;
}

const CHINESE_DIGITS = "〇一二三四五六七八九";

/** 二〇二四年三月五日 in digits; any other text as it is. */
function digitsOf(text: string): string {
  const match =
    /^([〇零一二三四五六七八九]{4})年([一二三四五六七八九十]{1,2})月([一二三四五六七八九十]{1,3})([日号].*)$/.exec(
      text,
    );
  if (match === null) return text;
  const [, year = "", month = "", day = "", rest = ""] = match;
  const digits = [...year].map((sign) => (sign === "零" ? 0 : CHINESE_DIGITS.indexOf(sign))).join("");
  return `${digits}年${chineseNumber(month)}月${chineseNumber(day)}${rest}`;
}

function chineseNumber(text: string): number {
  const [tens, ones] = text.includes("十") ? text.split("十") : ["", text];
  const digit = (sign: string | undefined): number => CHINESE_DIGITS.indexOf(sign ?? "");
  if (!text.includes("十")) return text.length === 1 ? digit(text) : Number.NaN;
  return (tens === "" ? 1 : digit(tens)) * 10 + (ones === "" ? 0 : digit(ones));
}
