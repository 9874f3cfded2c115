import { readdir, readFile, stat } from "node:fs/promises";
import { isAbsolute, join, resolve, sep } from "node:path";
import { isMap, isScalar, LineCounter, parseDocument, type YAMLMap } from "yaml";
import { parseWords, type Words } from "../../dashboard/shared/words.ts";
import type { Contract } from "../contract.ts";
import type { Folders } from "../folders.ts";
import { readMapping } from "../load/mapping.ts";
import { Problem } from "../problem.ts";
import { isTemporaryName } from "../runs/seen-file.ts";
import { plannedTimes, type PlannedTimes } from "./planned-times.ts";

/** When another system's export folder is looked into: `<data>/schedules/<name>.yml`. */
export type Schedule = {
  name: string;
  title: Words;
  /** Absolute path. */
  folder: string;
  /** Which files of it, by name: `*` and `?` stand for any characters, and one. */
  files: string[];
  /** Cron, in Asia/Shanghai. */
  at: string;
  times: PlannedTimes;
  source: string | null;
  mapping: string | null;
};

/** A schedule's file, understood or not. */
export type ScheduleFile = { name: string; schedule: Schedule } | { name: string; problem: Problem };

const KEYS = ["title", "folder", "files", "at", "source", "mapping"];
const LARGEST_FILE = 100_000;
const MOST_FILES = 500;

/** What is taken where a schedule names no files. */
const DATA_FILES = ["csv", "tsv", "txt", "xlsx", "xlsm", "xls", "zip", "gz"].map((extension) => `*.${extension}`);

export function schedulesFolder(folders: Pick<Folders, "data">): string {
  return join(folders.data, "schedules");
}

/** Reads every file of the folder, ordered by name. A new file is a new schedule: nothing else registers it. */
export async function readSchedules(folders: Folders, contracts: readonly Contract[]): Promise<ScheduleFile[]> {
  const folder = schedulesFolder(folders);
  const names = (await readdir(folder).catch(() => []))
    .filter((file) => /\.ya?ml$/i.test(file) && !isTemporaryName(file))
    .sort()
    .slice(0, MOST_FILES);
  return Promise.all(
    names.map(async (file): Promise<ScheduleFile> => {
      const name = file.replace(/\.ya?ml$/i, "");
      try {
        return { name, schedule: await readSchedule(join(folder, file), name, folders, contracts) };
      } catch (error) {
        if (error instanceof Problem) return { name, problem: error };
        const cause = (error as NodeJS.ErrnoException).code ?? String(error);
        return { name, problem: bad(join(folder, file), null, `读不了（${cause}）`, `it cannot be read (${cause})`) };
      }
    }),
  );
}

async function readSchedule(
  file: string,
  name: string,
  folders: Folders,
  contracts: readonly Contract[],
): Promise<Schedule> {
  if (!file.endsWith(".yml")) throw bad(file, null, "文件名要以 .yml 结尾", "its name must end in .yml");
  if (!/^[\p{L}\p{N}][\p{L}\p{N}_.-]*$/u.test(name)) {
    const allowed = { zh: "文件名只能用文字、数字、- 和 _", en: "its name may hold letters, digits, - and _" };
    throw bad(file, null, allowed.zh, allowed.en);
  }
  if ((await stat(file)).size > LARGEST_FILE) throw bad(file, null, "文件太大，不像定时设置", "it is too large");
  const schedule = parseSchedule(name, await readFile(file, "utf8"), file, folders, contracts);
  if (schedule.mapping !== null) {
    const { source } = await readMapping(folders.mappings, schedule.mapping);
    if (schedule.source !== null && schedule.source !== source) {
      throw bad(
        file,
        null,
        `source 写的是 ${schedule.source}，映射 ${schedule.mapping} 的来源却是 ${source}；两者要一致，或去掉 source`,
        `source says ${schedule.source}, but the mapping ${schedule.mapping} is of ${source}; make them agree or leave source out`,
      );
    }
  }
  return schedule;
}

