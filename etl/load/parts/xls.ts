import { rm, stat } from "node:fs/promises";
import { Worker } from "node:worker_threads";
import type { Message } from "../../../dashboard/shared/loads.ts";
import { Problem } from "../../problem.ts";
import { LARGEST_XLS, LONGEST_XLS_MS, diskFull } from "./limits.ts";
import type { Sheet, SheetFault } from "./workbook.ts";

export type XlsTask = { path: string; prefix: string };

export type XlsAnswer =
  | { sheets: ({ name: string; hidden: boolean; path: string } | { name: string; problem: Message })[] }
  | { problem: Message }
  | { error: string; code: string | null };

/**
 * Memory that reading one may take, in MB: 65,536 rows of 15 columns, some 14 MB, take about 500. What is small has no
 * use for more: a damaged one that claims more cells than it has bytes for is stopped before it fills the machine.
 */
function heapOf(size: number): number {
  return Math.min(1024, 256 + Math.ceil((48 * size) / 1024 ** 2));
}

/** How often it is told that the reading goes on, and looked whether it was cancelled, in ms. */
const BEAT_MS = 500;

// Tests run the TypeScript, which a thread of Node cannot: they take the built one.
const WORKER = new URL(
  import.meta.url.endsWith(".ts") ? "../../../dist/etl/load/parts/xls-worker.js" : "./xls-worker.js",
  import.meta.url,
);

/**
 * Writes the sheets of an .xls as CSV, in a thread of its own: SheetJS reads it in one go. All are on disk at once and
 * each is gone when the next is asked for.
 *
 * @param prefix of the paths of what is written
 * @param progress may throw to stop the reading
 * @throws Problem `encrypted`, `unsupported_file`, `damaged_workbook`, `too_large_xls`, `disk_full`; what progress throws
 */
export async function* readXls(
  path: string,
  prefix: string,
  progress: (bytes: number, of: number) => void,
): AsyncGenerator<Sheet | SheetFault> {
  const { size } = await stat(path);
  if (size > LARGEST_XLS) throw tooLarge();
  const answer = await inThread({ path, prefix }, heapOf(size), () => progress(0, size));
  if ("problem" in answer) throw new Problem(answer.problem);
  if ("error" in answer) {
    throw answer.code === "ENOSPC" || answer.code === "EDQUOT" ? diskFull(answer.error) : new Error(answer.error);
  }
  progress(size, size);
  const paths = answer.sheets.flatMap((sheet) => ("path" in sheet ? [sheet.path] : []));
  try {
    for (const sheet of answer.sheets) {
      if ("problem" in sheet) {
        yield { name: sheet.name, problem: new Problem(sheet.problem) };
      } else {
        yield sheet;
        await rm(sheet.path, { force: true });
      }
    }
  } finally {
    for (const left of paths) await rm(left, { force: true });
  }
}

function inThread(task: XlsTask, heapMb: number, beat: () => void): Promise<XlsAnswer> {
  const worker = new Worker(WORKER, {
    workerData: task,
    execArgv: [],
    resourceLimits: { maxOldGenerationSizeMb: heapMb },
  });
  const started = performance.now();
  let timer: NodeJS.Timeout | undefined;
  const answer = new Promise<XlsAnswer>((resolve, reject) => {
    timer = setInterval(() => {
      try {
        beat();
        if (performance.now() - started > LONGEST_XLS_MS) reject(tooLarge());
      } catch (error) {
        reject(error as Error);
      }
    }, BEAT_MS);
    worker.once("message", resolve);
    worker.once("error", (error) => {
      reject((error as NodeJS.ErrnoException).code === "ERR_WORKER_OUT_OF_MEMORY" ? tooLarge() : error);
    });
    worker.once("exit", () => reject(new Error("the thread that reads .xls has ended without an answer")));
  });
  return answer.finally(async () => {
    clearInterval(timer);
    await worker.terminate();
  });
}

function tooLarge(): Problem {
  return new Problem({
    code: "too_large_xls",
    zh: "这个 .xls 太大或已损坏，无法读取；请用 Excel 或 WPS 打开，另存为 .xlsx 后再载入",
    en: "This .xls is too large, or damaged, and cannot be read; open it in Excel or WPS, save it as .xlsx and load that",
  });
}
