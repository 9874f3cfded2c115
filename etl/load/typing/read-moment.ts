import type { DateOrder, DateSystem } from "../../../dashboard/shared/loads.ts";
import { dayFault, FIRST_YEAR, isDay, LAST_YEAR, weekdayFault, weekdayOf, writeDay, type Day } from "./calendar.ts";
import { readClock } from "./clock.ts";
import { lookalike } from "./lookalike.ts";
import { plainText } from "./plain-text.ts";
import { fault, value, type Reading } from "./reading.ts";
import { FIRST_SERIAL, LAST_SERIAL, serialDay, splitSerial } from "./serial.ts";
import { takeApart, type Apart } from "./take-apart.ts";

/** How the dates of one column are to be understood: what a person said of it, then what its values show. */
export type DateStyle = {
  /** Null where neither says it. */
  order: DateOrder | null;
  /** Whether a person said it, so that it holds for years of two digits too. */
  stated: boolean;
  /** What numbers mean; null where that is not certain. */
  system: DateSystem | null;
};

export const NO_STYLE: DateStyle = { order: null, stated: false, system: null };

/** The orders by which a text is a day that exists; null where its form leaves no choice, or is none. */
export function fittingOrders(text: string): DateOrder[] | null {
  const apart = takeApart(text);
  if (apart === null || (apart.days.size < 2 && apart.days.has("ymd") && !apart.short)) return null;
  return [...apart.days].filter(([, day]) => fits(apart, day)).map(([order]) => order);
}

/** Whether a text has a year of two digits and its month as a number, so that only a person can say what is what. */
export function isShortYear(text: string): boolean {
  return takeApart(text)?.short ?? false;
}

function fits({ weekday }: Apart, day: Day): boolean {
  return isDay(day) && (weekday === null || weekdayOf(day) === weekday);
}

/** Whether a text is a plain number that can be an Excel day. */
export function isSerial(text: string): boolean {
  const plain = plainText(text);
  if (!/^\d{5}(?:\.\d{1,15})?$/.test(plain)) return false;
  return Number(plain) >= FIRST_SERIAL && Number(plain) < LAST_SERIAL + 1;
}

/** A moment of Asia/Shanghai as DuckDB casts it, `2024-03-05 10:11:12`. */
export function readMoment(code: string, text: string, style: DateStyle): Reading {
  if (isSerial(text)) return readSerial(code, plainText(text), style);
  const apart = takeApart(text);
  if (apart === null) return formlessFault(code, plainText(text));
  const day = chooseDay(code, apart, style);
  if ("kind" in day) return day;
  const wrong = dayFault(code, day) ?? (apart.weekday === null ? null : weekdayFault(code, day, apart.weekday));
  if (wrong !== null) return wrong;
  if (apart.clock === null) return value(`${writeDay(day)} 00:00:00`);
  const clock = readClock(code, apart.clock);
  if (clock.kind !== "value") return clock;
  const local = `${writeDay(day)} ${clock.value}`;
  return apart.zone === null ? value(local) : inShanghai(code, local, apart.zone);
}

/** The day alone, `2024-03-05`. */
export function readDay(code: string, text: string, style: DateStyle): Reading {
  const moment = readMoment(code, text, style);
  return moment.kind === "value" ? value(moment.value.slice(0, 10)) : moment;
}

function chooseDay(code: string, apart: Apart, { order, stated }: DateStyle): Day | Reading {
  const { days, short } = apart;
  const all = [...days];
  const [only] = all;
  if (only !== undefined && all.length === 1 && !short) return only[1];
  if (order !== null && (stated || !short)) {
    const day = days.get(order);
    if (day !== undefined) return day;
    return fault(
      code,
      `与所选的日期顺序（${ORDERS[order].zh}）不符`,
      `does not go with the order chosen for this column (${ORDERS[order].en})`,
    );
  }
  const possible = all.filter(([, day]) => fits(apart, day));
  const readings = [...new Set(possible.map(([, day]) => writeDay(day)))];
  const [first] = possible;
  if (first === undefined) return noDayFault(code, apart);
  if (readings.length === 1 && !short) return first[1];
  return unclear(readings, short);
}

