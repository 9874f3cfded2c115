import { Problem } from "../problem.ts";
import type { Plan } from "./plan.ts";

/** 单位：万元, 金额单位为千元, （万元）, 单位：万; no 单位：万科物业. */
const STATED =
  /单位\s*[:：,，]?\s*(?:人民币)?\s*([百千万亿]+)元|单位\s*(?:[:：,，(（]|为|是)?\s*(?:人民币)?\s*([百千万亿]+)元?(?!\p{L})|[(（[【]\s*(?:人民币)?([百千万亿]+)元?\s*[)）\]】]/u;

/** A cell that holds a unit and no amount, as the row beneath a header does. */
const ALONE = /^[(（[【]?\s*(?:单位\s*[:：]?)?\s*([百千万亿]+)元?\s*[)）\]】]?$/u;

/**
 * A line above or beneath a table may say that all its amounts are in tens of thousands. Taken as they stand, all would
 * be wrong.
 *
 * @throws Problem `scaled_amounts`
 */
export function refuseOtherScale({ fields }: Plan, line: number, raw: string): void {
  if (!fields.some(({ column, from }) => column.type === "money" && "cell" in from)) return;
  const unit = STATED.exec(raw)
    ?.slice(1)
    .find((each) => each !== undefined);
  if (unit === undefined) return;
  throw new Problem({
    code: "scaled_amounts",
    zh: `第 ${line} 行注明金额单位是${unit}元，按元读会全部错位；请换算成元后重新导出，或在映射文件中写明换算`,
    en: `Line ${line} says that amounts are in ${unit}元, not 元; convert them and export again, or convert them in a mapping`,
    where: { line },
  });
}

/**
 * The same where a cell among a column's amounts says it.
 *
 * @throws Problem `scaled_amounts`
 */
export function refuseScaleCell(header: string, text: string): void {
  const [, unit] = ALONE.exec(text) ?? [];
  if (unit === undefined) return;
  throw new Problem({
    code: "scaled_amounts",
    zh: `“${header}”一列中有一格只写着“${text}”，像是注明金额单位是${unit}元，按元读会全部错位；请换算成元并删去这一格后重新导出`,
    en: `A cell of "${header}" holds only "${text}", which seems to say that amounts are in ${unit}元, not 元; convert them, remove that cell and export again`,
    where: { column: header },
  });
}