/** @throws Problem `bad_schedule` with the file, the line, and what to write */
export function parseSchedule(
  name: string,
  yaml: string,
  file: string,
  folders: Pick<Folders, "data">,
  contracts: readonly Contract[],
): Schedule {
  const counter = new LineCounter();
  const document = parseDocument(yaml, { lineCounter: counter });
  const [error] = document.errors;
  if (error !== undefined) {
    const line = counter.linePos(error.pos[0]).line;
    const what = error.message.split("\n")[0] ?? "";
    throw bad(file, line, `YAML 写法有误（${what}）`, `this is no YAML (${what})`);
  }
  if (!isMap(document.contents)) throw bad(file, 1, "至少要写 folder 和 at", "folder and at are needed");
  const map = document.contents as YAMLMap;
  const lines = new Map<string, number>();
  for (const { key } of map.items) {
    const word = isScalar(key) ? String(key.value) : String(key);
    const line = isScalar(key) && key.range ? counter.linePos(key.range[0]).line : 1;
    lines.set(word, line);
    if (!KEYS.includes(word)) {
      throw bad(
        file,
        line,
        `不认识 ${word}；可写的有 ${KEYS.join("、")}`,
        `${word} is unknown; there are ${KEYS.join(", ")}`,
      );
    }
  }
  const raw = document.toJS() as Record<string, unknown>;
  const text = (key: string): string | null => {
    const value = raw[key];
    if (value === undefined || value === null) return null;
    if (typeof value === "string" || typeof value === "number") return String(value).trim();
    throw bad(file, lines.get(key) ?? 1, `${key} 要写成一行文字`, `${key} must be a text`);
  };
  const need = (key: string, zh: string, en: string): string => {
    const value = text(key);
    if (value === null || value === "")
      throw bad(file, lines.get(key) ?? 1, `要写 ${key}：${zh}`, `${key} is needed: ${en}`);
    return value;
  };
  const folder = need("folder", "导出文件夹的完整路径", "the export folder's full path");
  if (!isAbsolute(folder)) {
    throw bad(
      file,
      lines.get("folder") ?? 1,
      `folder 要写完整路径，“${folder}”不是`,
      `folder must be a full path, which "${folder}" is not`,
    );
  }
  const data = resolve(folders.data);
  if (`${resolve(folder)}${sep}`.startsWith(`${data}${sep}`) || data.startsWith(`${resolve(folder)}${sep}`)) {
    throw bad(
      file,
      lines.get("folder") ?? 1,
      `folder 不能是衡自己的数据目录（${data}）；要自动收取本机文件，请放进收件箱`,
      `folder cannot be Heng's own data folder (${data}); put files of this machine into the inbox`,
    );
  }
  const at = need("at", '如 "30 6 * * *"，每天 6:30', 'as "30 6 * * *", every day at 6:30');
  const plan = plannedTimes(at);
  if ("wrong" in plan) {
    throw bad(
      file,
      lines.get("at") ?? 1,
      `at 无法识别“${at}”；要写五段：分 时 日 月 星期，如 "30 6 * * *" 是每天 6:30（${plan.wrong.zh}）`,
      `at: "${at}" is not understood; write minute hour day month weekday, as "30 6 * * *" for every day at 6:30 (${plan.wrong.en})`,
    );
  }
  const source = text("source");
  if (source !== null && !contracts.some(({ id }) => id === source)) {
    const known = contracts.map(({ id }) => id).join(", ");
    throw bad(
      file,
      lines.get("source") ?? 1,
      `没有来源 ${source}；有 ${known}`,
      `there is no source ${source}; there are ${known}`,
    );
  }
  return {
    name,
    title: parseWords(text("title") ?? name),
    folder: resolve(folder),
    files: parseFiles(raw["files"], file, lines.get("files") ?? 1),
    at,
    times: plan.times,
    source,
    mapping: text("mapping"),
  };
}

function parseFiles(raw: unknown, file: string, line: number): string[] {
  if (raw === undefined || raw === null) return DATA_FILES;
  const names: unknown[] = Array.isArray(raw) ? raw : [raw];
  const good = names.filter((name): name is string => typeof name === "string" && name !== "" && !/[/\\]/.test(name));
  if (good.length > 0 && good.length === names.length) return good;
  throw bad(
    file,
    line,
    'files 要写文件名，不带路径，可用 * 和 ?，如 "工单*.csv"',
    'files are names without a path; * and ? may stand in them, as "tickets*.csv"',
  );
}

/** Whether a name is among those that a schedule takes; upper and lower case are one. */
export function isWanted(name: string, patterns: readonly string[]): boolean {
  return patterns.some((pattern) => {
    const source = pattern
      .replaceAll(/[.+^${}()|[\]\\]/g, "\\$&")
      .replaceAll("*", ".*")
      .replaceAll("?", ".");
    return new RegExp(`^${source}$`, "isu").test(name.normalize("NFC"));
  });
}

function bad(file: string, line: number | null, zh: string, en: string): Problem {
  return new Problem({
    code: "bad_schedule",
    zh: `定时设置有误${line === null ? "" : `，第 ${line} 行`}：${zh}`,
    en: `The schedule is wrong${line === null ? "" : `, line ${line}`}: ${en}`,
    where: { file, ...(line === null ? {} : { line }) },
  });
}
