import type { Language } from "../shared/words.ts";
import { preferences } from "./preferences.svelte.ts";
import { en } from "./words-lists-en.ts";
import { zh, type ListWords } from "./words-lists-zh.ts";

const byLanguage: Record<Language, ListWords> = { zh, en };

/** What the pages of lists, ledgers and definitions say, in the reader's language. */
export const listWords = {
  get current(): ListWords {
    return byLanguage[preferences.lang];
  },
};
