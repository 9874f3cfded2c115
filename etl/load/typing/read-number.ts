import { lookalike } from "./lookalike.ts";
import { plainText } from "./plain-text.ts";
import { fault, value, type Reading } from "./reading.ts";

/** How the numbers of one column are to be understood. */
export type NumberStyle = {
  /** Whether a comma is the decimal mark, as all of the column's values show: 1052,75. */
  decimalComma: boolean;
};

/** An exact decimal number. */
type Decimal = { negative: boolean; whole: string; fraction: string };

type Parsed = { number: Decimal; unit: string; percent: "" | "%" | "‰" };

const PARTS = new RegExp(
  "^(\\()?\\s*([+-])?\\s*(¥|CNY|RMB|人民币)?\\s*([+-])?\\s*([\\d.,' ]*\\d[\\d.,' ]*)" +
    "(千元|百万元|千万元|万元|亿元|万|亿|元整|元|圆)?\\s*(¥|CNY|RMB|人民币)?([%‰])?\\s*(-)?\\s*(\\))?$",
  "i",
);

/** Powers of ten. */
const UNITS: Record<string, number> = {
  "": 0,
  元: 0,
  元整: 0,
  圆: 0,
  千元: 3,
  万: 4,
  万元: 4,
  百万元: 6,
  千万元: 7,
  亿: 8,
  亿元: 8,
};

/** Money with two decimals, exact or not at all. */
export function readMoney(text: string, style: NumberStyle): Reading {
  const code = "bad_money";
  const parsed = parseNumber(code, text, style);
  if ("kind" in parsed) return parsed;
  const { number, unit, percent } = parsed;
  if (percent !== "") return fault(code, "是百分比，不是金额", "is a percentage, no amount of money");
  const power = UNITS[unit] ?? 0;
  // Three decimals in yuan may be a point between thousands; of 万元 there may be many, if none is lost.
  if (power === 0 && number.fraction.length > 2) {
    return fault(
      code,
      `有 ${number.fraction.length} 位小数，金额最多两位`,
      `has ${number.fraction.length} decimals; money has two at most`,
    );
  }
  const yuan = shift(number, power);
  const cents = yuan.fraction.replace(/0+$/, "");
  if (cents.length > 2) {
    return fault(code, "换算成元后超过两位小数", "has more than two decimals in yuan");
  }
  if (yuan.whole.length > 16) return fault(code, "金额太大（超过 16 位）", "is too large: more than 16 digits");
  return value(write({ ...yuan, fraction: cents.padEnd(2, "0") }));
}

/** A whole number, 64 bits wide. */
export function readWhole(code: string, text: string, style: NumberStyle): Reading {
  const parsed = parseNumber(code, text, style);
  if ("kind" in parsed) return parsed;
  const { number, unit, percent } = parsed;
  if (percent !== "") return fault(code, "是百分比，不是整数", "is a percentage, no whole number");
  if (unit.includes("元") || unit === "圆") return fault(code, "是金额，不是个数", "is an amount of money, no count");
  if (unit === "" && /^0{3}$/.test(number.fraction)) {
    const { whole } = number;
    return fault(code, `可能是 ${whole}，也可能是 ${whole}000`, `may be ${whole} or ${whole}000`);
  }
  const whole = shift(number, UNITS[unit] ?? 0);
  if (/[1-9]/.test(whole.fraction)) return fault(code, "有小数，不是整数", "has decimals and is no whole number");
  if (whole.whole.length > 18) return fault(code, "数字太大（超过 18 位）", "is too large: more than 18 digits");
  return value(write({ ...whole, fraction: "" }));
}

/** A number, or a percentage as its fraction. */
export function readRate(text: string, style: NumberStyle): Reading {
  const parsed = parseNumber("bad_rate", text, style);
  if ("kind" in parsed) return parsed;
  const { number, unit, percent } = parsed;
  return value(write(shift(number, (UNITS[unit] ?? 0) - { "": 0, "%": 2, "‰": 3 }[percent])));
}

