import type { DateOrder, Message } from "./loads.ts";

/**
 * What the writer makes of a file before it is loaded: `inspect` answers with it, the upload page shows it, and what a
 * person changes there goes back as `LoadChoices`. Nothing is stored by asking for it.
 */
export type FileReport = {
  file: string;
  /** One of the file, or of each sheet and each member of an archive that may be loaded. */
  parts: PartReport[];
  /** Why nothing of it can be read: too large, an empty archive … */
  problem: Message | null;
};

export type PartReport = {
  /** "a.xlsx#应收明细", "a.zip/b.csv", or the file's own name. */
  name: string;
  /** Best first; `confidence` from 0 to 1. More than one above 0.5 means that a person has to say. */
  sources: { id: string; confidence: number }[];
  /** Best first. */
  encodings: { encoding: string; confidence: number; sample: string }[];
  delimiter: string;
  /** Physical line on which the header begins, and how many lines it takes. */
  headerLine: number;
  headerLines: number;
  skipped: { line: number; code: "title" | "header" | "total" | "signature"; raw: string }[];
  columns: ColumnReport[];
  /** How many records the part seems to have; null where only its beginning was looked at. */
  records: number | null;
  /** Why it would be refused as it stands, each with what to choose; empty when it can be loaded. */
  problems: Message[];
};

export type ColumnReport = {
  header: string;
  /** The contract's column that it fills, or null: kept beside the columns. */
  column: string | null;
  /** How it was matched: by its name, by what a person confirmed earlier or now, by a guess that waits for a yes. */
  by: "name" | "remembered" | "chosen" | "guess" | "none";
  confidence: number;
  /** In words, for a guess: "投诉来源 looks like channel". */
  proposal: Message | null;
  dateOrder: { order: DateOrder | null; fits: DateOrder[] } | null;
  /** Words of an enum that the contract does not know, with the member that they look like, or null. */
  newWords: { word: string; count: number; member: string | null }[];
};
