import type { Column, ColumnType } from "../contract.ts";
import { withoutMarks } from "./header-marks.ts";

/**
 * Units that a header may state in brackets for all its column: what is written behind each bare number so that the
 * typing of cells reads it by that unit, "" where the contract means the unit anyhow. Any other unit is not guessed at.
 */
const UNITS: Partial<Record<ColumnType, Record<string, string>>> = {
  money: { 元: "", 人民币: "", rmb: "", cny: "", "¥": "", 千元: "千元", 万元: "万元", 百万元: "百万元", 亿元: "亿元" },
  rate: { "%": "%", "‰": "‰" },
  minutes: { 分钟: "", 分: "", min: "", minutes: "" },
};

/** A header that ends in a unit: 应收金额（万元）, 应收金额/万元, 应收金额万元. `unit` is lower case without blanks. */
export function splitUnit(title: string): { name: string; unit: string } | null {
  const plain = withoutMarks(title).normalize("NFKC").trim();
  const [, name, unit] =
    /^(.+?)\s*[([【<]\s*(?:单位\s*[::]?\s*)?([^()[\]【】<>]+?)\s*[)\]】>]$/u.exec(plain) ??
    /^(.+?)[\s/_:-]*((?:千|万|百万|千万|亿)元)$/u.exec(plain) ??
    [];
  return name === undefined || unit === undefined ? null : { name, unit: unit.replaceAll(/\s+/gu, "").toLowerCase() };
}

/** Whether a column of this type can be read in the unit that its header states. */
export function knowsUnit({ type }: Column, unit: string): boolean {
  return UNITS[type]?.[unit] !== undefined;
}

/** Whether a column's numbers would be taken for what they are not: it has a unit, and its header states another. */
export function hasOtherUnit(column: Column, title: string): boolean {
  const split = splitUnit(title);
  return (
    split !== null && UNITS[column.type] !== undefined && OTHERS.test(split.unit) && !knowsUnit(column, split.unit)
  );
}

/** Brackets hold notes as well (含税): only what is a unit stands in the way. */
const OTHERS =
  /^(?:[十百千万亿]*(?:元|块)|万|亿|角|分|美元|港元|港币|欧元|日元|usd|hkd|eur|jpy|\$|€|£|秒|秒钟|s|sec|seconds|小时|时|h|hours?|天|日|d|days?|毫秒|ms|%|‰|百分比|千分比)$/u;

/**
 * SQL for a cell's text with the unit of its header behind its number, whatever stands around that (¥3.5, 3.5-, （3.5）);
 * the text itself where it names a unit of its own, or no number.
 */
export function withUnit(column: Column, title: string, text: string): string {
  const split = splitUnit(title);
  const unit = split === null ? "" : (UNITS[column.type]?.[split.unit] ?? "");
  if (unit === "") return text;
  const own = "[元圆块万亿千%％‰]";
  return `case when regexp_matches(${text}, '${own}') then ${text}
    else regexp_replace(${text}, '([0-9０-９])([^0-9０-９]*)$', '\\1${unit}\\2') end`;
}
