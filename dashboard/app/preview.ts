import type { Head, HeadChoices } from "./file-head.ts";
import type { HeadAnswer, HeadRequest } from "./file-head.worker.ts";

/**
 * Reads a file's first rows away from the page's own thread.
 *
 * @param names headers that the sources know
 * @returns null where the file cannot be read any more, or the worker does not start
 */
export function readPreview(file: Blob, choices: HeadChoices, names: string[]): Promise<Head | null> {
  return new Promise((resolve) => {
    const worker = new Worker(new URL("./file-head.worker.ts", import.meta.url), { type: "module" });
    const end = (head: Head | null): void => {
      worker.terminate();
      resolve(head);
    };
    worker.onmessage = ({ data }: MessageEvent<HeadAnswer>) => end(data.head);
    worker.onerror = () => end(null);
    worker.postMessage({ file, choices, names } satisfies HeadRequest);
  });
}
