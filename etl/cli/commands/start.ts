import { fork, type ChildProcess } from "node:child_process";
import { mkdir } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { inboxOf } from "../../inbox/inbox-folder.ts";
import { parseCommand, UsageError, wholeNumber, type Command } from "../command.ts";
import { APP_FOLDER, foldersOf } from "../project.ts";

/** A process that dies is started again after this long, longer each time it dies at once. */
const FIRST_PAUSE_MS = 200;
const LONGEST_PAUSE_MS = 10_000;
/** A process that has run this long was well. */
const WELL_MS = 30_000;
/** Exit status of a child for which starting again is no use: the port is taken, the folder is in use. */
const HOPELESS = 2;

/** Runs the writer and the server as two processes that share only files, and restarts what dies. */
export const command: Command = async (args) => {
  const { values } = parseCommand(args, { port: { type: "string", default: "4173" } });
  const port = wholeNumber(values.port, "--port");
  if (port > 65_535) throw new UsageError(`--port ${port}：最大 65535 | at most 65535`);
  const { data } = foldersOf(values.data);
  await mkdir(data, { recursive: true });
  return new Promise<number>((resolve) => {
    const children = new Set<ChildProcess>();
    let stopping = false;
    const stop = (status: number): void => {
      stopping = true;
      for (const child of children) child.kill("SIGTERM");
      const wait = setInterval(() => {
        if (children.size > 0) return;
        clearInterval(wait);
        resolve(status);
      }, 20);
    };
    const keep = (file: string, childArgs: string[], pause = FIRST_PAUSE_MS): void => {
      const startedAt = Date.now();
      const child = fork(fileURLToPath(new URL(file, import.meta.url)), childArgs);
      children.add(child);
      child.on("message", (message) => announce(message, port, data));
      child.on("exit", (status) => {
        children.delete(child);
        if (stopping) return;
        if (status === HOPELESS) {
          stop(1);
          return;
        }
        console.error(`${file} ended (${status ?? "killed"}), starting it again`);
        const next = Date.now() - startedAt > WELL_MS ? FIRST_PAUSE_MS : Math.min(pause * 2, LONGEST_PAUSE_MS);
        setTimeout(() => stopping || keep(file, childArgs, next), pause);
      });
    };
    process.on("SIGINT", () => stop(0));
    process.on("SIGTERM", () => stop(0));
    keep("../writer-process.js", [data, ...(values["as-of"] === undefined ? [] : [values["as-of"]])]);
    keep("../../../dashboard/server/main.js", ["--data", data, "--app", APP_FOLDER, "--port", String(port)]);
  });
};

function announce(message: unknown, port: number, data: string): void {
  if (typeof message === "object" && message !== null && "listening" in message) {
    console.log(`衡 http://127.0.0.1:${port}`);
    console.log(`收件箱 inbox: ${inboxOf(data)}`);
  }
}
