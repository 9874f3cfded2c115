import { Hono } from "hono";
import { streamSSE } from "hono/streaming";
import type { CurrentVersion } from "./current-version.ts";
import type { ProgressFeed } from "./progress-feed.ts";

/** A comment now and then, so that proxies and browsers do not take a silent line for a dead one. */
const HEARTBEAT_MS = 20_000;

/** GET /events: the served version, on connecting and at every change, and how far uploads are. */
export function eventRoutes(current: CurrentVersion, feed: ProgressFeed): Hono {
  const routes = new Hono();
  routes.get("/events", (c) =>
    streamSSE(c, async (stream) => {
      const send = (version: number) => void stream.writeSSE({ event: "version", data: JSON.stringify({ version }) });
      const leaveVersions = current.subscribe(send);
      const leaveProgress = feed.subscribe(
        (progress) => void stream.writeSSE({ event: "progress", data: JSON.stringify(progress) }),
      );
      const leave = (): void => {
        leaveVersions();
        leaveProgress();
      };
      stream.onAbort(leave);
      const now = current.number();
      if (now !== null) send(now);
      while (!stream.aborted && !stream.closed) {
        await stream.sleep(HEARTBEAT_MS);
        await stream.write(": still here\n\n");
      }
      leave();
    }),
  );
  return routes;
}
