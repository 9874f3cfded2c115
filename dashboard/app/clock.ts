/** The reader's own wall time, HH:MM: when an answer came, not what it is about. */
export function timeOfDay(): string {
  return new Date().toTimeString().slice(0, 5);
}
