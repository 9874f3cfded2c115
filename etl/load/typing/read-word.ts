import type { Column } from "../../contract.ts";
import { plainText } from "./plain-text.ts";
import { readWhole, type NumberStyle } from "./read-number.ts";
import { fault, value, type Reading } from "./reading.ts";

/** The words of the scales of five that are in use: a survey's, the government's 好差评, and their short forms. */
export const SCORE_WORDS: Record<string, number> = {
  非常满意: 5,
  十分满意: 5,
  很满意: 5,
  满意: 4,
  比较满意: 4,
  较满意: 4,
  一般: 3,
  基本满意: 3,
  不满意: 2,
  比较不满意: 2,
  较不满意: 2,
  不太满意: 2,
  非常不满意: 1,
  十分不满意: 1,
  很不满意: 1,
};

const CHINESE_DIGITS = "零一二三四五";

/**
 * A score of 1 to 5: a number, 5分, 五星, ★★★★☆, 4/5, a word, or a word with its number. 好评、中评、差评 are a scale
 * of three, for which no number of a scale of five would be right.
 */
export function readScore(text: string, style: NumberStyle): Reading {
  const code = "bad_score";
  const plain = plainText(text).replace(/ /g, "");
  const stars = /^(★{0,5})(☆{0,5})$/.exec(plain);
  if (stars !== null) {
    const [, full = "", open = ""] = stars;
    if (full.length > 0 && (open === "" || full.length + open.length === 5)) return value(String(full.length));
    return fault(code, "星数说不清是几分", "does not say how many stars of five");
  }
  if (/^[好中差]评$/.test(plain)) {
    return fault(
      code,
      "好评、中评、差评只有三级，不能换算成 1–5 分；请用映射写明换算方法",
      "is of a scale of three and no score from 1 to 5; say in a mapping what it counts as",
    );
  }
  const word = SCORE_WORDS[plain];
  if (word !== undefined) return value(String(word));
  const both =
    /^(\d)分?[-—:：.、(]?([^\d()]+?)\)?$/.exec(plain) ?? swapped(/^([^\d()]+?)[-—:：(]?(\d)分?\)?$/.exec(plain));
  const [number, said] = [both?.[1], SCORE_WORDS[both?.[2] ?? ""]];
  if (number !== undefined && said !== undefined) {
    if (Number(number) === said) return value(number);
    return fault(
      code,
      `文字和数字不一致：${both?.[2] ?? ""} 应为 ${said} 分`,
      `its word and its number differ: ${both?.[2] ?? ""} is ${said}`,
    );
  }
  const chinese = /^([一二三四五])(?:颗?星|分)$/.exec(plain)?.[1];
  const bare = /^(.+?)(?:颗?星级?|分|\/5分?)$/.exec(plain)?.[1] ?? plain;
  const whole = readWhole(code, chinese === undefined ? bare : String(CHINESE_DIGITS.indexOf(chinese)), style);
  if (whole.kind !== "value") return whole;
  return inRange(code, whole, 1, 5);
}

function swapped(match: RegExpExecArray | null): [string, string | undefined, string | undefined] | null {
  return match === null ? null : ["", match[2], match[1]];
}

/** A recommendation of 0 to 10. */
export function readNps(text: string, style: NumberStyle): Reading {
  const bare = plainText(text).replace(/(?:分|\/10分?)$/, "");
  const whole = readWhole("bad_nps", bare, style);
  return whole.kind === "value" ? inRange("bad_nps", whole, 0, 10) : whole;
}

function inRange(code: string, whole: { kind: "value"; value: string }, low: number, high: number): Reading {
  const number = Number(whole.value);
  if (number >= low && number <= high) return whole;
  return fault(code, `${whole.value} 不在 ${low}–${high} 之间`, `${whole.value} is not between ${low} and ${high}`);
}

/** Yes and no as exports write them. Lower case. 无 is no. */
export const YES = [
  ...["是", "有", "满意", "属实", "成功", "已", "对", "真", "是的", "正确", "通过", "开", "开启"],
  ...["√", "✓", "✔", "✔️", "☑", "true", "yes", "y", "t", "on", "1", "1.0"],
];
export const NO = [
  ...[
    "否",
    "无",
    "不满意",
    "不属实",
    "失败",
    "未",
    "错",
    "假",
    "不是",
    "错误",
    "没有",
    "不通过",
    "未通过",
    "关",
    "关闭",
  ],
  ...["×", "✗", "✘", "✕", "✖", "☐", "false", "no", "n", "f", "off", "0", "0.0"],
];

export function readBool(text: string): Reading {
  const word = plainText(text).toLowerCase();
  if (YES.includes(word)) return value("true");
  if (NO.includes(word)) return value("false");
  if (word === "x") {
    return fault(
      "bad_bool",
      "字母 X 可能表示勾选，也可能表示否；请写“是”或“否”",
      "an X may mean ticked, or no; write yes or no",
    );
  }
  return fault("bad_bool", "不是“是”或“否”", "is neither yes nor no");
}

export function readEnum(column: Column): Reading {
  const words = (column.values ?? []).map(({ words }) => words);
  return fault(
    "unknown_word",
    `内容不在可选项中；可填：${words.map((word) => word.zh).join("、")}`,
    `is none of the words it may hold: ${words.map((word) => word.en).join(", ")}`,
  );
}
