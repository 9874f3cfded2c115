import { parseCommand, printJson, type Command } from "../command.ts";
import { foldersOf } from "../project.ts";
import { write } from "../write.ts";

export const command: Command = async (args) => {
  const { values } = parseCommand(args, {});
  const answer = await write<{ version: number }>(
    foldersOf(values.data),
    { command: "build", asOf: values["as-of"] },
    (line) => console.error(line),
  );
  if (values.json) printJson(answer);
  else console.log(`已发布第 ${answer.version} 版 | published version ${answer.version}`);
  return 0;
};