const ORDERS: Record<DateOrder, { zh: string; en: string }> = {
  ymd: { zh: "年-月-日", en: "year, month, day" },
  dmy: { zh: "日-月-年", en: "day, month, year" },
  mdy: { zh: "月-日-年", en: "month, day, year" },
};

function unclear(readings: readonly string[], short: boolean): Reading {
  const zh = short ? "年份只有两位，" : "";
  const en = short ? "the year has two digits: " : "";
  const orders = (["ymd", "dmy", "mdy"] as const)
    .filter((order) => short || order !== "ymd")
    .map((order) => ORDERS[order]);
  return fault(
    "unclear_date",
    `${zh}可能是 ${readings.join("，也可能是 ")}；请为这一列选定日期顺序（${orders.map((order) => order.zh).join("、")}）后重新载入`,
    `${en}it may be ${readings.join(" or ")}; choose the order for this column (${orders.map((order) => order.en).join("; ")}) and load again`,
  );
}

/** No order makes it a day: said by the order that comes nearest. */
function noDayFault(code: string, { days, weekday }: Apart): Reading {
  const real = [...days.values()].find(isDay);
  if (real !== undefined && weekday !== null) return weekdayFault(code, real, weekday) ?? generic(code);
  const near = [...days.values()].find(({ month }) => month >= 1 && month <= 12) ?? [...days.values()][0];
  return (near && dayFault(code, near)) ?? generic(code);
}

function readSerial(code: string, text: string, { system }: DateStyle): Reading {
  const { serial, second } = splitSerial(text);
  const days = (["1900", "1904"] as const).map((each) => serialDay(serial, each));
  const day = system === null ? null : (days[system === "1900" ? 0 : 1] ?? null);
  if (day === null) {
    const [early, late] = days.map((each) => (each === null ? "" : writeDay(each)));
    return fault(
      "unclear_date",
      `是一个数字；若为 Excel 日期序号，可能是 ${early}（1900 日期系统）或 ${late}（1904 日期系统），无法确定；请为这一列选定日期系统，或设为日期格式后重新导出`,
      `is a number; as an Excel date it may be ${early} (1900 date system) or ${late} (1904 date system), and nothing tells which; choose the date system for this column, or format it as dates and export again`,
    );
  }
  const wrong = dayFault(code, day);
  if (wrong !== null) return wrong;
  const two = (number: number): string => String(number).padStart(2, "0");
  const clock = `${two(Math.floor(second / 3600))}:${two(Math.floor(second / 60) % 60)}:${two(second % 60)}`;
  return value(`${writeDay(day)} ${clock}`);
}

/** Abbreviations that mean one offset the world over. */
const ZONES: Record<string, number> = { Z: 0, GMT: 0, UTC: 0 };

function inShanghai(code: string, local: string, zone: string): Reading {
  const minutes = offsetOf(zone);
  if (minutes === null) {
    return fault(
      code,
      `时区 ${zone} 含义不唯一，请写成 +08:00 的形式`,
      `the time zone ${zone} has more than one meaning; write it as +08:00`,
    );
  }
  const [seconds = "", decimals = ""] = local.split(".");
  const instant = Date.parse(`${seconds.replace(" ", "T")}Z`) - minutes * 60_000;
  const wall = new Date(instant + (new Date(instant).getUTCFullYear() < 1992 ? summerOffset(instant) : 8 * 3_600_000));
  const year = wall.getUTCFullYear();
  if (year < FIRST_YEAR || year > LAST_YEAR) return generic(code);
  const text = wall.toISOString().slice(0, 19).replace("T", " ");
  return value(decimals === "" ? text : `${text}.${decimals}`);
}

