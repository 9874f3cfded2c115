import { resolve } from "node:path";
import { SMALL } from "../../sample/export.ts";
import { makeSample } from "../../sample/make-sample.ts";
import { parseCommand, printJson, UsageError, wholeNumber, type Command } from "../command.ts";

export const command: Command = async (args) => {
  const { values, positionals } = parseCommand(args, {
    tickets: { type: "string", default: String(SMALL.tickets) },
    seed: { type: "string", default: String(SMALL.seed) },
  });
  const [out] = positionals;
  if (out === undefined) throw new UsageError("要给输出目录 | name the folder to write to");
  const made = await makeSample({
    folder: resolve(out),
    tickets: wholeNumber(values.tickets, "--tickets"),
    seed: wholeNumber(values.seed, "--seed"),
    log: (line) => console.error(line),
  });
  if (values.json) printJson(made);
  else console.log(`${made.files.join("\n")}\n截至 | up to ${made.lastDay}`);
  return 0;
};
