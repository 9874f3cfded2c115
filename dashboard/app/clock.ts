/** The reader's own wall time, HH:MM: when an answer came, not what it is about. */
export function timeOfDay(): string {
  return new Date().toTimeString().slice(0, 5);
}

/** The reader's own day and time, 2026-08-24 08:58. */
export function wallTime(): string {
  const now = new Date();
  const two = (part: number): string => String(part).padStart(2, "0");
  return `${now.getFullYear()}-${two(now.getMonth() + 1)}-${two(now.getDate())} ${timeOfDay()}`;
}
