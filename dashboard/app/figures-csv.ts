import type { Language } from "../shared/words.ts";
import { periodId } from "./format.ts";
import type { Reading } from "./overview.ts";
import { words } from "./words.ts";

// Without it, Excel takes UTF-8 for the system's own encoding.
const BOM = "\ufeff";

function cell(value: string | number | null): string {
  const text = value === null ? "" : String(value);
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

/**
 * The figures of the overview as a file: a line for each metric and each of its thirteen periods.
 * Values as they travel, unrounded: rates as fractions, money in CNY, times in the unit of the metric.
 */
export function figuresCsv(readings: Iterable<Reading>, lang: Language): string {
  const w = words[lang];
  const lines: (string | number | null)[][] = [w.csvColumns];
  for (const { metric, view, history } of readings) {
    for (const row of history) {
      const period = row.period === null ? "" : periodId(view.grain, row.period);
      const status = w.status[row.status];
      const { from, through, value, target, comparison, n, previous, year, numerator, denominator } = row;
      const goal = target === null ? null : `${comparison} ${target}`;
      lines.push([metric.id, metric.title[lang], period, from, through, value, metric.unit, goal, status, n]);
      lines.at(-1)?.push(previous, year, numerator, denominator);
    }
  }
  return BOM + lines.map((line) => `${line.map(cell).join(",")}\r\n`).join("");
}
