import type { Column } from "../../contract.ts";
import { plainText } from "./plain-text.ts";
import { fault, value, type Reading } from "./reading.ts";

/** Marks without width, which no one has put there on purpose. */
const INVISIBLE_EDGE =
  /^[\u200b-\u200f\u202a-\u202e\ufeff][\x21-\x7e\u4e00-\u9fff]*[\u200b-\u200f\u202a-\u202e\ufeff]*$|^[\x21-\x7e\u4e00-\u9fff]+[\u200b-\u200f\u202a-\u202e\ufeff]+$/;

/** Characters that no keyboard writes, blanks and line ends apart. */
const CONTROLS = /[\x01-\x08\x0e-\x1f\x7f]/;

/** SQL: a value where its text holds no such character. Most files have none, and looking costs more than all else. */
export function withoutControls(text: string, value: string): string {
  return `case when regexp_matches(${text}, '[\\x01-\\x08\\x0E-\\x1F\\x7F]') then null else ${value} end`;
}

/** Whether a column's texts name something, and are no values. */
export function isId({ type }: Pick<Column, "type">): boolean {
  return type === "id" || type === "phone";
}

/**
 * An id as it was before a spreadsheet or an export wrapped it: '00123 and ="00123" are 00123. Or what a spreadsheet has
 * made of it, from which it cannot be got back.
 */
export function readId(text: string): Reading {
  if (CONTROLS.test(text)) {
    return fault(
      "control_character",
      "夹有看不见的控制字符，可能已损坏；请照原系统改正",
      "holds a control character that nobody sees, so it may be damaged; correct it from the original",
    );
  }
  const plain = plainText(text);
  const wrapped = /^=\s*"([^"]+)"$/.exec(plain)?.[1]?.trim() ?? /^'+(?=[^'])(.*)$/.exec(plain)?.[1]?.trim();
  const id = wrapped ?? plain;
  if (isScientific(id)) {
    return fault(
      "ruined_number",
      "被表格软件改成了科学计数法，原号码已丢失；请将该列设为文本后重新导出",
      "was turned into scientific notation by a spreadsheet and has lost its digits; export it as text",
    );
  }
  if (/^\d{3,}\.0$/.test(id)) {
    return fault(
      "ruined_number",
      "末尾的 .0 说明被当成数值处理过，开头的 0 可能已丢失；请将该列设为文本后重新导出",
      "ends in .0, so it was treated as a number and may have lost zeros in front; export it as text",
    );
  }
  if (/^\d{1,2}月\d{1,2}日$/.test(id) || MONTH_NAME.test(id)) {
    return fault(
      "ruined_number",
      "被表格软件改成了日期，原编号已丢失；请将该列设为文本后重新导出",
      "was turned into a date by a spreadsheet, and the id is lost; export it as text",
    );
  }
  if (/^#[A-Z/0]+[!?]$|^#+$/.test(id)) {
    return fault("ruined_number", `是表格软件的错误值 ${id}`, `is a spreadsheet's error value, ${id}`);
  }
  if (/^=/.test(id)) {
    return fault("ruined_number", "是一个公式，不是编号；请导出为值", "is a formula and no id; export values");
  }
  if (wrapped === undefined && plain !== text && INVISIBLE_EDGE.test(text)) return value(plain);
  // Width is not changed: Ａ１ and A1 may be two ids.
  return id === "" ? { kind: "empty" } : value(wrapped ?? text);
}

/** 5-Mar, Mar-05: what an English spreadsheet makes of 3-5 and of MAR5. */
const MONTH_NAME =
  /^(?:\d{1,2}-(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)|(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)-\d{2})$/;

/** 1.23E+17, 1.23E17, 123E+15: nobody numbers so. 5E17 without a point or a plus may be an id. */
export function isScientific(id: string): boolean {
  return /^[+-]?\d{1,3}(?:\.\d+)?[eE]\+\d{1,4}$|^[+-]?\d\.\d+[eE]\d{1,3}$/.test(id);
}

/** A number of 16 to 19 digits of which only 15 are left, as Excel keeps them, if that is what became of it. */
export const LONG_NUMBER = "[1-9]\\d{15,18}";

export function zeroTailFault(): Reading {
  return fault(
    "ruined_number",
    "第 15 位之后全是 0，像是被表格软件截断了；请将该列设为文本后重新导出",
    "has only zeros after its 15th digit, as a spreadsheet leaves long numbers; export it as text",
  );
}

/**
 * Whether the numbers that end in zeros after their 15th digit are more than chance explains (one in 20): then a
 * spreadsheet has been there, and none of them can be trusted.
 *
 * @param expected how many would end so by chance: one in 1000 of 18 digits
 */
export function isBeyondChance(found: number, expected: number): boolean {
  if (found === 0) return false;
  let term = Math.exp(-expected);
  let fewer = 0;
  for (let count = 0; count < found; count++) {
    fewer += term;
    term *= expected / (count + 1);
  }
  return 1 - fewer < 0.05;
}
