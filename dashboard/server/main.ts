import { resolve } from "node:path";
import { parseArgs } from "node:util";
import { serve } from "@hono/node-server";
import { createApp } from "./app.ts";
import { followCurrentVersion } from "./current-version.ts";
import { sweepUploads } from "./uploads.ts";
import { WaitingFiles } from "./waiting-files.ts";

// The server's process: started, and restarted when it dies, by `heng start`.

/** Work that does not let itself be interrupted must not keep a server that was told to stop. */
const LONGEST_STOP_MS = 10_000;

const { values } = parseArgs({
  options: { data: { type: "string" }, app: { type: "string" }, port: { type: "string" } },
});
const dataFolder = resolve(values.data ?? "data");
const log = (line: string): void => console.error(line);

/** Until something is open there is nothing to close. */
let close = (): Promise<void> => Promise.resolve();
let stopping = false;
const stop = (): void => {
  if (stopping) return;
  stopping = true;
  setTimeout(() => process.exit(0), LONGEST_STOP_MS);
  void close().finally(() => process.exit(0));
};
// Before the slow start, during which we may be told to stop as well.
process.on("SIGTERM", stop);
process.on("SIGINT", stop);
// When the process that started us is gone, nobody would stop us.
process.on("disconnect", stop);

await sweepUploads(dataFolder);
await new WaitingFiles(dataFolder).sweep();
const current = await followCurrentVersion(dataFolder, { log });
const app = createApp({ current, dataFolder, appFolder: values.app ?? null, log });
const server = serve({ fetch: app.fetch, port: Number(values.port ?? 4173), hostname: "127.0.0.1" }, ({ port }) => {
  if (process.connected) process.send?.({ listening: port });
});
server.on("error", (error: NodeJS.ErrnoException) => {
  log(error.code === "EADDRINUSE" ? `port ${values.port} is taken` : error.message);
  // 2: trying again will not help, `heng start` gives up.
  process.exit(error.code === "EADDRINUSE" ? 2 : 1);
});
close = () => {
  server.close();
  return current.close();
};
// It may have gone before we listened for that. Only a process that was forked has a way to send.
if (process.send && !process.connected) stop();
