import { parseCommand, printJson, wholeNumber, type Command } from "../command.ts";
import { foldersOf } from "../project.ts";
import { write } from "../write.ts";

export const command: Command = async (args) => {
  const { values, positionals } = parseCommand(args, {});
  const load = wholeNumber(positionals[0], "LOAD");
  const answer = await write<{ version: number }>(
    foldersOf(values.data),
    { command: "undo", load, asOf: values["as-of"] },
    (line) => console.error(line),
  );
  if (values.json) printJson({ load, ...answer });
  else
    console.log(
      `已撤销第 ${load} 次载入，发布第 ${answer.version} 版 | load ${load} undone, version ${answer.version}`,
    );
  return 0;
};
