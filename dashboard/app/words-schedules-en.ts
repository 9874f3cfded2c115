import { formatCount as count } from "./format.ts";
import type { ScheduleWords } from "./words-schedules-zh.ts";

const files = (n: number): string => (n === 1 ? "1 file" : `${count(n)} files`);

export const en: ScheduleWords = {
  inboxTitle: "Inbox",
  inboxNote: "Files put into this folder load by themselves once they are whole; no page needs to be open",
  inboxRules:
    "Loaded files move to 已载入, refused ones to 退回 with a note that says why. In a subfolder called by a source, such as tickets, files are read as that source's.",
  waiting: (n) => `${files(n)} waiting`,
  waitingNone: "No file is waiting",
  waitingMore: (n) => `${count(n)} more`,
  passed: (n) =>
    `${count(n)} more left alone: named as if unfinished (.part, .tmp and the like), links, or names that cannot be read`,
  noRunsYet: "Nothing has been taken yet",
  runsCaption: "Last times",
  copy: "Copy path",
  copyLabel: (path) => `Copy path ${path}`,
  copied: "Copied",
  notCopied: "The browser does not allow copying; select it by hand",

  schedulesTitle: "Schedules",
  schedulesNote: (n) => `${count(n)}, in Beijing time`,
  columns: { at: "Plan", last: "Last", outcome: "Outcome", next: "Next" },
  never: "Has not run yet",
  runNow: "Run now",
  runNowLabel: (name) => `Run now: ${name}`,
  running: "Running",
  ran: (name, outcome) => `${name}: ${outcome}`,
  wrong: "Set up wrong",
  emptyTitle: "No schedules yet",
  emptyNote:
    "Where another system exports into a folder by itself, put a .yml file into the folder below, and Heng fetches what is new at its times. Nothing in the export folder is touched.",
  sample: (folder) =>
    `title: Tickets of the help desk\nfolder: ${folder}\nat: "30 6 * * *"    # minute hour day month weekday: daily at 6:30\nfiles: "tickets*.csv"  # optional\n`,
  sampleFolder: "/srv/exports/helpdesk",
  addMore: "To add or change one: each .yml file in this folder is a schedule, and counts within half a minute.",

  outcomes: {
    running: "Running",
    loaded: "Loaded",
    nothing: "Nothing new",
    attention: "Needs a look",
    failed: "Failed",
    broken: "Broken off, runs again",
  },
  counts: {
    loaded: (n) => `${count(n)} loaded`,
    already: (n) => `${count(n)} loaded before`,
    held: (n) => `${count(n)} held`,
    refused: (n) => `${count(n)} refused`,
    left: (n) => `${count(n)} to be tried again`,
  },
  inLedger: (load) => `load ${load}`,
  inLedgerLabel: (file, load) => `See ${file} in the ledger, load ${load}`,
  moreFiles: (n) => `${files(n)} more in the ledger`,
  bySchedule: (name) => `schedule ${name}`,
  atLine: (file, line) => (line === null ? file : `${file}, line ${line}`),
};
