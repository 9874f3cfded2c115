/** What became of a file. `already`: the same bytes were loaded before; `held`: waits for a person's yes. */
export const LOAD_STATUSES = ["accepted", "held", "refused", "already", "undone"] as const;
export type LoadStatus = (typeof LOAD_STATUSES)[number];

/** A message in both languages; `code` is stable. */
export type Message = { code: string; zh: string; en: string };

/**
 * One file's outcome. read = loaded + updated + unchanged + rejected + blank, always.
 * For a refused file all counts are 0 and `message` says why and what to do.
 */
export type LoadOutcome = {
  /** Number of the load in the ledger; null for a file that was refused before it got one. */
  load: number | null;
  file: string;
  source: string | null;
  status: LoadStatus;
  read: number;
  loaded: number;
  updated: number;
  unchanged: number;
  rejected: number;
  blank: number;
  /** Rejected rows by reason code. */
  reasons: Record<string, number>;
  /** Lines that are no records and no part of `read`, by what they are: title, header, total, signature. */
  skipped: Record<string, number>;
  message: Message | null;
};

/**
 * What a person has decided about a file where reading it by itself is not certain, or wrong. Headers are spelled as
 * the file spells them.
 */
export type LoadChoices = {
  source?: string;
  /** As TextDecoder names it. */
  encoding?: string;
  delimiter?: string;
  /** The physical line on which the header begins; the first is 1. */
  headerLine?: number;
  /** Header → contract column, or null: keep it beside the columns, unread. Headers not named are matched by themselves. */
  columns?: Record<string, string | null>;
  /** Header → the order of day, month and year in a column of dates that could be read both ways. */
  dateOrders?: Record<string, DateOrder>;
  /** Header → a file's word → member of the enum. */
  words?: Record<string, Record<string, string>>;
};

export const DATE_ORDERS = ["ymd", "dmy", "mdy"] as const;
export type DateOrder = (typeof DATE_ORDERS)[number];

/** One line of the ledger, newest first in lists. */
export type LedgerEntry = LoadOutcome & {
  load: number;
  mapping: string | null;
  encoding: string;
  /** From 0 to 1, how certain the encoding is; null where a person or a mapping named it, and in old loads. */
  confidence: number | null;
  delimiter: string;
  choices: LoadChoices;
  bytes: number;
  sha256: string;
  /** ISO, Asia/Shanghai wall time with offset. */
  loadedAt: string;
  uploader: string;
  undoneAt: string | null;
};

/** A rejected row: where it stood, what it said, why it could not be taken. */
export type Reject = {
  load: number;
  file: string;
  /** The record's number in the file; the header is 1. */
  line: number;
  /** The header of the column at fault as the file spells it; null when the whole record is. */
  column: string | null;
  /** The cell at fault, or null. */
  value: string | null;
  raw: string;
  reason: Message;
};

/**
 * Answer of `heng load --json` and of POST /api/uploads. `problem`: why what was accepted could not be published; the
 * rows are kept and the last good version stays.
 */
export type LoadAnswer = { loads: LoadOutcome[]; version: number | null; problem: Message | null };

/** Who loaded the sample. Its loads give way to the first file of a person's own. */
export const SAMPLE_UPLOADER = "sample";
