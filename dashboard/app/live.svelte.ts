import type { WriterProgress } from "../shared/writer-socket.ts";
import { whileShown } from "./while-shown.ts";

/** How far the writer is with a file, and for how long it has been at this step. */
export type Progress = WriterProgress & { stepMs: number };

let version = $state<number | null>(null);
let progress = $state.raw<Progress | null>(null);
let connected = $state(true);
let lastStep = "";
let stepSince = 0;

/** What the server tells by itself: a new version, and the progress of a load. */
export const live = {
  /** The published version; null until the server has said it. */
  get version(): number | null {
    return version;
  },
  get progress(): Progress | null {
    return progress;
  },
  get connected(): boolean {
    return connected;
  },
};

/**
 * Listens until the returned function is called, while somebody can see the page: a browser opens six connections to a
 * host, and each tab that listens keeps one. On connecting the server tells the version, so that what a hidden page has
 * missed is asked for when it is shown again. The browser reconnects by itself.
 */
export function listen(): () => void {
  return whileShown(document, open);
}

function open(): () => void {
  const events = new EventSource("/api/events");
  events.addEventListener("version", (event) => {
    version = (JSON.parse(event.data) as { version: number }).version;
  });
  events.addEventListener("progress", (event) => {
    const told = JSON.parse(event.data) as WriterProgress;
    const step = JSON.stringify([told.id, told.file, told.step]);
    if (step !== lastStep) {
      lastStep = step;
      stepSince = performance.now();
    }
    progress = { ...told, stepMs: performance.now() - stepSince };
  });
  events.onopen = () => {
    connected = true;
  };
  events.onerror = () => {
    connected = false;
  };
  return () => events.close();
}
