import { watch, type FSWatcher } from "node:fs";
import type { Message } from "../../dashboard/shared/loads.ts";
import { INBOX_UPLOADER, type RunFile } from "../../dashboard/shared/runs.ts";
import { publishChange } from "../publish.ts";
import { beginRun, endRun, shanghaiTime } from "../runs/run-ledger.ts";
import { isSameFile, listBeingWritten, type SeenFile } from "../runs/seen-file.ts";
import { takeFile, type TakeContext, type Taken } from "../runs/take-file.ts";
import { inboxOf, listInbox, sourceOfFolder, type InboxFile } from "./inbox-folder.ts";
import { putAway } from "./put-away.ts";

export type InboxOptions = {
  context: TakeContext;
  /** A file is whole when it has not changed for so long; an empty one is waited for twelve times as long. */
  quietMs?: number;
  /** Between two looks where nothing has changed; while a file waits to be whole there are more. */
  everyMs?: number;
  /** Milliseconds of a clock that nobody sets. */
  ticks?: () => number;
};

/** Files of one run, so that what was taken is published now and then. */
const MOST_AT_ONCE = 500;
/** A file that could not be taken for a reason that passes is tried again after a minute, later after an hour at most. */
const FIRST_RETRY_MS = 60_000;
const LONGEST_RETRY_MS = 3_600_000;

type Waiting = { file: InboxFile; since: number; retryAt: number; pause: number };

/** Takes what is dropped into the inbox. */
export type Inbox = {
  /** One look: whatever has been whole for long enough is taken. */
  look(): Promise<void>;
  /** Looks again and again, from now on. */
  start(): void;
  /** Ends after the file that is being taken. */
  stop(): Promise<void>;
};

export function openInbox({
  context,
  quietMs = 5000,
  everyMs = 10_000,
  ticks = () => performance.now(),
}: InboxOptions): Inbox {
  const { folders, store, log } = context;
  const inbox = inboxOf(folders.data);
  const waiting = new Map<string, Waiting>();
  let stopping = false;
  let trouble = "";
  let timer: NodeJS.Timeout | undefined;
  let watcher: FSWatcher | null = null;
  let looking: Promise<void> = Promise.resolve();

  const isWhole = ({ file, since, retryAt }: Waiting): boolean =>
    ticks() - since >= (file.bytes === 0 ? 12 * quietMs : quietMs) && ticks() >= retryAt;

  /** What a look has found, with how long it has been so. */
  const remember = (files: readonly InboxFile[]): void => {
    const present = new Set(files.map(({ path }) => path));
    for (const path of waiting.keys()) if (!present.has(path)) waiting.delete(path);
    for (const file of files) {
      const known = waiting.get(file.path);
      if (known !== undefined && isSameFile(known.file, file)) continue;
      waiting.set(file.path, { file, since: ticks(), retryAt: 0, pause: FIRST_RETRY_MS });
    }
  };

  const look = async (): Promise<void> => {
    const found = await listInbox(folders.data, context.now());
    if ("problem" in found) {
      const { zh, en } = found.problem;
      if (trouble !== zh) log(`${zh}\n${en}`);
      trouble = zh;
      return;
    }
    trouble = "";
    remember(found.files);
    let whole = [...waiting.values()].filter(isWhole);
    if (whole.length > 0) {
      const open = await listBeingWritten(rootOf(whole[0]?.file as InboxFile));
      for (const { file } of whole) {
        // From the end of its writing on, not from now.
        if (open.has(file.path)) waiting.delete(file.path);
      }
      whole = whole.filter(({ file }) => waiting.has(file.path));
    }
    const batch = whole.sort((a, b) => order(a.file, b.file)).slice(0, MOST_AT_ONCE);
    if (batch.length > 0 && !stopping) await take(batch);
  };

  const take = async (batch: readonly Waiting[]): Promise<void> => {
    const run = await beginRun(store, null, null, context.now());
    const files: RunFile[] = [];
    let changed = false;
    for (const entry of batch) {
      if (stopping) break;
      const { file } = entry;
      const source = sourceOfFolder(file.shown, store.contracts);
      const how = { run, uploader: INBOX_UPLOADER, source, mapping: null };
      const taken = await takeFile(context, file, file.shown, how);
      changed ||= taken.status === "accepted" || taken.parts.some(({ status }) => status === "accepted");
      const { parts: _parts, ...told } = await settle(entry, taken);
      files.push(told);
    }
    const message = changed
      ? (await context.queue(() => publishChange({ ...context, progress: () => undefined }))).problem
      : null;
    await endRun(store, run, { files, message }, context.now());
  };

  /** Puts a file away, or leaves it for another time. */
  const settle = async (entry: Waiting, taken: Taken): Promise<Taken> => {
    const { file } = entry;
    if (taken.status !== "left") {
      try {
        await putAway(file, taken, shanghaiTime(context.now()).slice(0, 16).replace("T", " "));
        waiting.delete(file.path);
        return taken;
      } catch (error) {
        retryLater(entry);
        const stuck = notPutAway(file, error);
        log(`${stuck.zh}\n${stuck.en}`);
        return { ...taken, status: "left", message: stuck };
      }
    }
    if (taken.message?.code === "file_changed") waiting.delete(file.path);
    else retryLater(entry);
    log(`${file.shown}: ${taken.message?.en ?? ""}`);
    return taken;
  };

  const retryLater = (entry: Waiting): void => {
    entry.retryAt = ticks() + entry.pause;
    entry.pause = Math.min(entry.pause * 4, LONGEST_RETRY_MS);
  };

  /** A hint that something has come. Where the system gives none, the looks find it. */
  const listen = (): void => {
    if (watcher !== null || stopping) return;
    try {
      watcher = watch(inbox, { persistent: false }, () => schedule(200));
      watcher.on("error", () => {
        watcher?.close();
        watcher = null;
      });
    } catch {
      watcher = null;
    }
  };

  let due = Number.POSITIVE_INFINITY;
  const schedule = (ms: number): void => {
    if (stopping || performance.now() + ms >= due) return;
    clearTimeout(timer);
    due = performance.now() + ms;
    timer = setTimeout(() => {
      due = Number.NEGATIVE_INFINITY;
      looking = look()
        .catch((error: unknown) => log(`inbox: ${error instanceof Error ? (error.stack ?? "") : String(error)}`))
        .then(() => {
          due = Number.POSITIVE_INFINITY;
          listen();
          const soon = [...waiting.values()].some(({ retryAt }) => retryAt <= ticks());
          schedule(soon ? Math.min(everyMs, Math.max(quietMs / 4, 50)) : everyMs);
        });
    }, ms);
  };

  return {
    look,
    start: () => schedule(0),
    async stop() {
      stopping = true;
      clearTimeout(timer);
      watcher?.close();
      await looking;
    },
  };
}

function order(a: SeenFile, b: SeenFile): number {
  return a.changed - b.changed || (a.path < b.path ? -1 : 1);
}

function rootOf({ path, shown }: InboxFile): string {
  return path.slice(0, -shown.length - 1);
}

function notPutAway({ shown }: InboxFile, error: unknown): Message {
  const cause = (error as NodeJS.ErrnoException).code ?? String(error);
  return {
    code: "not_moved",
    zh: `“${shown}”已处理，但移不出收件箱（${cause}）；请给运行 heng 的用户在收件箱里写入的权限`,
    en: `${shown} was dealt with but cannot be moved within the inbox (${cause}); let the user that runs heng write there`,
  };
}
