import { basename, resolve } from "node:path";
import type { ColumnReport, FileReport, PartReport } from "../../../dashboard/shared/file-report.ts";
import { parseCommand, printJson, printTable, UsageError, type Command } from "../command.ts";
import { foldersOf } from "../project.ts";
import { write } from "../write.ts";

export const command: Command = async (args) => {
  const { values, positionals } = parseCommand(args, {});
  if (positionals.length === 0) throw new UsageError("要给至少一个文件 | name at least one file");
  const reports = await write<FileReport[]>(
    foldersOf(values.data),
    { command: "inspect", files: positionals.map((path) => ({ path: resolve(path), name: basename(path) })) },
    () => undefined,
  );
  if (values.json) printJson(reports);
  else for (const each of reports) print(each);
  const bad = reports.some(({ problem, parts }) => problem !== null || parts.some((part) => part.problems.length > 0));
  return bad ? 1 : 0;
};

function print({ file, parts, problem }: FileReport): void {
  if (problem !== null) console.log(`${file}: ${problem.zh}\n${file}: ${problem.en}`);
  for (const part of parts) printPart(part);
}

const percent = (share: number): string => `${Math.round(100 * share)}%`;

function printPart(part: PartReport): void {
  const { sources, encodings, check } = part;
  console.log(`\n${part.name}`);
  const guesses = sources.slice(0, 3).map(({ id, title, confidence }) => `${title.zh} ${id} ${percent(confidence)}`);
  const facts: [string, string][] = [
    ["来源 source", guesses.join("、")],
    ["编码 encoding", encodings.map(({ encoding, confidence }) => `${encoding} ${percent(confidence)}`).join("、")],
    ["分隔符 delimiter", part.delimiter === "\t" ? "tab" : part.delimiter],
    ["表头行 header line", String(part.headerLine)],
    ["跳过的行 skipped", part.skipped.map(({ line, code }) => `${line} ${code}`).join("、")],
    ["记录 records", check === null ? "" : String(check.read)],
    ["不能收 rejected", check === null ? "" : rejected(check.rejected, check.reasons)],
  ];
  printTable(
    ["", ""],
    facts.filter(([, value]) => value !== "").map(([name, value]) => [name, value]),
  );
  if (part.columns.length > 0) {
    console.log("");
    printTable(["表头 header", "列 column", "依据 by", "说明 note"], part.columns.map(columnLine));
  }
  for (const { zh, en } of part.problems) console.log(`\n${zh}\n${en}`);
}

function rejected(count: number, reasons: Record<string, number>): string {
  const list = Object.entries(reasons).map(([code, number]) => `${code} ${number}`);
  return list.length === 0 ? String(count) : `${count}（${list.join("、")}）`;
}

const BY: Record<ColumnReport["by"], string> = {
  name: "同名 name",
  remembered: "记住的 remembered",
  chosen: "选定 chosen",
  guess: "猜测 guess",
  none: "不认识，保留 unknown, kept",
};

function columnLine({ header, column, by, confidence, proposal, newWords }: ColumnReport): string[] {
  const words = newWords.map(
    ({ word, count, member }) => `“${word}”×${count}${member === null ? "" : ` → ${member}?`}`,
  );
  const note = [
    ...(proposal === null ? [] : [proposal.zh]),
    ...(words.length === 0 ? [] : [`新词 ${words.join("、")}`]),
  ];
  return [header, column ?? "", by === "guess" ? `${BY[by]} ${percent(confidence)}` : BY[by], note.join("；")];
}
