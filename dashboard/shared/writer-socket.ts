import { createHash } from "node:crypto";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import type { FileChoices } from "./file-report.ts";
import type { LoadChoices, LoadStatus, MendRequest, Message } from "./loads.ts";
import type { Language } from "./words.ts";

/** A Unix socket's path may be no longer than this on any system we run on. */
const LONGEST_PATH = 100;

/** Where the running writer of a data folder listens: a socket in the folder, or beside it where the path is too long. */
export function writerSocket(dataFolder: string): string {
  const path = join(resolve(dataFolder), "writer.sock");
  if (Buffer.byteLength(path) <= LONGEST_PATH) return path;
  return join(tmpdir(), `heng-${createHash("sha256").update(path).digest("hex").slice(0, 16)}.sock`);
}

/** What the writer can be asked to do. Files are absolute paths on this machine. */
export type WriterCommand =
  | {
      command: "load";
      files: { path: string; name: string }[];
      source?: string | undefined;
      mapping?: string | undefined;
      choices?: LoadChoices | undefined;
      /** Choices part by part; they win over `choices`. */
      parts?: FileChoices | undefined;
      /** Under which name progress is told and the load can be cancelled. */
      id?: string | undefined;
      /** Whether the uploader has said yes beforehand to whatever the budget would hold. */
      yes?: boolean | undefined;
      /** Whoever asks tries again by itself: a file that changed while it was read leaves no line in the ledger. */
      patient?: boolean | undefined;
      build: boolean;
      uploader: string;
      asOf?: string | undefined;
    }
  | { command: "inspect"; files: { path: string; name: string }[]; choices?: FileChoices | undefined }
  /** Stops the load of that id: what it has done so far is undone. */
  | { command: "cancel"; id: string }
  | { command: "remembered" }
  | { command: "forget"; number: number }
  | { command: "build"; asOf?: string | undefined }
  | { command: "undo"; load: number; asOf?: string | undefined }
  | { command: "redo"; load: number; asOf?: string | undefined }
  | { command: "approve"; load: number; by: string; asOf?: string | undefined }
  | { command: "decline"; load: number; by: string; asOf?: string | undefined }
  /** Reads a load's kept original again, under today's contract and mapping. */
  | { command: "replay"; load: number; mapping?: string | undefined; by: string; asOf?: string | undefined }
  /** Makes a version that is never published, and answers with its folder. */
  | { command: "preview"; load: number; asOf?: string | undefined }
  | { command: "mend"; load: number; lines: MendRequest; by: string; asOf?: string | undefined }
  /** Text of the mending file, so many rejects at a time. */
  | { command: "mending"; load: number; lang: Language; limit: number; offset: number }
  /** The inbox and the schedules: how they stand. */
  | { command: "schedules" }
  /** Runs a schedule now, whatever its plan says. */
  | { command: "run"; schedule: string; asOf?: string | undefined }
  | { command: "rollback"; version: number }
  | ({ command: "loads"; limit: number; offset: number } & LoadsFilter)
  | { command: "rejects"; load: number; limit: number; offset: number; open?: boolean | undefined }
  /** Lines of a load's file that are no records. */
  | { command: "skipped"; load: number; limit: number; offset: number };

/** Which lines of the ledger are asked for; without any of these, all. */
export type LoadsFilter = {
  load?: number | undefined;
  status?: LoadStatus | undefined;
  /** Only those that have rejected rows and are in force or may come to be. */
  rejects?: boolean | undefined;
};

/** One line of the conversation: any number of progress lines, then a result or an error. */
export type WriterLine =
  { progress: WriterProgress } | { result: unknown } | { error: Message & { status: "refused" | "failed" } };

export type WriterProgress = {
  /** The load's own, where it has one, so that files of the same name can be told apart. */
  id?: string;
  file: string | null;
  step: string;
  bytes: number;
  of: number;
  /** From 0 to 1, how much of a step is done that counts no bytes. */
  share?: number;
  /** How many records have been read, or after that step, how many the file has; absent where nothing is known. */
  rows?: number;
};
