import type { Language } from "../shared/words.ts";
import { preferences } from "./preferences.svelte.ts";
import { en } from "./words-schedules-en.ts";
import { zh, type ScheduleWords } from "./words-schedules-zh.ts";

const byLanguage: Record<Language, ScheduleWords> = { zh, en };

/** What the page says of the inbox and of schedules, in the reader's language. */
export const scheduleWords = {
  get current(): ScheduleWords {
    return byLanguage[preferences.lang];
  },
};
