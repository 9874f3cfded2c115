import type { Comparison, Grain, MetricEntry, Unit } from "../shared/catalogue.ts";
import { addDays, parseDays, type Day, type Days } from "../shared/periods.ts";
import type { Language, Words } from "../shared/words.ts";

/** What formatting needs to know of a metric. */
export type Measure = Pick<MetricEntry, "unit" | "decimals" | "noun">;

/** How figures of one magnitude are written: value / divisor, so many decimals, then the unit ("" for none). */
export type Scale = { divisor: number; decimals: number; unit: string; signed: boolean };

const NO_BREAK = "\u00a0";
const MINUS = "\u2212";
const DASH = "\u2013";
export const NONE = "\u2014";

const MONTHS_EN = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];
const QUARTERS_ZH = ["一", "二", "三", "四"];
const WEEKDAYS_ZH = ["日", "一", "二", "三", "四", "五", "六"];
const WEEKDAYS_EN = ["Sunday", "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday"];

/** Steps up to larger units: from this magnitude on, divide by that. Largest first. */
const STEPS: Partial<Record<Unit, { from: number; divisor: number; decimals: number; unit: Words }[]>> = {
  seconds: [
    { from: 2 * 3600, divisor: 3600, decimals: 1, unit: { zh: "小时", en: "hours" } },
    { from: 120, divisor: 60, decimals: 1, unit: { zh: "分钟", en: "min" } },
  ],
  minutes: [
    { from: 2 * 1440, divisor: 1440, decimals: 1, unit: { zh: "天", en: "days" } },
    { from: 120, divisor: 60, decimals: 1, unit: { zh: "小时", en: "hours" } },
  ],
  hours: [{ from: 96, divisor: 24, decimals: 1, unit: { zh: "天", en: "days" } }],
};

const MONEY: Record<Language, { from: number; divisor: number; unit: string; table: number; card: number }[]> = {
  zh: [
    { from: 1e8, divisor: 1e8, unit: "亿元", card: 2, table: 2 },
    { from: 1e4, divisor: 1e4, unit: "万元", card: 1, table: 2 },
    { from: 0, divisor: 1, unit: "元", card: 2, table: 2 },
  ],
  en: [
    { from: 1e6, divisor: 1e6, unit: "M CNY", card: 2, table: 2 },
    { from: 1e4, divisor: 1e3, unit: "K CNY", card: 1, table: 2 },
    { from: 0, divisor: 1, unit: "CNY", card: 2, table: 2 },
  ],
};

const UNITS: Partial<Record<Unit, Words>> = {
  score: { zh: "分", en: "" },
  seconds: { zh: "秒", en: "s" },
  minutes: { zh: "分钟", en: "min" },
  per_1000: { zh: "‰", en: "‰" },
  hours: { zh: "小时", en: "hours" },
  days: { zh: "天", en: "days" },
};

/**
 * How to write figures of this magnitude, so that a value, its target and its changes share one unit.
 *
 * @param magnitude the largest value to be written; null where there is none
 * @param place tables give money two decimals, cards one
 */
export function scaleOf(
  metric: Measure,
  magnitude: number | null,
  lang: Language,
  place: "card" | "table" = "card",
): Scale {
  const size = Math.abs(magnitude ?? 0);
  const plain = { divisor: 1, decimals: metric.decimals, unit: UNITS[metric.unit]?.[lang] ?? "", signed: false };
  if (metric.unit === "percent") return { ...plain, divisor: 0.01, unit: "%" };
  if (metric.unit === "points") return { ...plain, divisor: 0.01, signed: true };
  if (metric.unit === "count") return { ...plain, unit: metric.noun[lang] };
  if (metric.unit === "CNY") {
    const step = MONEY[lang].find(({ from }) => size >= from);
    return step ? { divisor: step.divisor, decimals: step[place], unit: step.unit, signed: false } : plain;
  }
  const step = STEPS[metric.unit]?.find(({ from }) => size >= from);
  return step ? { divisor: step.divisor, decimals: step.decimals, unit: step.unit[lang], signed: false } : plain;
}

/** 1234.5 → "1,234.5" with a true minus; what rounds to zero has no sign. */
export function formatNumber(value: number, decimals: number): string {
  const text = Math.abs(value).toFixed(decimals);
  const [whole = "", part] = text.split(".");
  const grouped = whole.replace(/\B(?=(\d{3})+$)/g, ",") + (part === undefined ? "" : `.${part}`);
  return value < 0 && Number(text) !== 0 ? MINUS + grouped : grouped;
}

/** As formatNumber, with + on what is above zero. */
export function formatSigned(value: number, decimals: number): string {
  const text = formatNumber(value, decimals);
  return value > 0 && Number(Math.abs(value).toFixed(decimals)) !== 0 ? `+${text}` : text;
}

/** The figure alone, without unit. Exactly 100 % is "100"; 99.97 % stays "100.0", so that the two differ. */
export function formatFigure(value: number | null, scale: Scale): string {
  if (value === null) return NONE;
  if (scale.unit === "%" && Math.abs(value) === 1) return value < 0 ? `${MINUS}100` : "100";
  return (scale.signed ? formatSigned : formatNumber)(value / scale.divisor, scale.decimals);
}

