import type { Language } from "../shared/words.ts";
import { en } from "./words-en.ts";
import { zh, type PageWords } from "./words-zh.ts";

/** All that the pages say, by language. */
export const words: Record<Language, PageWords> = { zh, en };
