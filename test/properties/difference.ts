import type { Expected } from "./expected.ts";

/** A row of /api/series as it comes out of Arrow. */
export type AnswerRow = Record<string, unknown>;

/** Equal to nine digits; null only equals null. */
export function agree(a: unknown, b: number | null): boolean {
  if (a === null || a === undefined || b === null) return (a ?? null) === b;
  const answered = Number(a);
  return Math.abs(answered - b) <= 1e-9 * Math.max(1, Math.abs(answered), Math.abs(b));
}

const SHOWN = ["value", "previous", "year"] as const;

/** What the answer says otherwise than expected, in words; empty when they agree. */
export function differences(about: string, answered: AnswerRow, expected: Expected, compared: boolean): string[] {
  const found: string[] = [];
  const differ = (what: string, mine: unknown): void => {
    found.push(`${about}: ${what} is ${String(answered[what])}, naively ${String(mine)}`);
  };
  for (const what of compared ? SHOWN : (["value"] as const)) {
    if (!agree(answered[what], expected[what])) differ(what, expected[what]);
  }
  if (Number(answered.n) !== expected.n) differ("n", expected.n);
  if (expected.denominator !== null && expected.n > 0) {
    if (!agree(answered.numerator, expected.numerator)) differ("numerator", expected.numerator);
    if (!agree(answered.denominator, expected.denominator)) differ("denominator", expected.denominator);
  }
  for (const what of ["from", "through", "running"] as const) {
    if (answered[what] !== expected[what]) differ(what, expected[what]);
  }
  return found;
}
