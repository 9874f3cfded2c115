import type { Message } from "../../dashboard/shared/loads.ts";
import type { Column } from "../contract.ts";

/** Why a cell was not taken although nothing in it is wrong by itself. */
export function cellReason(code: "required" | "cannot_compute", column: Column, header: string): Message {
  const zh = `“${header}”`;
  const en = `"${header}"`;
  switch (code) {
    case "required":
      return { code, zh: `${zh}为必填，这一行是空的`, en: `${en} is required, but empty here` };
    case "cannot_compute":
      return {
        code,
        zh: `按映射算不出 ${column.name}（取自${zh}）`,
        en: `The mapping's expression for ${column.name} fails on this row (from ${en})`,
      };
  }
}

/** What is wrong with a cell's value, with the name of its column. */
export function valueReason({ code, zh, en }: Message, header: string): Message {
  // Some are said of the cell, others of the calendar: "is no date", "there is no month 13".
  const colon = /^(?:is|has|was|says|may|looks|does)\b/.test(en) ? "" : ":";
  return { code, zh: `“${header}”：${zh}`, en: `"${header}"${colon} ${en}` };
}

export function orderReason(start: string, end: string): Message {
  return {
    code: "end_before_start",
    zh: `“${end}”早于“${start}”`,
    en: `"${end}" lies before "${start}"`,
  };
}

/** Why a row was not taken in which all columns are empty of which it needs one. */
export function oneOfReason(columns: readonly Column[]): Message {
  return {
    code: "required",
    zh: `${columns.map(({ name, aliases }) => `“${aliases[0] ?? name}”`).join("和")}至少要填一个，这一行都是空的`,
    en: `One of ${columns.map(({ name }) => name).join(" and ")} is needed, and all are empty here`,
  };
}

export function repeatedHeaderReason(): Message {
  return {
    code: "repeated_header",
    zh: "这一行又是表头，不是数据",
    en: "This row is the header again, not data",
  };
}

/** Why a rejected row that came back was not taken: as it is, nobody has mended it. */
export function unmendedReason(): Message {
  return {
    code: "not_mended",
    zh: "这一行还没有改好：各列是空的，或仍有认不出的字（�）；请照“原文”一列填写",
    en: "This row is not mended yet: its cells are empty or still hold what could not be decoded (�); write them from the raw text",
  };
}
