import type { Message } from "../../../dashboard/shared/loads.ts";

/** Why a whole record was not taken: where its cells begin and end is not certain. */
export type DamageCode =
  | "cell_count"
  | "stray_quote"
  | "too_long"
  | "doubtful"
  | "broken_line"
  | "doubtful_total"
  | "before_header"
  | "repeated_header";

/** @param width cells of a record of this file */
export function damageReason(code: DamageCode, cells: number, width: number): Message {
  switch (code) {
    case "cell_count":
      return cells < width
        ? {
            code,
            zh: `这一行有 ${cells} 列，表头有 ${width} 列，无法对应；可能少了分隔符，行末的空列也要写出分隔符`,
            en: `This row has ${cells} cells, the header ${width}; they cannot be matched: a delimiter may be missing, and empty cells at the end need theirs too`,
          }
        : {
            code,
            zh: `这一行有 ${cells} 列，表头有 ${width} 列，无法对应；可能多了分隔符，内容中有分隔符的一格要加引号`,
            en: `This row has ${cells} cells, the header ${width}; they cannot be matched: there may be a delimiter too many, and a cell that holds one needs quotes`,
          };
    case "stray_quote":
      return {
        code,
        zh: "引号没有配对，分不清各列",
        en: "The quotes do not pair, so the cells cannot be told apart",
      };
    case "too_long":
      return {
        code,
        zh: "这一行超过 1 MB，可能少了一个引号或换行",
        en: "This row is longer than 1 MB: a quote or a line end may be missing",
      };
    case "doubtful":
      return {
        code,
        zh: "前面有没配对的引号，分不清这一行是一条记录，还是上一格内容的一部分",
        en: "A quote above does not pair, so this line may be a record or a piece of a cell's text",
      };
    case "broken_line":
      return {
        code,
        zh: "相邻的一行只有一段文字，可能是从这一行断开的，分不清这一格是否完整；请接好后重新提交",
        en: "A line next to this one is a single piece of text and may have been cut off from it, so a cell may be incomplete; join them and send them again",
      };
    case "doubtful_total":
      return {
        code,
        zh: "这一行像是合计，又有编号，分不清是不是一条记录",
        en: "This row looks like a sum but may be a record: which one is not certain",
      };
    case "before_header":
      return {
        code,
        zh: "这一行在表头之前，却像一条记录；请核对表头的位置",
        en: "This row stands above the header but looks like a record; check where the header is",
      };
    case "repeated_header":
      return {
        code,
        zh: "这一行又是表头，不是数据",
        en: "This row is the header again, not data",
      };
  }
}