const DURATION =
  /^(?:(\d+(?:\.\d+)?) ?(?:天|日|days?|d))? ?(?:(\d+(?:\.\d+)?) ?(?:小时|个小时|时|钟头|hours?|hrs?|h))? ?(?:(\d+(?:\.\d+)?) ?(?:分钟|分|minutes?|mins?|min|m))? ?(?:(\d+(?:\.\d+)?) ?(?:秒钟|秒|seconds?|secs?|s))?$/i;

/** Minutes: a number, or a stretch of time that names its units. */
export function readMinutes(text: string, style: NumberStyle): Reading {
  const code = "bad_minutes";
  const plain = plainText(text);
  const match = /\d/.test(plain) ? DURATION.exec(plain) : null;
  if (match !== null) {
    const [days, hours, minutes, seconds] = match.slice(1).map((part) => Number(part ?? 0));
    return value(String((days ?? 0) * 1440 + (hours ?? 0) * 60 + (minutes ?? 0) + (seconds ?? 0) / 60));
  }
  const clock = /^(\d{1,4}):([0-5]\d):([0-5]\d)$/.exec(plain);
  if (clock !== null) return value(String(Number(clock[1]) * 60 + Number(clock[2]) + Number(clock[3]) / 60));
  if (/^\d{1,4}:\d{2}$/.test(plain)) {
    return fault(
      code,
      "可能是时:分，也可能是分:秒；请写成 1:30:00 或分钟数",
      "may be hours and minutes, or minutes and seconds; write 1:30:00 or the minutes",
    );
  }
  const parsed = parseNumber(code, text, style);
  if ("kind" in parsed) return parsed;
  if (parsed.unit !== "" || parsed.percent !== "") {
    return fault(code, "不是分钟数", "is no number of minutes");
  }
  return value(write(parsed.number));
}

/** Fits 1052,75 and 1.052,75, in which a comma is the decimal mark if it is anything that is right. */
export const DECIMAL_COMMA = "(?:\\d+|\\d{1,3}(?:\\.\\d{3})+),\\d{1,2}";
const DECIMAL_COMMA_ONLY = new RegExp(`^${DECIMAL_COMMA}$`);

/** Whether a text would be a number if its comma were the decimal mark. */
export function hasDecimalComma(text: string): boolean {
  const number = PARTS.exec(plainText(text))?.[5]?.trim();
  return number !== undefined && DECIMAL_COMMA_ONLY.test(number);
}

function parseNumber(code: string, text: string, style: NumberStyle): Parsed | Reading {
  const plain = plainText(text);
  const match = PARTS.exec(plain);
  if (match === null) return formlessFault(code, plain);
  const [, open, sign1, before, sign2, digits = "", unit = "", after, percent = "", trailing, close] = match;
  const signs = [sign1, sign2, trailing, open].filter((sign) => sign !== undefined).length;
  if ((open === undefined) !== (close === undefined)) {
    return fault(code, "括号不成对", "its brackets do not pair");
  }
  if (signs > 1 || (before !== undefined && after !== undefined)) {
    return fault(code, "正负号或货币符号不止一个", "has more than one sign or currency");
  }
  const number = parseDigits(code, digits.trim(), style);
  if ("kind" in number) return number;
  const negative = open !== undefined || [sign1, sign2, trailing].includes("-");
  return { number: { ...number, negative }, unit, percent: percent as Parsed["percent"] };
}

