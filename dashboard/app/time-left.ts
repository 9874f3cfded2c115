/** Below it, the pace so far tells nothing. */
const WATCHED_MS = 1000;

/**
 * Seconds that the rest takes at the pace so far, at least 1.
 *
 * @returns null where it is too early to tell, or nothing is left
 */
export function secondsLeft(done: number, of: number, elapsedMs: number): number | null {
  if (elapsedMs < WATCHED_MS || done <= 0 || done >= of) return null;
  return Math.max(Math.ceil(((of - done) / done) * (elapsedMs / 1000)), 1);
}