function joinUnit(figure: string, unit: string): string {
  if (unit === "" || figure === NONE) return figure;
  return unit === "%" ? figure + unit : figure + NO_BREAK + unit;
}

/** Figure and unit as in a sentence: "81.6%", "438.2 万元"; null is a dash. */
export function formatValue(value: number | null, metric: Measure, lang: Language, scale?: Scale): string {
  const used = scale ?? scaleOf(metric, value, lang);
  return joinUnit(formatFigure(value, used), used.unit);
}

/** Amounts are more or less, rates and scores higher or lower. */
export function isAmount({ unit }: Pick<Measure, "unit">): boolean {
  return ["count", "CNY", "seconds", "minutes", "hours", "days"].includes(unit);
}

/** Whether a difference still shows once it is rounded. */
export function isVisible(delta: number, { divisor, decimals }: Scale): boolean {
  return Number((Math.abs(delta) / divisor).toFixed(decimals)) !== 0;
}

/** A change without its unit, signed: "−2.6". */
export function formatDelta(delta: number | null, scale: Scale): string {
  return delta === null ? NONE : formatSigned(delta / scale.divisor, scale.decimals);
}

function unitOfDifference(metric: Measure, scale: Scale, lang: Language): string {
  if (metric.unit === "percent") return lang === "zh" ? "个百分点" : "points";
  if (metric.unit === "points") return lang === "zh" ? "分" : "points";
  return scale.unit;
}

/** The size of a difference with its unit, unsigned: "8.4 个百分点", "14 次". */
export function formatDifference(delta: number, metric: Measure, scale: Scale, lang: Language): string {
  return joinUnit(formatNumber(Math.abs(delta) / scale.divisor, scale.decimals), unitOfDifference(metric, scale, lang));
}

export function formatTarget(comparison: Comparison, value: number, metric: Measure, lang: Language): string {
  const sign = comparison === ">=" ? "≥" : "≤";
  return `${sign}${NO_BREAK}${formatValue(value, metric, lang)}`;
}

/**
 * How far a value is from its target, as the card says it: "差 8.4 个百分点", "高 3.5 个百分点", "多 14 次".
 * Empty where it stands exactly on the target.
 */
export function formatGap(
  value: number,
  target: { comparison: Comparison; value: number },
  metric: Measure,
  scale: Scale,
  lang: Language,
): string {
  const over = value - target.value;
  if (over === 0) return "";
  const short = target.comparison === ">=" ? over < 0 : over > 0;
  const visible = isVisible(over, scale);
  // A gap too small for the decimals must not read "short by 0.0" beside a status that says it is short.
  if (!visible && !short) return "";
  const size = visible ? Math.abs(over) : 10 ** -scale.decimals * scale.divisor;
  const text = formatDifference(size, metric, scale, lang);
  const amount = isAmount(metric);
  if (lang === "en") {
    const less = visible ? "" : "less than ";
    if (short) return over < 0 ? `short by ${less}${text}` : `over by ${less}${text}`;
    return over < 0 ? `${text} below` : `${text} above`;
  }
  const less = visible ? "" : "不到 ";
  if (short)
    return over < 0
      ? `差${less === "" ? " " : less}${text}`
      : `${amount ? "多" : "高"}${less === "" ? " " : less}${text}`;
  return over < 0 ? `${amount ? "少" : "低"} ${text}` : `${amount ? "多" : "高"} ${text}`;
}

/** n with its measure word: "12,846 笔". */
export function formatN(n: number, noun: Words, lang: Language): string {
  return joinUnit(formatNumber(n, 0), noun[lang]);
}

export function formatCount(n: number): string {
  return formatNumber(n, 0);
}

/** What a period is called in the address and in cells: 2026-08, 2026-Q3, 2026-W34, 2026-08-23, 2026. */
export function periodId(grain: Grain, start: Day): string {
  if (grain === "year") return start.slice(0, 4);
  if (grain === "month") return start.slice(0, 7);
  if (grain === "quarter") return `${start.slice(0, 4)}-Q${quarterOf(start)}`;
  if (grain === "week") {
    const { year, week } = isoWeek(start);
    return `${year}-W${String(week).padStart(2, "0")}`;
  }
  return start;
}

function quarterOf(day: Day): number {
  return Math.floor((Number(day.slice(5, 7)) - 1) / 3) + 1;
}

function isoWeek(monday: Day): { year: string; week: number } {
  // A week belongs to the year of its Thursday.
  const year = addDays(monday, 3).slice(0, 4);
  const first = parseDays(`${year}-W01`)?.first ?? monday;
  return { year, week: Math.round((Date.parse(monday) - Date.parse(first)) / 604_800_000) + 1 };
}

