import { readFile } from "node:fs/promises";
import { parentPort, workerData } from "node:worker_threads";
import { Problem } from "../../problem.ts";
import { writeXlsSheets } from "./xls-sheets.ts";
import type { XlsAnswer, XlsTask } from "./xls.ts";

// The thread in which an .xls is read.

const { path, prefix } = workerData as XlsTask;
let written = 0;

async function run(): Promise<XlsAnswer> {
  try {
    const sheets = await writeXlsSheets(await readFile(path), () => `${prefix}.${++written}`);
    return {
      sheets: sheets.map((sheet) => ("problem" in sheet ? { name: sheet.name, problem: sheet.problem.text } : sheet)),
    };
  } catch (error) {
    if (error instanceof Problem) return { problem: error.text };
    const { code } = error as NodeJS.ErrnoException;
    return { error: error instanceof Error ? (error.stack ?? error.message) : String(error), code: code ?? null };
  }
}

parentPort?.postMessage(await run());
