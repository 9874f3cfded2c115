import { Hono } from "hono";
import { streamSSE } from "hono/streaming";
import type { CurrentVersion } from "./current-version.ts";

/** A comment now and then, so that proxies and browsers do not take a silent line for a dead one. */
const HEARTBEAT_MS = 20_000;

/** GET /events: the served version, on connecting and at every change. */
export function eventRoutes(current: CurrentVersion): Hono {
  const routes = new Hono();
  routes.get("/events", (c) =>
    streamSSE(c, async (stream) => {
      const send = (version: number) => void stream.writeSSE({ event: "version", data: JSON.stringify({ version }) });
      const unsubscribe = current.subscribe(send);
      stream.onAbort(unsubscribe);
      const now = current.number();
      if (now !== null) send(now);
      while (!stream.aborted && !stream.closed) {
        await stream.sleep(HEARTBEAT_MS);
        await stream.write(": still here\n\n");
      }
      unsubscribe();
    }),
  );
  return routes;
}
