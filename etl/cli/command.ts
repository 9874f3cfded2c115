import { parseArgs, type ParseArgsConfig } from "node:util";
import { isDay } from "../../dashboard/shared/periods.ts";

/** Runs a command with its arguments; returns the exit status: 0 done, 1 refused or failed. */
export type Command = (args: string[]) => Promise<number>;

/** The command line was wrong: exit status 2, with the command's help. */
export class UsageError extends Error {}

/** Options that every command takes. */
const COMMON = {
  data: { type: "string" },
  "as-of": { type: "string" },
  json: { type: "boolean", default: false },
} as const satisfies ParseArgsConfig["options"];

/** The command's own options and the common ones; a wrong day is refused here. */
export function parseCommand<T extends NonNullable<ParseArgsConfig["options"]>>(args: string[], options: T) {
  const parsed = parseArgs({ args, options: { ...COMMON, ...options }, allowPositionals: true, strict: true });
  const asOf = (parsed.values as { "as-of"?: string })["as-of"];
  if (asOf !== undefined && !isDay(asOf)) {
    throw new UsageError(`--as-of ${asOf}：要写作 2026-08-23 | write 2026-08-23`);
  }
  return parsed;
}

/** A positive whole number from the command line. */
export function wholeNumber(text: string | undefined, what: string): number {
  if (text !== undefined && /^[1-9]\d{0,8}$/.test(text)) return Number(text);
  throw new UsageError(`${what}：要给一个正整数 | a positive whole number is needed`);
}

export function printJson(value: unknown): void {
  console.log(JSON.stringify(value));
}

/** A plain table, columns as wide as their widest cell; Chinese characters take two places. */
export function printTable(head: string[], rows: string[][]): void {
  const width = (text: string): number =>
    [...text].reduce((sum, char) => sum + (char.codePointAt(0)! > 0x2e7f ? 2 : 1), 0);
  const widths = head.map((cell, i) => Math.max(width(cell), ...rows.map((row) => width(row[i] ?? ""))));
  for (const row of [head, ...rows]) {
    console.log(
      row
        .map((cell, i) => cell + " ".repeat((widths[i] ?? 0) - width(cell)))
        .join("  ")
        .trimEnd(),
    );
  }
}
