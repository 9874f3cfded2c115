import type { FileChoices, FileReport } from "../shared/file-report.ts";
import type { LoadOutcome, LoadStatus } from "../shared/loads.ts";
import { ApiError, cancelLoad, dropFile, inspectFile, loadFile, noAnswer, sendFile } from "./api.ts";
import type { Head } from "./file-head.ts";
import { isCertain } from "./file-questions.ts";
import { readPreview } from "./preview.ts";

/**
 * A file on its way in: `waiting` its turn, `sending` its bytes, `looking` at it on the server, `asking` a person who
 * has to decide something, `ready` to be loaded, `loading`, and how it ended.
 */
export type Upload = {
  id: number;
  file: File;
  state:
    "waiting" | "sending" | "looking" | "asking" | "ready" | "loading" | "cancelling" | "done" | "failed" | "cancelled";
  /** How its first rows read in the browser; null until they are read, or where they cannot be. */
  head: Head | null;
  /** Bytes that have left the browser, and when the first one did, by performance.now(). */
  sent: number;
  sentSince: number;
  /** The id under which the server keeps it; null until all of it is there. */
  kept: string | null;
  report: FileReport | null;
  choices: FileChoices;
  /** Words that a person said mean nothing, as `wordKey` names them. */
  left: string[];
  /** One of each part that was loaded. */
  outcomes: LoadOutcome[];
  version: number | null;
  error: ApiError | null;
};

const OVER: ReadonlySet<Upload["state"]> = new Set(["done", "failed", "cancelled"]);

const list = $state<Upload[]>([]);
let finished = $state(0);
let busy = false;
/** What ends an upload whose bytes are still on their way, by the upload's id. */
const aborts: Record<number, AbortController | undefined> = {};
/** Which look at a file is the latest: the answers of earlier ones are dropped. */
const looks: Record<number, number | undefined> = {};

/** Files dropped since the page was opened, newest first. They go on loading while another page is looked at. */
export const uploads = {
  get list(): readonly Upload[] {
    return list;
  },
  /** Grows with each file that is through, refused ones too; the ledger is asked again then. */
  get finished(): number {
    return finished;
  },
  /** Whether none is on its way: what only nice to know may be asked of the writer. */
  get idle(): boolean {
    return list.every(({ state }) => OVER.has(state) || state === "asking");
  },
  /** @param names headers that the sources know, by which the preview finds the header */
  add(files: Iterable<File>, names: string[]): void {
    for (const file of files) {
      list.unshift(fresh(file));
      const upload = list[0];
      if (upload) void preview(upload, names);
    }
    void work();
  },
  /** Another way to read the file: it is looked at again. */
  async choose(id: number, choices: FileChoices): Promise<void> {
    const upload = find(id);
    if (!upload || upload.kept === null) return;
    upload.choices = choices;
    const look = (looks[id] ?? 0) + 1;
    looks[id] = look;
    upload.state = "looking";
    upload.error = null;
    try {
      const { report } = await inspectFile(upload.kept, choices);
      if (looks[id] !== look) return;
      upload.report = report;
      upload.state = "asking";
    } catch (cause) {
      if (looks[id] !== look) return;
      upload.error = asApiError(cause);
      // A file that the server has no more is sent anew by another try.
      if (upload.error.code === "no_file") fail(upload, cause);
      else upload.state = "asking";
    }
  },
  remember(id: number, remember: boolean): void {
    const upload = find(id);
    if (upload) upload.choices.remember = remember;
  },
  leaveWord(id: number, key: string): void {
    find(id)?.left.push(key);
  },
  /** The yes to a file that waits for one, or a refused one's second try. */
  load(id: number): void {
    const upload = find(id);
    if (!upload) return;
    upload.error = null;
    upload.outcomes = [];
    upload.state = upload.kept === null ? "waiting" : "ready";
    void work();
  },
  /** Shows a file again as it is before it is loaded, so that it can be read otherwise. */
  reconsider(id: number): void {
    const upload = find(id);
    if (!upload) return;
    upload.error = null;
    upload.outcomes = [];
    if (upload.kept === null) {
      upload.state = "waiting";
      void work();
    } else upload.state = "asking";
  },
  /** Stops it at whatever step it is; where that comes too late, the file is loaded and can be undone. */
  cancel(id: number): void {
    const upload = find(id);
    if (!upload) return;
    switch (upload.state) {
      case "sending":
        return aborts[id]?.abort();
      case "loading":
        upload.state = "cancelling";
        // If the request is lost, the answer to the load comes all the same.
        if (upload.kept !== null) cancelLoad(upload.kept).catch(() => undefined);
        return;
      case "looking":
        looks[id] = (looks[id] ?? 0) + 1;
        aborts[id]?.abort();
        upload.state = "cancelled";
        drop(upload);
        return;
      case "waiting":
      case "asking":
      case "ready":
        upload.state = "cancelled";
        drop(upload);
    }
  },
  /** The ledger has changed by another way than a file: rows were mended. */
  touch(): void {
    finished += 1;
  },
  /**
   * Somebody decided about a load that the ledger has: its card follows.
   *
   * @param version the one served since
   */
  decided(load: number, status: LoadStatus, version: number | null): void {
    for (const upload of list) {
      if (!upload.outcomes.some((outcome) => outcome.load === load)) continue;
      upload.outcomes = upload.outcomes.map((outcome) =>
        outcome.load === load ? { ...outcome, status, message: null } : outcome,
      );
      upload.version = version;
    }
    finished += 1;
  },
  /** Takes the card off the page; what the ledger has stays there. */
  dismiss(id: number): void {
    const index = list.findIndex((upload) => upload.id === id);
    const upload = list[index];
    if (!upload || !OVER.has(upload.state)) return;
    list.splice(index, 1);
    drop(upload);
  },
};

