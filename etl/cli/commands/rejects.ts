import type { WriteStream } from "node:fs";
import { open, rm } from "node:fs/promises";
import { pipeline } from "node:stream/promises";
import type { Reject, SkippedAnswer } from "../../../dashboard/shared/loads.ts";
import type { Folders } from "../../folders.ts";
import { Problem } from "../../problem.ts";
import { parseCommand, printJson, printTable, UsageError, wholeNumber, type Command } from "../command.ts";
import { foldersOf } from "../project.ts";
import { SKIPPED } from "../status-words.ts";
import { write } from "../write.ts";

/** Rejects taken from the writer at once for a mending file. */
const AT_ONCE = 1000;

export const command: Command = async (args) => {
  const { values, positionals } = parseCommand(args, {
    mend: { type: "string" },
    skipped: { type: "boolean", default: false },
    limit: { type: "string", default: "50" },
  });
  const load = wholeNumber(positionals[0], "LOAD");
  const folders = foldersOf(values.data);
  const page = { load, limit: wholeNumber(values.limit, "--limit"), offset: 0 };
  if (values.skipped) {
    if (values.mend !== undefined) throw new UsageError("--skipped 与 --mend 只能用一个 | give --skipped or --mend");
    return showSkipped(folders, page, values.json === true);
  }
  const path = values.mend;
  if (path !== undefined) {
    // The first piece before the file is made: what cannot be had leaves none.
    const first = await piece(folders, load, 0);
    let count = first.rejects;
    const file = await newFile(path);
    await pipeline(async function* () {
      yield first.text;
      for (let more = first; more.rejects === AT_ONCE;) {
        more = await piece(folders, load, count);
        count += more.rejects;
        yield more.text;
      }
    }, file).catch(async (error: unknown) => {
      await rm(path, { force: true });
      throw error;
    });
    if (values.json) printJson({ load, file: path, rejects: count });
    else console.log(`${path}：${count} 行待改 | ${count} rows to mend`);
    return 0;
  }
  const answer = await write<{ rejects: Reject[]; total: number }>(
    folders,
    { command: "rejects", ...page },
    () => undefined,
  );
  if (values.json) printJson(answer);
  else {
    printTable(
      ["行 line", "列 column", "原值 value", "为什么退回 reason", "已改 mended by", "原文 raw"],
      answer.rejects.map(({ line, column, value, reason, mended, raw }) => [
        String(line),
        column ?? "",
        value ?? "",
        reason.zh,
        mended === undefined ? "" : String(mended),
        raw,
      ]),
    );
    console.log(`共 ${answer.total} 行退回 | ${answer.total} rejected rows`);
  }
  return 0;
};

/** What stands in a load's file and is no record: titles, sums, signatures. */
async function showSkipped(
  folders: Folders,
  page: { load: number; limit: number; offset: number },
  json: boolean,
): Promise<number> {
  const answer = await write<SkippedAnswer>(folders, { command: "skipped", ...page }, () => undefined);
  if (json) printJson(answer);
  else {
    printTable(
      ["行 line", "是什么 what", "原文 raw"],
      answer.skipped.map(({ line, code, raw }) => [String(line), (SKIPPED[code] ?? [code, code]).join(" "), raw]),
    );
    console.log(`共 ${answer.total} 行不是记录，已略过 | ${answer.total} lines are no records and were skipped`);
  }
  return 0;
}

/** Somebody's half-mended file of the same name is not written over. */
async function newFile(path: string): Promise<WriteStream> {
  try {
    return (await open(path, "wx")).createWriteStream();
  } catch (cause) {
    if (!(cause instanceof Error && "code" in cause && cause.code === "EEXIST")) throw cause;
    throw new Problem({
      code: "file_exists",
      zh: `${path} 已经存在，没有覆盖；请换一个文件名，或先移走它`,
      en: `${path} exists and was not written over; give another name, or move it away`,
      cause,
    });
  }
}

function piece(folders: Folders, load: number, offset: number): Promise<{ text: string; rejects: number }> {
  return write(folders, { command: "mending", load, lang: "zh", limit: AT_ONCE, offset }, () => undefined);
}