function parseDigits(code: string, digits: string, { decimalComma }: NumberStyle): Decimal | Reading {
  if (/[ ']/.test(digits)) return fault(code, "数字中间有空格或撇号", "has a space or an apostrophe inside the number");
  if (decimalComma && DECIMAL_COMMA_ONLY.test(digits)) {
    const [whole = "", fraction = ""] = digits.replaceAll(".", "").split(",");
    return { negative: false, whole, fraction };
  }
  const points = digits.split(".").length - 1;
  if (points > 1) return fault(code, `有 ${points} 个小数点`, `has ${points} decimal points`);
  const [whole = "", fraction = ""] = digits.split(".");
  if (points === 1 && fraction === "") return fault(code, "小数点后没有数字", "has no digit after its point");
  if (fraction.includes(",")) {
    return fault(code, "小数点之后还有逗号", "has a comma after its decimal point");
  }
  if (!whole.includes(",")) return { negative: false, whole: whole === "" ? "0" : whole, fraction };
  if (/^[1-9]\d{0,2}(,\d{3})+$/.test(whole)) return { negative: false, whole: whole.replaceAll(",", ""), fraction };
  if (points === 0 && /^\d+,\d{1,2}$/.test(whole)) {
    return fault(
      code,
      "逗号可能是小数点，也可能是写错的千位分隔符，这一列看不出是哪一种；请改用小数点",
      "its comma may be the decimal mark or a misplaced separator of thousands, and the column does not tell; use a point",
    );
  }
  if (/,\d{4}(,|$)/.test(whole)) {
    return fault(code, "逗号没有按三位分节（像是四位一节）", "its commas do not part thousands, but groups of four");
  }
  return fault(code, "逗号没有按三位分节", "its commas do not part groups of three digits");
}

function shift({ negative, whole, fraction }: Decimal, power: number): Decimal {
  if (power >= 0) {
    const digits = fraction.padEnd(power, "0");
    return { negative, whole: trimZeros(whole + digits.slice(0, power)), fraction: digits.slice(power) };
  }
  const digits = whole.padStart(1 - power, "0");
  return { negative, whole: trimZeros(digits.slice(0, power)), fraction: digits.slice(power) + fraction };
}

function trimZeros(whole: string): string {
  return whole.replace(/^0+(?=\d)/, "");
}

function write({ negative, whole, fraction }: Decimal): string {
  return `${negative ? "-" : ""}${trimZeros(whole)}${fraction === "" ? "" : `.${fraction}`}`;
}

const EXPECTED: Record<string, { zh: string; en: string }> = {
  bad_int: { zh: "不是整数", en: "is no whole number" },
  bad_nps: { zh: "不是 0–10 的整数", en: "is no whole number from 0 to 10" },
  bad_score: {
    zh: "不是 1–5 分，也不是“非常满意”到“非常不满意”",
    en: "is no score from 1 to 5, and no word from 非常满意 to 非常不满意",
  },
  bad_money: {
    zh: "不是金额（最多两位小数，如 1,234.50）",
    en: "is no amount of money (two decimals at most, such as 1,234.50)",
  },
  bad_rate: { zh: "不是数字", en: "is no number" },
  bad_minutes: { zh: "不是分钟数", en: "is no number of minutes" },
};

function formlessFault(code: string, plain: string): Reading {
  const letter = lookalike(code, plain);
  if (letter !== null) return letter;
  if (/^#[A-Z/0]+[!?]?$|^#+$/.test(plain)) {
    return fault(
      code,
      `是表格软件的错误值 ${plain}，原值已丢失`,
      `is a spreadsheet's error value, ${plain}; what it was is lost`,
    );
  }
  if (/^[+-]?\d(?:\.\d+)?[eE][+-]?\d+$/.test(plain)) {
    return fault(
      code,
      "是科学计数法，位数可能已丢失；请将该列设为数值格式后重新导出",
      "is in scientific notation and may have lost digits; format the column as numbers and export again",
    );
  }
  if (/[$€£]|USD|HKD|EUR|JPY|GBP|美元|港币|港元|欧元|日元|英镑/i.test(plain)) {
    return fault(code, "不是人民币金额；请先换算成元", "is not in yuan; convert it first");
  }
  if (/(?:cr|dr)\.?$|^[借贷]|[借贷]$/i.test(plain) && /\d/.test(plain)) {
    return fault(
      code,
      "写的是借贷方向，正负取决于账户；请改用正负号",
      "says debit or credit, whose sign depends on the account; write a sign",
    );
  }
  if (/^[<>≤≥≈~约]|左右$|以上$|以下$/.test(plain)) {
    return fault(code, "是一个范围或约数，不是确切的数", "is a bound or an estimate, no exact number");
  }
  if (/^\d+(?:\.\d+)?\s*[-~至到]\s*\d+(?:\.\d+)?/.test(plain)) {
    return fault(code, "是一个区间，不是一个数", "is a range, not one number");
  }
  const { zh, en } = EXPECTED[code] ?? { zh: "不是数字", en: "is no number" };
  return fault(code, zh, en);
}
