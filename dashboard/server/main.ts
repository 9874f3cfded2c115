import { resolve } from "node:path";
import { parseArgs } from "node:util";
import { serve } from "@hono/node-server";
import { createApp } from "./app.ts";
import { followCurrentVersion } from "./current-version.ts";

// The server's process: started, and restarted when it dies, by `heng start`.

const { values } = parseArgs({
  options: { data: { type: "string" }, app: { type: "string" }, port: { type: "string" } },
});
const dataFolder = resolve(values.data ?? "data");
const log = (line: string): void => console.error(line);
const current = await followCurrentVersion(dataFolder, { log });
const app = createApp({ current, dataFolder, appFolder: values.app ?? null, log });
const server = serve({ fetch: app.fetch, port: Number(values.port ?? 4173), hostname: "127.0.0.1" }, ({ port }) => {
  process.send?.({ listening: port });
});
server.on("error", (error: NodeJS.ErrnoException) => {
  log(error.code === "EADDRINUSE" ? `port ${values.port} is taken` : error.message);
  // 2: trying again will not help, `heng start` gives up.
  process.exit(error.code === "EADDRINUSE" ? 2 : 1);
});

const stop = (): void => {
  server.close();
  void current.close().finally(() => process.exit(0));
};
process.on("SIGTERM", stop);
process.on("SIGINT", stop);
// When the process that started us is gone, nobody would stop us.
process.on("disconnect", stop);