function find(id: number): Upload | undefined {
  return list.find((upload) => upload.id === id);
}

/** Nobody will load what the server keeps of it; another try sends it again. If that is not heard, a day ends it. */
function drop(upload: Upload): void {
  if (upload.kept !== null) dropFile(upload.kept).catch(() => undefined);
  upload.kept = null;
}

let lastId = 0;

function fresh(file: File): Upload {
  lastId += 1;
  return {
    id: lastId,
    file,
    state: "waiting",
    head: null,
    sent: 0,
    sentSince: 0,
    kept: null,
    report: null,
    choices: { remember: true },
    left: [],
    outcomes: [],
    version: null,
    error: null,
  };
}

function asApiError(cause: unknown): ApiError {
  return cause instanceof ApiError ? cause : noAnswer(cause);
}

async function preview(upload: Upload, names: string[]): Promise<void> {
  upload.head = await readPreview(upload.file, { encoding: null, delimiter: null, headerLine: null }, names);
}

/** One after the other, in the order they came: a correction may follow the file it corrects. */
async function work(): Promise<void> {
  if (busy) return;
  busy = true;
  for (let next = oldest(); next; next = oldest()) await (next.state === "ready" ? load(next) : send(next));
  busy = false;
}

function oldest(): Upload | undefined {
  return list
    .filter(({ state }) => state === "waiting" || state === "ready")
    .reduce<Upload | undefined>((oldest, upload) => (oldest && oldest.id < upload.id ? oldest : upload), undefined);
}

async function send(upload: Upload): Promise<void> {
  upload.state = "sending";
  upload.sent = 0;
  upload.sentSince = performance.now();
  const abort = new AbortController();
  aborts[upload.id] = abort;
  const onSent = (bytes: number): void => {
    upload.sent = bytes;
    if (bytes >= upload.file.size && upload.state === "sending") upload.state = "looking";
  };
  try {
    const { file, report } = await sendFile(upload.file, onSent, abort.signal);
    if (abort.signal.aborted) {
      dropFile(file).catch(() => undefined);
      return;
    }
    upload.kept = file;
    const { parts } = upload.choices;
    // At another try it is looked at as it was read before.
    upload.report = parts === undefined ? report : (await inspectFile(file, $state.snapshot(upload.choices))).report;
    if (wasCancelled(upload)) return;
    // Nothing to decide: it loads at once, before the next file is looked at.
    if (parts === undefined && isCertain(report)) await load(upload);
    else upload.state = "asking";
  } catch (cause) {
    if (abort.signal.aborted) upload.state = "cancelled";
    else fail(upload, cause);
  } finally {
    aborts[upload.id] = undefined;
  }
}

/** A function, since the state may be another one after every wait. */
function wasCancelled({ state }: Upload): boolean {
  return state === "cancelled";
}

async function load(upload: Upload): Promise<void> {
  if (upload.kept === null) return;
  upload.state = "loading";
  try {
    const answer = await loadFile(upload.kept, $state.snapshot(upload.choices));
    const cancelled = answer.loads.length > 0 && answer.loads.every(({ message }) => message?.code === "cancelled");
    // As soon as one of its parts is taken the server keeps it no more: it is sent anew for those that were refused.
    if (answer.loads.some(({ status }) => status !== "refused")) upload.kept = null;
    upload.outcomes = answer.loads;
    upload.version = answer.version;
    upload.state = cancelled ? "cancelled" : "done";
  } catch (cause) {
    fail(upload, cause);
  }
  finished += 1;
}

function fail(upload: Upload, cause: unknown): void {
  upload.error = asApiError(cause);
  if (upload.error.code === "no_file") upload.kept = null;
  upload.state = upload.error.code === "cancelled" ? "cancelled" : "failed";
}
