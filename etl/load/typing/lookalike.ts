import { fault, type Reading } from "./reading.ts";

/** Letters that are taken for digits when numbers are typed or scanned. */
const LETTERS = /[OoQlI|]/;

/** Where a letter stands in a number in place of a digit; null where that is not what is wrong with it. */
export function lookalike(code: string, text: string): Reading | null {
  if (!/^[\dOoQlI|.,:/+\-¥%年月日 ]+$/.test(text) || (text.match(/\d/g) ?? []).length < 2) return null;
  const at = [...text].findIndex((sign) => LETTERS.test(sign));
  if (at < 0) return null;
  const letter = [...text][at] ?? "";
  const digit = /[OoQ]/.test(letter) ? "0" : "1";
  return fault(
    code,
    `第 ${at + 1} 位是字母 ${letter}，不是数字 ${digit}`,
    `character ${at + 1} is the letter ${letter}, not the digit ${digit}`,
  );
}
