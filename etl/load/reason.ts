import type { Message } from "../../dashboard/shared/loads.ts";
import type { Column } from "../contract.ts";

/** Why a cell was not taken, and what would be. */
export function cellReason(code: string, column: Column, header: string): Message {
  const zh = `“${header}”`;
  const en = `"${header}"`;
  switch (code) {
    case "required":
      return { code, zh: `${zh}为必填，这一行是空的`, en: `${en} is required, but empty here` };
    case "unknown_word": {
      const words = (column.values ?? []).map(({ words }) => words);
      return {
        code,
        zh: `${zh}的内容不在可选项中；可填：${words.map((word) => word.zh).join("、")}`,
        en: `${en} is none of the words it may hold: ${words.map((word) => word.en).join(", ")}`,
      };
    }
    case "cannot_compute":
      return {
        code,
        zh: `按映射算不出 ${column.name}（取自${zh}）`,
        en: `The mapping's expression for ${column.name} fails on this row (from ${en})`,
      };
    case "ruined_number":
      return {
        code,
        zh: `${zh}被表格软件改成了科学计数法，原号码已丢失；请将该列设为文本后重新导出`,
        en: `${en} was turned into scientific notation by a spreadsheet and has lost its digits; export it as text`,
      };
    default:
      return { code, zh: `${zh}${EXPECTED[column.type].zh}`, en: `${en} ${EXPECTED[column.type].en}` };
  }
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

/** Why a whole record was not taken: its structure is broken. */
export function damageReason(kind: "cell_count" | "stray_quote" | "too_long", cells: number, width: number): Message {
  switch (kind) {
    case "cell_count":
      return {
        code: kind,
        zh: `这一行有 ${cells} 列，表头有 ${width} 列，无法对应`,
        en: `This row has ${cells} cells, the header ${width}; they cannot be matched`,
      };
    case "stray_quote":
      return {
        code: kind,
        zh: "引号没有配对，分不清各列",
        en: "The quotes do not pair, so the cells cannot be told apart",
      };
    case "too_long":
      return {
        code: kind,
        zh: "这一行超过 1 MB，可能少了一个引号或换行",
        en: "This row is longer than 1 MB: a quote or a line end may be missing",
      };
  }
}

const EXPECTED: Record<Column["type"], { zh: string; en: string }> = {
  id: { zh: "不是编号", en: "is no id" },
  text: { zh: "不是文字", en: "is no text" },
  phone: { zh: "不是电话号码", en: "is no phone number" },
  enum: { zh: "不在可选项中", en: "is none of the words it may hold" },
  int: { zh: "不是整数", en: "is no whole number" },
  money: {
    zh: "不是金额（最多两位小数，如 1,234.50）",
    en: "is no amount of money (two decimals at most, such as 1,234.50)",
  },
  rate: { zh: "不是数字", en: "is no number" },
  minutes: { zh: "不是分钟数", en: "is no number of minutes" },
  score: { zh: "不是 1–5 分，也不是“非常满意”到“非常不满意”", en: "is no score from 1 to 5" },
  nps: { zh: "不是 0–10 的整数", en: "is no whole number from 0 to 10" },
  ts: {
    zh: "不是可识别的时间（如 2024-03-05 10:11:12）",
    en: "is no time that can be read with certainty (such as 2024-03-05 10:11:12)",
  },
  date: {
    zh: "不是可识别的日期（如 2024-03-05）",
    en: "is no date that can be read with certainty (such as 2024-03-05)",
  },
  month: { zh: "不是可识别的月份（如 2024-03）", en: "is no month that can be read with certainty (such as 2024-03)" },
  time: { zh: "不是一天里的时刻（如 08:30）", en: "is no time of day (such as 08:30)" },
  bool: { zh: "不是“是”或“否”", en: "is neither yes nor no" },
};
