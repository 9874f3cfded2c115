import type { LoadOutcome } from "../shared/loads.ts";
import { ApiError, noAnswer, sendFile } from "./api.ts";

/** A file on its way in. `sent`: bytes that have left the browser. */
export type Upload = {
  id: number;
  file: File;
  /** null: the server recognises it by its header. */
  source: string | null;
  state: "queued" | "sending" | "done" | "failed";
  sent: number;
  outcome: LoadOutcome | null;
  version: number | null;
  error: ApiError | null;
};

const list = $state<Upload[]>([]);
let finished = $state(0);
let busy = false;

/** Files dropped since the page was opened, newest first. They go on loading while another page is looked at. */
export const uploads = {
  get list(): readonly Upload[] {
    return list;
  },
  /** Grows with each file that is through, refused ones too; the ledger is asked again then. */
  get finished(): number {
    return finished;
  },
  add(files: Iterable<File>): void {
    for (const file of files) list.unshift(fresh(file, null));
    void work();
  },
  sendAgain(id: number, source: string | null): void {
    const index = list.findIndex((upload) => upload.id === id);
    const old = list[index];
    if (!old) return;
    list[index] = fresh(old.file, source);
    void work();
  },
};

let lastId = 0;

function fresh(file: File, source: string | null): Upload {
  lastId += 1;
  return { id: lastId, file, source, state: "queued", sent: 0, outcome: null, version: null, error: null };
}

/** One after the other, in the order they came: a correction may follow the file it corrects. */
async function work(): Promise<void> {
  if (busy) return;
  busy = true;
  for (let next = oldestQueued(); next; next = oldestQueued()) await send(next);
  busy = false;
}

function oldestQueued(): Upload | undefined {
  return list
    .filter(({ state }) => state === "queued")
    .reduce<Upload | undefined>((oldest, upload) => (oldest && oldest.id < upload.id ? oldest : upload), undefined);
}

async function send(upload: Upload): Promise<void> {
  upload.state = "sending";
  try {
    const answer = await sendFile(upload.file, upload.source, (bytes) => (upload.sent = bytes));
    upload.outcome = answer.loads[0] ?? null;
    upload.version = answer.version;
    upload.state = "done";
  } catch (cause) {
    upload.error = cause instanceof ApiError ? cause : noAnswer(cause);
    upload.state = "failed";
  }
  finished += 1;
}
