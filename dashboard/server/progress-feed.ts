import type { WriterProgress } from "../shared/writer-socket.ts";

/** Passes on how far the writer is with an upload, to every page that listens. */
export class ProgressFeed {
  readonly #listeners = new Set<(progress: WriterProgress) => void>();

  /** @returns the way to stop listening */
  subscribe(listener: (progress: WriterProgress) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  publish(progress: WriterProgress): void {
    for (const listener of this.#listeners) listener(progress);
  }
}
