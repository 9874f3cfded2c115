import { whileShown } from "./while-shown.ts";

/** How far the writer is with a file; `file` is the name it was uploaded under. */
export type Progress = { file: string; step: string; bytes: number; of: number };

let version = $state<number | null>(null);
let progress = $state.raw<Progress | null>(null);
let connected = $state(true);

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
    progress = JSON.parse(event.data) as Progress;
  });
  events.onopen = () => {
    connected = true;
  };
  events.onerror = () => {
    connected = false;
  };
  return () => events.close();
}
