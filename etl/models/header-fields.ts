import { parseWords, type Words } from "../../dashboard/shared/words.ts";
import { Problem } from "../problem.ts";
import type { ModelFile } from "./model-file.ts";

/** Reads the fields of a model's header; whatever is wrong is told with the file, the line and the field. */
export type HeaderFields = {
  /** A text that must be there. */
  text(field: string): string;
  /** 中文 | English; a text that must be there. */
  words(field: string): Words;
  optionalWords(field: string): Words;
  oneOf<T extends string>(field: string, known: readonly T[]): T;
  names(field: string): string[];
  fail(field: string, zh: string, en: string): Problem;
};

/** @throws Problem `bad_header` where the header holds a field that is not known */
export function headerFields({ header, path, sql }: ModelFile, known: readonly string[]): HeaderFields {
  const fail = (field: string, zh: string, en: string): Problem =>
    new Problem({
      code: "bad_header",
      zh: `${path} 开头的 ${field}：${zh}`,
      en: `${path}, ${field}: ${en}`,
      where: { file: path, line: sql.split("\n").findIndex((line) => line.startsWith(`${field}:`)) + 1 || 1 },
    });
  for (const field of Object.keys(header)) {
    if (!known.includes(field)) {
      throw fail(field, `没有这一项，可写的有 ${known.join("、")}`, `unknown; known are ${known.join(", ")}`);
    }
  }
  const text = (field: string): string => {
    const value = header[field];
    if (typeof value !== "string" || value.trim() === "") throw fail(field, "要写文字", "a text is needed");
    return value.trim();
  };
  return {
    text,
    words: (field) => parseWords(text(field)),
    optionalWords: (field) => parseWords(String(header[field] ?? "")),
    oneOf: (field, options) => {
      const found = options.find((option) => option === header[field]);
      if (found !== undefined) return found;
      throw fail(field, `只能是 ${options.join("、")}`, `must be one of ${options.join(", ")}`);
    },
    names: (field) => {
      const value = header[field];
      if (value === undefined || value === null) return [];
      if (!Array.isArray(value)) throw fail(field, "要写成列表 [a, b]", "a list is needed: [a, b]");
      return value.map(String);
    },
    fail,
  };
}
