import type { DecisionAnswer } from "../../dashboard/shared/loads.ts";
import { parseCommand, printJson, wholeNumber, type Command } from "./command.ts";
import { foldersOf } from "./project.ts";
import { write } from "./write.ts";

/** `heng undo`, `heng redo`, `heng approve` and `heng decline`: which loads count, as a person decides. */
export function decisionCommand(
  decision: "undo" | "redo" | "approve" | "decline",
  done: { zh: (load: number) => string; en: (load: number) => string },
): Command {
  return async (args) => {
    const { values, positionals } = parseCommand(args, { by: { type: "string" } });
    const load = wholeNumber(positionals[0], "LOAD");
    const by = values.by ?? process.env["USER"] ?? "cli";
    const asOf = values["as-of"];
    const answer = await write<DecisionAnswer>(
      foldersOf(values.data),
      decision === "undo" || decision === "redo"
        ? { command: decision, load, asOf }
        : { command: decision, load, by, asOf },
      (line) => console.error(line),
    );
    if (values.json) printJson(answer);
    else {
      const version = answer.version === null ? { zh: "", en: "" } : versionSaid(answer.version);
      console.log(`${done.zh(load)}${version.zh} | ${done.en(load)}${version.en}`);
      if (answer.problem) console.log(`${answer.problem.zh}\n${answer.problem.en}`);
    }
    return answer.problem === null ? 0 : 1;
  };
}

function versionSaid(version: number): { zh: string; en: string } {
  return { zh: `，现在是第 ${version} 版`, en: `, now serving version ${version}` };
}
