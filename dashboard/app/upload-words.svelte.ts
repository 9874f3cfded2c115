import type { Language } from "../shared/words.ts";
import { preferences } from "./preferences.svelte.ts";
import { en } from "./words-upload-en.ts";
import { zh, type UploadWords } from "./words-upload-zh.ts";

const byLanguage: Record<Language, UploadWords> = { zh, en };

/** What the upload page says, in the reader's language. */
export const uploadWords = {
  get current(): UploadWords {
    return byLanguage[preferences.lang];
  },
};