/** The name of a period: "2026 年 8 月", "三季度" when the year goes without saying (`thisYear`). */
export function formatPeriod(grain: Grain, start: Day | null, lang: Language, thisYear?: string): string {
  if (start === null || grain === "all") return lang === "zh" ? "全部时间" : "all time";
  const year = start.slice(0, 4);
  const month = Number(start.slice(5, 7));
  const bare = year === thisYear;
  if (lang === "en") {
    switch (grain) {
      case "year":
        return year;
      case "quarter":
        return `Q${quarterOf(start)}${bare ? "" : ` ${year}`}`;
      case "month":
        return `${MONTHS_EN[month - 1]}${bare ? "" : ` ${year}`}`;
      case "week": {
        const iso = isoWeek(start);
        return `week ${iso.week}${iso.year === thisYear ? "" : `, ${iso.year}`}`;
      }
      case "day":
        return formatDay(start, lang, thisYear);
    }
  }
  const prefix = bare ? "" : `${year}${NO_BREAK}年`;
  switch (grain) {
    case "year":
      return `${year}${NO_BREAK}年`;
    case "quarter":
      return `${prefix}${QUARTERS_ZH[quarterOf(start) - 1]}季度`;
    case "month":
      return `${prefix}${bare ? "" : " "}${month}${NO_BREAK}月`;
    case "week": {
      const iso = isoWeek(start);
      return `${iso.year === thisYear ? "" : `${iso.year}${NO_BREAK}年`}第${NO_BREAK}${iso.week}${NO_BREAK}周`;
    }
    case "day":
      return formatDay(start, lang, thisYear);
  }
}

/** "8 月 23 日"; with the year unless it is `thisYear`. */
export function formatDay(day: Day, lang: Language, thisYear?: string): string {
  const [year = "", month = "", date = ""] = day.split("-");
  const bare = year === thisYear;
  if (lang === "en") return `${Number(date)} ${MONTHS_EN[Number(month) - 1]}${bare ? "" : ` ${year}`}`;
  return `${bare ? "" : `${year}${NO_BREAK}年 `}${Number(month)}${NO_BREAK}月 ${Number(date)}${NO_BREAK}日`;
}

/** A stretch of days: "8 月 1–23 日", "7 月 1 日–8 月 23 日", "2025 年 8 月 1–23 日". */
export function formatDays({ first, last }: Days, lang: Language, thisYear?: string): string {
  if (first === last) return formatDay(first, lang, thisYear);
  const oneYear = first.slice(0, 4) === last.slice(0, 4);
  const oneMonth = first.slice(0, 7) === last.slice(0, 7);
  const [from, to] = [Number(first.slice(8)), Number(last.slice(8))];
  if (lang === "en") {
    if (oneMonth) return `${from}${DASH}${formatDay(last, lang, thisYear)}`;
    return `${formatDay(first, lang, oneYear ? first.slice(0, 4) : thisYear)}${DASH}${formatDay(last, lang, thisYear)}`;
  }
  if (oneMonth)
    return formatDay(first, lang, thisYear).replace(`${from}${NO_BREAK}日`, `${from}${DASH}${to}${NO_BREAK}日`);
  return `${formatDay(first, lang, thisYear)}${DASH}${formatDay(last, lang, oneYear ? last.slice(0, 4) : thisYear)}`;
}

/** "8-23", for cells; with the year unless it is `thisYear`. */
export function formatDayShort(day: Day, thisYear?: string): string {
  return day.slice(0, 4) === thisYear ? `${Number(day.slice(5, 7))}-${day.slice(8, 10)}` : day;
}

export function formatWeekday(day: Day, lang: Language): string {
  const weekday = new Date(`${day}T00:00:00Z`).getUTCDay();
  return (lang === "zh" ? `星期${WEEKDAYS_ZH[weekday]}` : WEEKDAYS_EN[weekday]) ?? "";
}

const SHANGHAI_MS = 8 * 3_600_000;

/** Wall time in Asia/Shanghai of an ISO instant, whatever the reader's own zone: { day: "2026-08-24", time: "06:12" }. */
export function splitInstant(iso: string): { day: Day; time: string } {
  const wall = new Date(Date.parse(iso) + SHANGHAI_MS).toISOString();
  return { day: wall.slice(0, 10), time: wall.slice(11, 16) };
}

/** What follows 汉字: a text that begins with a digit or a Latin letter keeps a space from it, 汉字 do not. */
export function lead(text: string): string {
  return /^[\w+\u2212]/.test(text) ? ` ${text}` : text;
}

/** What stands before 汉字, likewise. */
export function trail(text: string): string {
  return /[\w%]$/.test(text) ? `${text} ` : text;
}

/** 8-24 06:12, for cells. */
export function formatInstantShort(iso: string, thisYear?: string): string {
  const { day, time } = splitInstant(iso);
  return `${formatDayShort(day, thisYear)} ${time}`;
}

/** 1536 → "1.5 KB". */
export function formatBytes(bytes: number): string {
  if (bytes < 1024) return `${bytes}${NO_BREAK}B`;
  const [size, unit] = bytes < 1024 ** 2 ? [bytes / 1024, "KB"] : [bytes / 1024 ** 2, "MB"];
  return `${size.toFixed(size < 10 ? 1 : 0)}${NO_BREAK}${unit}`;
}

/** A text with its full stop. */
export function asSentence(text: string, lang: Language): string {
  return /[。.？！!?]$/.test(text) ? text : text + (lang === "zh" ? "。" : ".");
}
