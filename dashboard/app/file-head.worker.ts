import { HEAD_BYTES, readHead, type Head, type HeadChoices } from "./file-head.ts";

/** What is asked of the worker, and what it answers: nothing where the file could not be read. */
export type HeadRequest = { file: Blob; choices: HeadChoices; names: string[] };
export type HeadAnswer = { head: Head | null };

self.onmessage = async ({ data: { file, choices, names } }: MessageEvent<HeadRequest>): Promise<void> => {
  const bytes = await file
    .slice(0, HEAD_BYTES)
    .arrayBuffer()
    .catch(() => null);
  const answer: HeadAnswer = { head: bytes === null ? null : readHead(new Uint8Array(bytes), choices, names) };
  self.postMessage(answer);
};