/** Minutes east of Greenwich, or null where the zone does not say. */
function offsetOf(zone: string): number | null {
  const named = ZONES[zone];
  if (named !== undefined) return named;
  const match = /^(?:GMT|UTC)? ?([+-])(\d{1,2}):?(\d{2})?$/.exec(zone);
  if (match === null) return null;
  const [, sign, hours, rest] = match;
  const minutes = Number(hours) * 60 + Number(rest ?? 0);
  return minutes > 14 * 60 || Number(rest ?? 0) > 59 ? null : sign === "-" ? -minutes : minutes;
}

/** Milliseconds that Shanghai was ahead of Greenwich, which until 1991 had summers. */
function summerOffset(instant: number): number {
  const parts = new Intl.DateTimeFormat("en", { timeZone: "Asia/Shanghai", hour12: false, hour: "2-digit" });
  const hour = Number(parts.format(instant)) % 24;
  return ((hour - new Date(instant).getUTCHours() + 24) % 24) * 3_600_000;
}

function generic(code: string): Reading {
  return fault(
    code,
    code === "bad_date" ? "不是可识别的日期（如 2024-03-05）" : "不是可识别的时间（如 2024-03-05 10:11:12）",
    code === "bad_date"
      ? "is no date that can be read with certainty (such as 2024-03-05)"
      : "is no time that can be read with certainty (such as 2024-03-05 10:11:12)",
  );
}

/** What is wrong with a text that has no form of a moment. */
function formlessFault(code: string, text: string): Reading {
  if (/^#[A-Z/0]+[!?]?$/.test(text)) {
    return fault(code, `是表格软件的错误值 ${text}`, `is a spreadsheet's error value, ${text}`);
  }
  if (/^#+$/.test(text)) {
    return fault(
      code,
      "是表格列宽不够时显示的 ####，原值已丢失；请加宽该列后重新导出",
      "is the #### of a column too narrow, its value is lost; widen the column and export again",
    );
  }
  const letter = lookalike(code, text);
  if (letter !== null) return letter;
  if (/^\d{1,2}(?:月|[-/.])\d{1,2}[日号]?(?: .*)?$/.test(text)) {
    return fault(code, "没有写年份", "has no year");
  }
  if (/^\d{4}(?:年|[-/.])\d{1,2}月?$/.test(text)) return fault(code, "只有年月，没有日", "has a month, but no day");
  if (/^\d{4}年?$/.test(text)) return fault(code, "只有年份", "has a year only");
  if (/^\d{10}$|^\d{13}$/.test(text)) {
    return fault(
      code,
      "像是 Unix 时间戳，不能确定；请导出为日期格式",
      "looks like a Unix time stamp, which is not certain; export it as a date",
    );
  }
  if (/^\d+(\.\d+)?$/.test(text)) {
    return fault(
      code,
      `是一个数字，不是日期；作为 Excel 日期序号也不在 ${FIRST_YEAR}–${LAST_YEAR} 年之内`,
      `is a number and no date; as an Excel date it is outside ${FIRST_YEAR}–${LAST_YEAR} too`,
    );
  }
  if (
    /\d{1,2}(?::\d{2}|[点點时時](?:\d{1,2}分?|半)?|\d{2}) ?[-~～—至到]+ ?\d{1,2}(?::?\d{2}|[点點时時].*)?$/.test(text)
  ) {
    return fault(
      code,
      "是一个时段（从几点到几点），不是一个时刻",
      "is a stretch of time, from one hour to another, not one time",
    );
  }
  if (/^(?:上午|下午|[AaPp][Mm])? ?\d{1,2}:\d{2}(?::\d{2})?/.test(text)) {
    return fault(code, "只有时刻，没有日期", "has a time of day, but no date");
  }
  if (/^\d{4}[-/.年]\d{1,2}[-/.月]\d{1,2}日?[ T]+\d{1,2}$/.test(text)) {
    return fault(code, "时刻只有小时，没有分钟", "the time has an hour, but no minutes");
  }
  return generic(code);
}
