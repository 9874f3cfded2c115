import type { Catalogue, SourceEntry } from "../shared/catalogue.ts";
import { countDays } from "../shared/periods.ts";

/** Days that a source's data ends before the day the figures are as of; 0 where it reaches it. */
export function daysBehind({ through }: SourceEntry, asOf: string): number {
  return through === null || through >= asOf ? 0 : countDays({ first: through, last: asOf }) - 1;
}

/** Sources with events that end before `asOf`, the farthest behind first. */
export function sourcesBehind({ sources, asOf }: Catalogue): SourceEntry[] {
  return sources
    .filter((source) => daysBehind(source, asOf) > 0)
    .sort((a, b) => daysBehind(b, asOf) - daysBehind(a, asOf));
}

export function countChecks({ checks }: Catalogue): { passed: number; warned: number; failed: number } {
  const off = checks.filter(({ rows }) => rows > 0);
  const failed = off.filter(({ severity }) => severity === "stop").length;
  return { passed: checks.length - off.length, warned: off.length - failed, failed };
}
