import { quoteText } from "../../../dashboard/shared/query/sql-text.ts";

const FULL_WIDTH = Array.from({ length: 0x5e }, (_, index) => String.fromCodePoint(0xff01 + index)).join("");
const HALF_WIDTH = Array.from({ length: 0x5e }, (_, index) => String.fromCodePoint(0x21 + index)).join("");

/** SQL: full-width digits, letters and signs, as Chinese input methods leave them, in their plain form. */
export function plainSql(text: string): string {
  const translated = `translate(${text}, ${quoteText(`${FULL_WIDTH}￥\u3000`)}, ${quoteText(`${HALF_WIDTH}¥ `)})`;
  // translate is slow, and text of single bytes has nothing to translate.
  return `case when strlen(${text}) = length(${text}) then ${text} else ${translated} end`;
}

/** Marks that no reader sees: of direction, as Windows' clipboard leaves them around dates, and of no width. */
const INVISIBLE = /[\u200b-\u200f\u202a-\u202e\u2060\ufeff]/g;

/**
 * The same for one text, and what is rarer: minus signs and dashes between digits, spaces of any width, marks that
 * nobody sees. Each character that is left stands for one of the original.
 */
export function plainText(text: string): string {
  return text
    .replace(/[\uff01-\uff5e]/g, (sign) => String.fromCharCode(sign.charCodeAt(0) - 0xfee0))
    .replace(/[￥]/g, "¥")
    .replace(/[\u2212\u2012\u2013]/g, "-")
    .replace(/[\u00a0\u1680\u2000-\u200a\u202f\u205f\u3000\t\r\n]/g, " ")
    .replace(INVISIBLE, "")
    .trim();
}
