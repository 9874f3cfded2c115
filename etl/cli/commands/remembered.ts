import type { Remembered } from "../../../dashboard/shared/file-report.ts";
import { parseCommand, printJson, printTable, wholeNumber, type Command } from "../command.ts";
import { foldersOf } from "../project.ts";
import { write } from "../write.ts";

export const command: Command = async (args) => {
  const { values } = parseCommand(args, { forget: { type: "string" } });
  const folders = foldersOf(values.data);
  const silent = (): void => undefined;
  if (values.forget !== undefined) {
    const number = wholeNumber(values.forget, "--forget");
    const entry = await write<Remembered>(folders, { command: "forget", number }, silent);
    if (values.json) printJson(entry);
    else console.log(`已忘掉“${entry.text}” | forgot "${entry.text}"`);
    return 0;
  }
  const answer = await write<{ remembered: Remembered[] }>(folders, { command: "remembered" }, silent);
  if (values.json) printJson(answer);
  else {
    printTable(
      ["序号 number", "来源 source", "什么 kind", "文件中的写法 text", "意思 means", "谁 by", "何时 at"],
      answer.remembered.map(({ number, source, kind, column, text, means, by, at }) => [
        String(number),
        source,
        kind === "header" ? "表头 header" : `词 word（${column ?? ""}）`,
        text,
        means ?? "不用，保留 kept beside",
        by,
        at.slice(0, 16).replace("T", " "),
      ]),
    );
  }
  return 0;
};
