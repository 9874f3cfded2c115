import type { DuckDBConnection } from "@duckdb/node-api";

/** How often progress is looked for while nobody tells any, in ms. */
const BEAT_MS = 500;

type Told = { bytes: number; of: number };

export type Pulse<T extends Told> = { tell(progress: T): void; stop(): void };

/** Passes progress on, and in between says how far DuckDB is with a statement that takes long. */
export function startPulse<T extends Told>(
  connection: DuckDBConnection,
  progress: ((progress: T) => void) | undefined,
): Pulse<T> {
  let last: T | null = null;
  let at = 0;
  const tell = (told: T): void => {
    last = told;
    at = performance.now();
    progress?.(told);
  };
  const timer = setInterval(() => {
    const share = connection.progress.percentage / 100;
    if (last === null || performance.now() - at < BEAT_MS || !(share > 0 && share <= 1)) return;
    const bytes = Math.round(last.of * share);
    // Only what is further than what was told is news.
    if (bytes > last.bytes) tell({ ...last, bytes });
  }, BEAT_MS);
  return { tell, stop: () => clearInterval(timer) };
}
