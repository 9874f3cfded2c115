#!/usr/bin/env node
import { COMMANDS, HELP } from "./help.ts";
import { UsageError, type Command } from "./command.ts";

// The edge: reads the command line, prints, sets the exit status. Commands are loaded only when called, so that
// `--help` needs neither DuckDB nor the server.

const [name, ...args] = process.argv.slice(2);

async function run(): Promise<number> {
  if (name === undefined || name === "--help" || name === "-h" || name === "help") {
    console.log(HELP);
    return name === undefined ? 2 : 0;
  }
  const known = Object.hasOwn(COMMANDS, name) ? COMMANDS[name] : undefined;
  if (!known) throw new UsageError(`没有命令 ${name} | no such command: ${name}`);
  if (args.includes("--help") || args.includes("-h")) {
    console.log(known.help);
    return 0;
  }
  const { command } = (await import(new URL(`./commands/${name}.js`, import.meta.url).href)) as { command: Command };
  return command(args);
}

/** What a Problem and a refusal of the writer or the query engine share. */
type Told = { zh: string; en: string };

function told(error: unknown): Told | null {
  if (typeof error !== "object" || error === null) return null;
  if ("text" in error) return error.text as Told;
  return "zh" in error && "en" in error ? (error as Told) : null;
}

run()
  .then((status) => {
    process.exitCode = status;
  })
  .catch((error: unknown) => {
    if (error instanceof UsageError || (error as { code?: string }).code?.startsWith("ERR_PARSE_ARGS")) {
      console.error((error as Error).message);
      console.error((Object.hasOwn(COMMANDS, name ?? "") ? COMMANDS[name ?? ""] : undefined)?.help ?? HELP);
      process.exitCode = 2;
      return;
    }
    const text = told(error);
    if (text) {
      console.error(text.zh);
      console.error(text.en);
    } else {
      console.error(error instanceof Error ? (error.stack ?? error.message) : String(error));
    }
    process.exitCode = 1;
  });
