/** How often progress is looked for while nobody tells any, in ms. */
const BEAT_MS = 500;
/** What is told at most in a beat in which nothing is known: a share of what is left, so that the end is never told early. */
const CREEP = 1 / 50;

type Told = { step: string; bytes: number; of: number; rows?: number };

export type Pulse<T extends Told> = {
  /**
   * Passes progress on. `alongside`: a statement goes through the same bytes meanwhile, and what it has not read yet is
   * not done.
   */
  tell(progress: T, alongside?: boolean): void;
  stop(): void;
};

/**
 * Passes progress on, and in between says how far DuckDB is with a statement that takes long. DuckDB counts what it reads
 * in pieces of up to 40 MB, and at a statement's end nothing at all; meanwhile what is told goes on at the step's pace so
 * far, ever slower the less is left.
 */
export function startPulse<T extends Told>(
  connection: { readonly progress: { percentage: number } },
  progress: ((progress: T) => void) | undefined,
): Pulse<T> {
  let last: T | null = null;
  let told = 0;
  /** When the step began, and its bytes that are known to be done. */
  let begun = 0;
  let known = 0;
  /** What the statement may catch up with; null where no other work goes along with it. */
  let ahead: number | null = null;
  const read = (of: number): number => {
    const share = connection.progress.percentage / 100;
    return share > 0 && share <= 1 ? Math.floor(of * share) : 0;
  };
  /** Records in a byte, by what was counted so far: those told go with the bytes told. */
  let density: number | null = null;
  const say = (next: T): void => {
    const before = last?.step === next.step ? (last.rows ?? 0) : 0;
    last = density === null ? next : { ...next, rows: Math.max(Math.floor(next.bytes * density), before) };
    told = performance.now();
    progress?.(last);
  };
  const timer = setInterval(() => {
    const now = performance.now();
    if (last === null || now - told < BEAT_MS * 0.9) return;
    const { bytes, of } = last;
    known = Math.max(known, Math.min(read(of), ahead ?? of));
    if (known > bytes) return say({ ...last, bytes: known });
    const pace = known > 0 ? (known / (now - begun)) * BEAT_MS : Infinity;
    const further = Math.min(bytes + Math.ceil(Math.min(pace, (of - bytes) * CREEP)), of - 1);
    if (further > bytes) say({ ...last, bytes: further });
  }, BEAT_MS);
  return {
    tell(next, alongside = false) {
      density = next.rows === undefined || next.bytes === 0 ? null : next.rows / next.bytes;
      const same = last?.step === next.step && next.bytes >= (ahead ?? known);
      if (!same) {
        begun = performance.now();
        known = 0;
      }
      ahead = alongside ? next.bytes : null;
      known = Math.max(known, alongside ? Math.min(next.bytes, read(next.of)) : next.bytes);
      // What was told stays told, also where it went ahead of what is known.
      if (!same || known > (last?.bytes ?? -1)) say({ ...next, bytes: known });
    },
    stop: () => clearInterval(timer),
  };
}
