import type { LoadStatus, Message } from "./loads.ts";
import type { Words } from "./words.ts";

/**
 * How a run of the inbox or of a schedule ended. `attention`: it took what it could, and something waits for a person:
 * refused, held, or left where it lies. `broken`: the writer stopped in the middle of it.
 */
export const RUN_OUTCOMES = ["running", "loaded", "nothing", "attention", "failed", "broken"] as const;
export type RunOutcome = (typeof RUN_OUTCOMES)[number];

/** What became of a file; `left`: not taken this time, tried again by itself. */
export type RunFile = {
  file: string;
  status: LoadStatus | "left";
  /** Numbers in the ledger: one for each sheet or member. */
  loads: number[];
  /** Where there is something to know: why it was refused, held or left. */
  message: Message | null;
};

/** Files by what became of them. */
export type RunCounts = { loaded: number; already: number; held: number; refused: number; left: number };

/** One time that files were taken by themselves. Times are ISO, Asia/Shanghai wall time with offset. */
export type Run = {
  run: number;
  /** Name of the schedule; null for the inbox. */
  schedule: string | null;
  /** The planned time that it is the run of; null where a person asked for it, and for the inbox. */
  plannedAt: string | null;
  startedAt: string;
  endedAt: string | null;
  outcome: RunOutcome;
  counts: RunCounts;
  /** At most 100, those first that need a look. */
  files: RunFile[];
  /** Why it failed, or why what it took could not be published. */
  message: Message | null;
};

export type InboxState = {
  /** Absolute path. */
  folder: string;
  /** Why nothing can be taken from it. */
  problem: Message | null;
  /** Files that lie in it, the oldest first, at most 50; `file` is the path within it. */
  waiting: { file: string; bytes: number; changedAt: string }[];
  waitingTotal: number;
  /** How much lies there that is not taken: temporary names, links, files without a readable name. */
  passed: number;
  /** Newest first. */
  runs: Run[];
};

/** What a schedule's file says, and how it goes. Of a file that is not understood there is only a name and a problem. */
export type ScheduleState = {
  name: string;
  title: Words;
  source: string | null;
  folder: string | null;
  files: string[];
  /** Cron, in Asia/Shanghai. */
  at: string | null;
  mapping: string | null;
  /** Null where nothing is planned: the file is not understood. */
  next: string | null;
  last: Run | null;
  problem: (Message & { file: string; line: number | null }) | null;
};

/** Answer of GET /api/schedules and `heng schedules --json`. `folder`: where schedules' files are put. */
export type SchedulesAnswer = { inbox: InboxState; folder: string; schedules: ScheduleState[] };

/** Who loaded it, where a file was taken from the inbox. */
export const INBOX_UPLOADER = "inbox";

/** Who loaded it, where a schedule took it. */
export function scheduleUploader(name: string): string {
  return `schedule:${name}`;
}

/** The schedule that an uploader stands for, or null. */
export function scheduleOf(uploader: string): string | null {
  return uploader.startsWith("schedule:") ? uploader.slice("schedule:".length) : null;
}
