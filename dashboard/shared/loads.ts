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
  message: Message | null;
};

/** One line of the ledger, newest first in lists. */
export type LedgerEntry = LoadOutcome & {
  load: number;
  mapping: string | null;
  encoding: string;
  delimiter: string;
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
