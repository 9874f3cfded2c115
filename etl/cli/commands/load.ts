import { basename, resolve } from "node:path";
import { parsePartChoices } from "../../../dashboard/server/parse-choices.ts";
import type { LoadAnswer, LoadChoices } from "../../../dashboard/shared/loads.ts";
import { parseCommand, printJson, printTable, UsageError, type Command } from "../command.ts";
import { foldersOf } from "../project.ts";
import { SKIPPED, STATUS } from "../status-words.ts";
import { write } from "../write.ts";

export const command: Command = async (args) => {
  const { values, positionals } = parseCommand(args, {
    source: { type: "string" },
    mapping: { type: "string" },
    encoding: { type: "string" },
    "no-build": { type: "boolean", default: false },
    uploader: { type: "string" },
    yes: { type: "boolean", default: false },
    choices: { type: "string" },
    remember: { type: "boolean", default: false },
  });
  if (positionals.length === 0) throw new UsageError("要给至少一个文件 | name at least one file");
  const mapping = values.mapping;
  const answer = await write<LoadAnswer>(
    foldersOf(values.data),
    {
      command: "load",
      files: positionals.map((path) => ({ path: resolve(path), name: basename(path) })),
      source: values.source,
      // A path is the caller's, who may stand in another folder than the writer.
      mapping: mapping !== undefined && /[/\\]|\.ya?ml$/.test(mapping) ? resolve(mapping) : mapping,
      yes: values.yes,
      choices: {
        ...(values.choices === undefined ? {} : choicesOf(values.choices)),
        ...(values.encoding === undefined ? {} : { encoding: values.encoding }),
      },
      parts: { remember: values.remember },
      build: !values["no-build"],
      uploader: values.uploader ?? process.env["USER"] ?? "cli",
      asOf: values["as-of"],
    },
    (line) => console.error(line),
  );
  if (values.json) printJson(answer);
  else report(answer);
  return answer.problem !== null || answer.loads.some(({ status }) => status === "refused") ? 1 : 0;
};

/** One set of choices for all the files, as JSON. */
function choicesOf(json: string): LoadChoices {
  let raw: unknown;
  try {
    raw = JSON.parse(json);
  } catch {
    throw new UsageError("--choices：要给 JSON | JSON is needed");
  }
  const { skip: _skip, ...choices } = parsePartChoices(raw, "choices");
  return choices;
}

function report({ loads, version }: LoadAnswer): void {
  printTable(
    [
      "载入 load",
      "文件 file",
      "来源 source",
      "结果 status",
      "读入 read",
      "新增 loaded",
      "更新 updated",
      "未变 unchanged",
      "退回 rejected",
      "空行 blank",
    ],
    loads.map((load) => [
      String(load.load ?? ""),
      load.file,
      load.source ?? "",
      `${STATUS[load.status].zh} ${STATUS[load.status].en}`,
      ...[load.read, load.loaded, load.updated, load.unchanged, load.rejected, load.blank].map(String),
    ]),
  );
  for (const { file, load, rejected, reasons, skipped, message } of loads) {
    const counted = Object.entries(reasons).map(([code, count]) => `${code} ${count}`);
    if (counted.length > 0) {
      const why = counted.join(", ");
      console.log(
        `${file}: 退回 ${rejected} 行（${why}），逐行原因：heng rejects ${load}\n${file}: ${rejected} rows rejected (${why}), each with its reason: heng rejects ${load}`,
      );
    }
    const passed = Object.entries(skipped).map(([code, count]) => ({ words: SKIPPED[code] ?? [code, code], count }));
    if (passed.length > 0) {
      const zh = passed.map(({ words, count }) => `${words[0]} ${count} 行`).join("、");
      const en = passed.map(({ words, count }) => `${count} ${words[1]}`).join(", ");
      console.log(`${file}: 不是记录，已略过：${zh}\n${file}: skipped as no records: ${en}`);
    }
    if (message) console.log(`${file}: ${message.zh}\n${file}: ${message.en}`);
  }
  if (version !== null) console.log(`第 ${version} 版 | version ${version}`);
}
