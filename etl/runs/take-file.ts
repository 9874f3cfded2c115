import { basename } from "node:path";
import type { LoadOutcome } from "../../dashboard/shared/loads.ts";
import type { RunFile } from "../../dashboard/shared/runs.ts";
import { loadFiles } from "../load-files.ts";
import { Problem } from "../problem.ts";
import type { WriterContext } from "../publish.ts";
import { deadlyMessage, isDeadly, noteCurrent, outcomeOfFile } from "./run-ledger.ts";
import { isSameFile, lookAt, whyUnreadable, type SeenFile } from "./seen-file.ts";

/** A job that has its turn in the writer's queue, between what people have asked for. */
export type Queue = <T>(job: () => Promise<T>) => Promise<T>;

/** What files are taken with. The day that `--as-of` fixes holds for what they say, not for the runs. */
export type TakeContext = Omit<WriterContext, "progress"> & { queue: Queue };

type Taking = {
  run: number;
  uploader: string;
  source: string | null;
  mapping: string | null;
};

/** A file that was taken, and all that the loader said of its parts. */
export type Taken = RunFile & { parts: LoadOutcome[] };

/**
 * Has one file loaded without publishing. A file that is another one afterwards counts as left, whatever was read of
 * it: it is looked at again.
 *
 * @param file as it was when it was found to be whole; `shown` is what the run calls it
 */
export async function takeFile(context: TakeContext, file: SeenFile, shown: string, how: Taking): Promise<Taken> {
  const { store, queue } = context;
  const name = basename(file.path);
  const current = JSON.stringify([file.path, file.bytes, file.changed]);
  if (await isDeadly(store, current)) {
    return { file: shown, status: "refused", loads: [], message: deadlyMessage(), parts: [] };
  }
  return queue(async () => {
    // It may have waited long for its turn.
    if (!isSameFile(file, await lookAt(file.path))) return left(shown);
    const blocked = await whyUnreadable(file.path);
    if (blocked !== null) return { ...left(shown), message: blocked };
    await noteCurrent(store, how.run, current);
    const { loads } = await loadFiles(
      {
        command: "load",
        files: [{ path: file.path, name }],
        ...(how.source === null ? {} : { source: how.source }),
        ...(how.mapping === null ? {} : { mapping: how.mapping }),
        build: false,
        patient: true,
        uploader: how.uploader,
      },
      { ...context, progress: () => undefined },
    ).catch((error: unknown) => {
      if (error instanceof Problem) return { loads: [refusedFor(error, name)] };
      throw error;
    });
    const outcome = outcomeOfFile(shown, loads);
    if (outcome.status !== "left" && !isSameFile(file, await lookAt(file.path))) {
      return { ...left(shown), loads: outcome.loads, parts: loads };
    }
    return { ...outcome, parts: loads };
  });
}

function refusedFor(problem: Problem, file: string): LoadOutcome {
  const counts = { read: 0, loaded: 0, updated: 0, unchanged: 0, rejected: 0, blank: 0 };
  const none = { reasons: {}, skipped: {} };
  return { load: null, file, source: null, status: "refused", ...counts, ...none, message: problem.text };
}

export function left(file: string): Taken {
  const message = {
    code: "file_changed",
    zh: "文件还在变动，先不动它，稍后自动再试",
    en: "The file is still changing; it is left alone and tried again",
  };
  return { file, status: "left", loads: [], message, parts: [] };
}
