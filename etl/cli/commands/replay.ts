import type { LoadAnswer } from "../../../dashboard/shared/loads.ts";
import { parseCommand, printJson, wholeNumber, type Command } from "../command.ts";
import { foldersOf } from "../project.ts";
import { STATUS } from "../status-words.ts";
import { write } from "../write.ts";

export const command: Command = async (args) => {
  const { values, positionals } = parseCommand(args, { mapping: { type: "string" }, by: { type: "string" } });
  const load = wholeNumber(positionals[0], "LOAD");
  const by = values.by ?? process.env["USER"] ?? "cli";
  const answer = await write<LoadAnswer>(
    foldersOf(values.data),
    { command: "replay", load, mapping: values.mapping, by, asOf: values["as-of"] },
    (line) => console.error(line),
  );
  if (values.json) printJson(answer);
  else {
    for (const { status, load: number, read, rejected, message } of answer.loads) {
      console.log(
        `第 ${load} 次载入的文件重读为第 ${number ?? "—"} 次：${STATUS[status].zh}，读入 ${read}，退回 ${rejected} | load ${load} read again as load ${number ?? "—"}: ${STATUS[status].en}, ${read} read, ${rejected} rejected`,
      );
      if (message) console.log(`${message.zh}\n${message.en}`);
    }
  }
  return answer.problem !== null || answer.loads.some(({ status }) => status === "refused") ? 1 : 0;
};
