import type { Language } from "../shared/words.ts";
import type { UploadWords } from "./words-upload-zh.ts";

const KINDS = ["title", "header", "total", "signature"] as const;

/** Lines that are no records, in one sentence: 另有标题 2 行、合计 1 行不是记录 …; empty where there are none. */
export function skippedSaid(skipped: Readonly<Record<string, number>>, u: UploadWords, lang: Language): string {
  const list = KINDS.filter((kind) => (skipped[kind] ?? 0) > 0).map((kind) =>
    u.skippedCount(u.skipped[kind], skipped[kind] ?? 0),
  );
  return list.length === 0 ? "" : u.skippedSaid(list.join(lang === "zh" ? "、" : ", "));
}
