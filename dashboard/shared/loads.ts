import type { Grain, Status } from "./catalogue.ts";

/**
 * What became of a file, or of a part of one. `already`: the same bytes were loaded before; `held`: waits for a person's
 * yes, its rows are kept and count nowhere; `declined`: a person said no to what was held; `undone`: accepted once, then
 * taken back; `skipped`: no table of any source (a cover sheet, a picture), beside parts of the file that were taken.
 * Of these, `held`, `declined` and `undone` can be put in force later.
 */
export const LOAD_STATUSES = ["accepted", "held", "declined", "refused", "already", "undone", "skipped"] as const;
export type LoadStatus = (typeof LOAD_STATUSES)[number];

/** A message in both languages; `code` is stable. */
export type Message = { code: string; zh: string; en: string };

/**
 * One file's outcome. read = loaded + updated + unchanged + rejected + blank, always.
 * For a refused file, and a skipped part, all counts are 0 and `message` says why and what to do.
 */
export type LoadOutcome = {
  /** Number of the load in the ledger; null for a file that was refused before it got one. */
  load: number | null;
  file: string;
  source: string | null;
  status: LoadStatus;
  /** Only where a load has read it. */
  encoding?: string;
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
  /** Of a held load: the reasons of `LedgerEntry.held` in one sentence. */
  message: Message | null;
};

/** What a source's budget watches; see `etl/load/README.md`. */
export const HOLD_CODES = ["too_many_rejects", "too_few_rows", "repeated_keys", "missing_rows"] as const;
export type HoldCode = (typeof HOLD_CODES)[number];

/**
 * Why a load waits for a person's yes, in words with its numbers: 退回 3.3%（33 行），超过限额 1.0%. `share`: what was
 * found, `limit`: what the budget allows, both from 0 to 1 (too_few_rows: of the usual number of rows, and can exceed
 * neither); `rows`: how many rows that is.
 */
export type HoldReason = Message & { code: HoldCode; share: number; limit: number; rows: number };

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
  /** Header → what Excel counts a column of numbers from that are dates. */
  dateSystems?: Record<string, DateSystem>;
  /** Header → a file's word → member of the enum. */
  words?: Record<string, Record<string, string>>;
};

export const DATE_ORDERS = ["ymd", "dmy", "mdy"] as const;
export type DateOrder = (typeof DATE_ORDERS)[number];

/** Excel counts days from 1900, or from 1904 in workbooks that began on a Mac. */
export const DATE_SYSTEMS = ["1900", "1904"] as const;
export type DateSystem = (typeof DATE_SYSTEMS)[number];

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
  /** What it was held for; empty where the budget had no objection. It stays after the decision. */
  held: HoldReason[];
  /** Who said yes (status accepted, or undone later) or no (declined) to what was held, and when; null before. */
  decidedBy: string | null;
  decidedAt: string | null;
  /** The load whose rejected rows this file brings mended. */
  mends: number | null;
  /** How many of its own rejected rows have come in mended since, by loads in force. Left to mend: rejected − mended. */
  mended: number;
  /** The load whose file this one reads again, in its place: that one is undone while this is in force. */
  replays: number | null;
  /** Whether the file itself is kept, so that it can be replayed and downloaded. */
  original: boolean;
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
  /** The load in force that brought it mended; absent while it is still to be mended. */
  mended?: number;
  /**
   * The record's cells by header, in the order of the file, as the mending file has them; absent where they cannot be
   * told apart (a quote that never closes): then only the whole record can be written anew.
   */
  cells?: { header: string; text: string }[];
};

/**
 * Answer of GET /api/loads/:load/rejects, in the order of the file. `total`: of all that were asked for; with `?open=1`
 * only those still to be mended are. `mended`: how many of the load's rejects have come in since.
 */
export type RejectsAnswer = { rejects: Reject[]; total: number; mended: number };

/** A line of a file that is no record; `line` as in `Reject`. */
export type SkippedLine = { line: number; code: "title" | "header" | "total" | "signature"; raw: string };

/** Answer of GET /api/loads/:load/skipped, in the order of the file. */
export type SkippedAnswer = { skipped: SkippedLine[]; total: number };

/**
 * Body of POST /api/loads/:load/mend: record number (`Reject.line`) → header as the file spells it → the cell's new
 * text. Cells that are not named stay as they stood; of a record without `cells` those are empty. The writer
 * makes the mending file of it and loads that as any other; the answer is a LoadAnswer with that one load, whose `mends`
 * is :load. Lines that are no open reject of the load are refused (409 `not_rejected`).
 */
export type MendRequest = Record<string, Record<string, string>>;

/** A figure before and after: of the metric's current period and all sites. */
export type FigureAt = { value: number | null; target: number | null; comparison: string | null; status: Status };
export type FigureChange = { metric: string; grain: Grain; period: string | null; now: FigureAt; then: FigureAt };

/**
 * What putting a load in force would do to the figures (GET /api/loads/:load/preview, `heng preview N`); of a load in
 * force, what undoing it would do. Nothing is published by asking. `version`: the one that `now` is read from.
 */
export type LoadPreview = {
  load: number;
  version: number;
  effect: "approve" | "undo";
  /** Only figures that change, in the order of the catalogue. */
  changes: FigureChange[];
  /** How many metrics were compared, or cannot have changed because they read none of the load's rows. */
  metrics: number;
  /** "Today" before and after: a load of newer rows moves it, and with it every current period. */
  asOf: { now: string; then: string };
  /** Why the load, once in force, could not be published: a check that would fail. */
  problem: Message | null;
};

/**
 * Answer of `heng load --json` and of POST /api/uploads. `problem`: why what was accepted could not be published; the
 * rows are kept and the last good version stays.
 */
export type LoadAnswer = { loads: LoadOutcome[]; version: number | null; problem: Message | null };

/** What the writer says of a preview: the folder of the version that it has made, to be compared with version `version`. */
export type PreviewBuilt = Pick<LoadPreview, "load" | "version" | "effect" | "metrics" | "problem"> & {
  folder: string;
};

/**
 * Answer of POST /api/loads/:load/approve, /decline, /redo (and undo's without `problem`): `version` is the one served
 * now. `problem`: as in LoadAnswer. Asked of a load that is in no state for it: 409 with the reason.
 */
export type DecisionAnswer = { load: number; version: number | null; problem: Message | null };

/** Who loaded the sample. Its loads give way to the first file of a person's own. */
export const SAMPLE_UPLOADER = "sample";
