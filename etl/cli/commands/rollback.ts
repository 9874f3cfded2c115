import { parseCommand, printJson, wholeNumber, type Command } from "../command.ts";
import { foldersOf } from "../project.ts";
import { write } from "../write.ts";

export const command: Command = async (args) => {
  const { values, positionals } = parseCommand(args, {});
  const version = wholeNumber(positionals[0], "VERSION");
  const answer = await write<{ version: number }>(foldersOf(values.data), { command: "rollback", version }, (line) =>
    console.error(line),
  );
  if (values.json) printJson(answer);
  else console.log(`现在用第 ${version} 版 | now serving version ${version}`);
  return 0;
};
