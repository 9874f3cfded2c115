import { execFile } from "node:child_process";
import { existsSync } from "node:fs";
import { join } from "node:path";

export const ROOT = join(import.meta.dirname, "../..");
const MAIN = join(ROOT, "dist/etl/cli/main.js");

/** Real exports and published cases: beside the project on CI and for developers, never in it. */
export const SHARED = process.env["HENG_SHARED"] ?? join(ROOT, "../shared");
export const SHARED_IS_THERE = existsSync(join(SHARED, "data/README.md"));
/** Said in the name of what is skipped without it. */
export const WITHOUT_SHARED = SHARED_IS_THERE ? "" : " (skipped: ../shared/data is not here)";

export type Run = { status: number; stdout: string; stderr: string };

/** Runs the built command line as a person would. */
export function heng(...args: string[]): Promise<Run> {
  return new Promise((resolve) => {
    execFile(process.execPath, [MAIN, ...args], { maxBuffer: 1 << 28 }, (error, stdout, stderr) => {
      resolve({ status: error ? Number(error.code ?? 1) : 0, stdout, stderr });
    });
  });
}

/** The one JSON document that a command prints with --json. */
export async function hengJson<T>(...args: string[]): Promise<T> {
  const { status, stdout, stderr } = await heng(...args, "--json");
  if (status !== 0) throw new Error(`heng ${args.join(" ")} ended with ${status}\n${stdout}\n${stderr}`);
  return JSON.parse(stdout) as T;
}

export type QueryRow = {
  metric: string;
  period: string | null;
  value: number | null;
  numerator: number | null;
  denominator: number | null;
  n: number;
  target: number | null;
  status: string;
  previous?: { value: number | null };
  year?: { value: number | null };
} & Record<string, unknown>;

export type QueryAnswer = { version: number; as_of: string; rows: QueryRow[] };
