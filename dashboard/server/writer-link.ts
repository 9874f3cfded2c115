import { connect } from "node:net";
import { createInterface } from "node:readline";
import type { Message } from "../shared/loads.ts";
import { writerSocket, type WriterCommand, type WriterLine, type WriterProgress } from "../shared/writer-socket.ts";

/** No writer listens: it is not running, or still starting. */
export class WriterAway extends Error {
  constructor() {
    super("the writer is not running");
    this.name = "WriterAway";
  }
}

/** What the writer answered when it would not or could not do it. */
export class WriterRefusal extends Error {
  readonly text: Message;

  constructor(text: Message) {
    super(text.en);
    this.name = "WriterRefusal";
    this.text = text;
  }
}

/**
 * Has the running writer do something and waits for its answer.
 *
 * @throws WriterAway if none listens, or it dies before it has answered; WriterRefusal with its reason
 */
export function askWriter<T>(
  dataFolder: string,
  command: WriterCommand,
  onProgress: (progress: WriterProgress) => void = () => undefined,
): Promise<T> {
  return new Promise<T>((resolve, reject) => {
    const socket = connect(writerSocket(dataFolder));
    socket.once("error", () => reject(new WriterAway()));
    socket.once("connect", () => socket.write(`${JSON.stringify(command)}\n`));
    const lines = createInterface({ input: socket });
    // Readline repeats its input's errors; the socket's own listener has dealt with them.
    lines.on("error", () => undefined);
    lines.on("line", (text) => {
      const line = JSON.parse(text) as WriterLine;
      if ("progress" in line) {
        onProgress(line.progress);
        return;
      }
      socket.end();
      if ("error" in line) reject(new WriterRefusal(line.error));
      else resolve(line.result as T);
    });
    lines.once("close", () => reject(new WriterAway()));
  });
}
