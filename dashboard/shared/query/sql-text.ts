import type { Day } from "../periods.ts";

/** A text constant as SQL writes it. */
export function quoteText(text: string): string {
  return `'${text.replaceAll("'", "''")}'`;
}

/** A name as SQL writes it. */
export function quoteName(name: string): string {
  return `"${name.replaceAll('"', '""')}"`;
}

/** A day as SQL writes it. */
export function quoteDay(day: Day): string {
  return `date ${quoteText(day)}`;
}
