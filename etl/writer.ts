import { rm } from "node:fs/promises";
import { createServer, type Server, type Socket } from "node:net";
import { createInterface } from "node:readline";
import type { Message } from "../dashboard/shared/loads.ts";
import {
  writerSocket,
  type WriterCommand,
  type WriterLine,
  type WriterProgress,
} from "../dashboard/shared/writer-socket.ts";
import { execute, type WriterContext } from "./execute.ts";
import { Problem } from "./problem.ts";

/** Longest command line taken: a list of files is small. */
const LONGEST_COMMAND = 1_000_000;

export type Writer = {
  /** Has a job done when its turn comes among what is asked over the socket. */
  queue<T>(job: () => Promise<T>): Promise<T>;
  close(): Promise<void>;
};

/**
 * Listens on the data folder's socket and does what is asked, one thing after another. Only this user can connect.
 * The store must be open already: holding it is what makes a process the writer.
 *
 * @param first done before the first command; whoever connects meanwhile waits
 */
export async function listenAsWriter(
  context: Omit<WriterContext, "progress">,
  first: () => Promise<void>,
): Promise<Writer> {
  const path = writerSocket(context.folders.data);
  // Whoever left it there is dead: we hold the store.
  await rm(path, { force: true });
  let letIn = (): void => undefined;
  let last: Promise<unknown> = new Promise<void>((resolve) => (letIn = resolve));
  const sockets = new Set<Socket>();
  /** Loads that were given an id and are not done. */
  const running = new Map<string, AbortController>();
  const cancel = (id: string): boolean => {
    running.get(id)?.abort();
    return running.has(id);
  };
  let closing = false;
  const queue = <T>(job: () => Promise<T>): Promise<T> => {
    if (closing) return Promise.reject(stoppingNow());
    const done = last.then(job);
    last = done.catch(() => undefined);
    return done;
  };
  const server: Server = createServer((socket) => {
    sockets.add(socket);
    socket.on("close", () => sockets.delete(socket));
    socket.on("error", () => undefined);
    const say = (line: WriterLine): void => {
      if (socket.writable) socket.write(`${JSON.stringify(line)}\n`);
    };
    const lines = createInterface({ input: socket });
    lines.on("error", () => undefined);
    lines.on("line", (text) => {
      let command: WriterCommand;
      try {
        command = parseCommand(text);
      } catch (error) {
        say({ error: describe(error, context.log) });
        socket.end();
        return;
      }
      // From its arrival on, so that one that still waits for its turn can be cancelled too.
      const id = command.command === "load" ? command.id : undefined;
      const controller = new AbortController();
      if (id !== undefined) running.set(id, controller);
      const settled = (): void => {
        if (id !== undefined && running.get(id) === controller) running.delete(id);
      };
      const work = async (): Promise<void> => {
        try {
          const { signal } = controller;
          const progress = (progress: WriterProgress): void => say({ progress });
          say({ result: await execute(command, { ...context, progress, signal, settled, cancel, queue }) });
        } catch (error) {
          say({ error: describe(error, context.log) });
        }
        settled();
        socket.end();
      };
      // Looking needs not wait behind a long load; the store itself keeps writes apart.
      if (ASIDE.includes(command.command)) void work();
      else queue(work).catch((error: unknown) => say({ error: describe(error, context.log) }));
    });
  });
  // The socket must never be open to others, not even before its mode could be changed.
  const mask = process.umask(0o177);
  await new Promise<void>((resolve, reject) => {
    server.once("error", reject);
    server.listen(path, resolve);
  }).finally(() => process.umask(mask));
  await first().finally(letIn);
  return {
    queue,
    async close() {
      closing = true;
      await last;
      for (const socket of sockets) socket.end();
      await new Promise<void>((resolve) => server.close(() => resolve()));
      await rm(path, { force: true });
    },
  };
}

/** `run` has a turn for each of its files. */
const ASIDE = ["cancel", "inspect", "schedules", "run", "loads", "rejects", "skipped", "mending", "remembered"];
const COMMANDS = [
  "cancel",
  "inspect",
  "load",
  "build",
  "undo",
  "redo",
  "approve",
  "decline",
  "replay",
  "preview",
  "mend",
  "mending",
  "rollback",
  "loads",
  "rejects",
  "skipped",
  "remembered",
  "forget",
  "schedules",
  "run",
];

function parseCommand(text: string): WriterCommand {
  const command: unknown = text.length > LONGEST_COMMAND ? null : JSON.parse(text);
  if (
    typeof command === "object" &&
    command !== null &&
    "command" in command &&
    COMMANDS.includes(String(command.command))
  ) {
    return command as WriterCommand;
  }
  throw new Problem({
    code: "bad_command",
    zh: "写入进程不认识这个命令。",
    en: "The writer does not know this command.",
  });
}

function stoppingNow(): Problem {
  return new Problem({
    code: "stopping",
    zh: "载入服务正在停止，这一步没有做；再次启动后请重试",
    en: "The writer is stopping and has not done this; try again once it runs",
  });
}

function describe(error: unknown, log: (line: string) => void): Message & { status: "refused" | "failed" } {
  if (error instanceof Problem) return { ...error.text, status: "refused" };
  const what = error instanceof Error ? error.message : String(error);
  log(error instanceof Error && error.stack ? error.stack : what);
  return {
    code: "failed",
    zh: "程序内部出错，操作未完成；请把日志交给管理员",
    en: `It failed: ${what}`,
    status: "failed",
  };
}
