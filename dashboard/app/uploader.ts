import { scheduleOf } from "../shared/runs.ts";
import { scheduleWords } from "./schedule-words.svelte.ts";
import { uploadWords } from "./upload-words.svelte.ts";

/** The way on which a file came where no person brought it under a name of their own; or null. */
export function wayIn(uploader: string): string | null {
  const schedule = scheduleOf(uploader);
  return schedule === null
    ? (uploadWords.current.uploaders[uploader] ?? null)
    : scheduleWords.current.bySchedule(schedule);
}
