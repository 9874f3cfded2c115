/** A text in both languages of the product. */
export type Words = { zh: string; en: string };

export const LANGUAGES = ["zh", "en"] as const;
export type Language = (typeof LANGUAGES)[number];

/** "回收率 | Recovery rate" → both languages; a text without a bar serves both. */
export function parseWords(text: string): Words {
  const [zh = "", en] = text.split("|").map((part) => part.trim());
  return { zh, en: en ?? zh };
}
