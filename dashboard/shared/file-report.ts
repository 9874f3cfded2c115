import type { DateOrder, DateSystem, LoadChoices, Message } from "./loads.ts";
import type { Words } from "./words.ts";

/**
 * What the writer makes of a file before it is loaded: `inspect` answers with it, the upload page shows it, and what a
 * person changes there goes back as `FileChoices`. Nothing is stored by asking for it.
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
  /** The source whose columns `columns` and `targets` speak of; null where a person has to say. */
  source: string | null;
  /** Best first; `confidence` from 0 to 1. More than one above 0.5 means that a person has to say. */
  sources: SourceGuess[];
  /** Whether it is text, or a sheet: of anything else nothing can be had, whatever is chosen. */
  legible: boolean;
  /** No table at all, such as a cover sheet: where another part is taken, loading leaves it out by itself. */
  spare: boolean;
  /** Best first; empty for a sheet, as `delimiter` is: its cells are told apart by the workbook. */
  encodings: { encoding: string; confidence: number; sample: string }[];
  delimiter: string;
  /** Physical line on which the header begins, and how many lines it takes. */
  headerLine: number;
  headerLines: number;
  skipped: { line: number; code: "title" | "header" | "total" | "signature"; raw: string }[];
  /** One of each column of the file, in its order. */
  columns: ColumnReport[];
  /** What the source's columns are, for mapping by choosing; empty where `source` is null. */
  targets: TargetColumn[];
  /** How many records the part seems to have; null where only its beginning was looked at. */
  records: number | null;
  /** The first records as they would be understood, in the file's order; at most `PREVIEW_ROWS`. */
  preview: PreviewRow[];
  /** What loading all of it would leave out; null where the part is too large to be tried, or cannot be read yet. */
  check: PartCheck | null;
  /** Why it would be refused as it stands, each with what to choose; empty when it can be loaded. */
  problems: Message[];
};

export const PREVIEW_ROWS = 100;

export type SourceGuess = { id: string; title: Words; confidence: number };

export type ColumnReport = {
  header: string;
  /** The contract's column that it fills, or null: kept beside the columns. For a guess, the column that is proposed. */
  column: string | null;
  /** How it was matched: by its name, by what a person confirmed earlier or now, by a guess that waits for a yes. */
  by: "name" | "remembered" | "chosen" | "guess" | "none";
  confidence: number;
  /** In words, for a guess: "投诉来源 looks like channel". */
  proposal: Message | null;
  /**
   * Of a column in which dates can be read in several ways, or for which an order was chosen. `order`: the one that
   * holds; null where a person has to say. `fits`: those by which all of its dates are days. `examples`: some of them as
   * the file has them, those that tell the orders apart.
   */
  dateOrder: { order: DateOrder | null; fits: DateOrder[]; examples: string[] } | null;
  /** Of a column in which numbers stand for days, likewise: nothing in the file tells in which of Excel's systems. */
  dateSystem: { system: DateSystem | null; examples: string[] } | null;
  /** Words of an enum that the contract does not know, most frequent first, with the member that they look like, or null. */
  newWords: NewWord[];
};

export type NewWord = { word: string; count: number; member: string | null };

/** A column of the contract that a header can be chosen to fill. */
export type TargetColumn = {
  name: string;
  title: Words;
  type: string;
  required: boolean;
  /** Only for type enum: what words of the file can be chosen to mean. */
  members: { id: string; words: Words }[];
};

/** One record of the file. */
export type PreviewRow = {
  /** The record's number in the file, as rejects have it; the header is 1. */
  line: number;
  /** One of each column of the file; empty where the record's cells cannot be told apart. */
  cells: PreviewCell[];
  /** Why the row as a whole would not be taken; a fault of one cell stands at that cell. */
  fault: Message | null;
  /** The record as it stands, only where `cells` is empty. */
  raw: string | null;
};

export type PreviewCell = {
  /** As the file has it. */
  text: string;
  /** As it would be understood, written out as SQL does; null where it is empty, not used, or at fault. */
  value: string | null;
  fault: Message | null;
  /** What is odd about it although it would be taken: an agent whom the staff list does not have. */
  hint: Message | null;
};

/** What a load would count before anything is compared with what is there already. */
export type PartCheck = {
  read: number;
  rejected: number;
  blank: number;
  /** Rejected rows by reason code. */
  reasons: Record<string, number>;
};

/**
 * What a person decided about a file's parts, by their names as the report has them. A part that is not named is read
 * by itself; `skip` leaves one out.
 */
export type FileChoices = {
  parts?: Record<string, PartChoices>;
  /** Whether headers and words that were chosen here hold for the source's later files too. */
  remember?: boolean;
};

export type PartChoices = LoadChoices & { skip?: boolean };

/** Answer of POST /api/files and of POST /api/files/:id/inspect. `file`: the id under which the file is kept for a day. */
export type FileAnswer = { file: string; report: FileReport };

/** What a person confirmed once and a source remembers. Answer of GET /api/remembered: `{ remembered: Remembered[] }`. */
export type Remembered = {
  /** Its number, by which it is forgotten. */
  number: number;
  source: string;
  /** A header and the contract's column it fills, or a word under a contract's column and the member it means. */
  kind: "header" | "word";
  /** For a word: the contract's column that it stands in; null for a header. */
  column: string | null;
  /** The header or the word as the file spelled it. */
  text: string;
  /** The column or the member; null for a header that is to be kept beside the columns. */
  means: string | null;
  by: string;
  /** ISO, Asia/Shanghai wall time with offset. */
  at: string;
};
