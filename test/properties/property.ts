import fc from "fast-check";
import { expect } from "vitest";
import { business } from "../naive/arbitraries.ts";
import { areaNamed, AREAS, sourcesOf } from "../naive/areas.ts";
import { csvOf } from "../naive/csv.ts";
import { differencesIn, PARTS } from "./all-questions.ts";

/** How far the properties search: HENG_SETS (data sets of each area) and HENG_SEED make another search of the same tests. */
export const SETS = Number(process.env["HENG_SETS"] ?? 12);
const SEED = Number(process.env["HENG_SEED"] ?? 20260823);
/** HENG_SHRINK=no tells the first example as it was found: seconds instead of minutes, but more files to read. */
const SHRINK = process.env["HENG_SHRINK"] !== "no";

/** Generous: the machine may have other things to do. */
export const TIMEOUT = 20 * 60_000;

/** A business is worth its loads, its builds and its server from so many metrics on. */
const METRICS_A_GROUP = 6;

type Group = { name: string; areas: string[]; metrics: string[] };

/**
 * Areas that are drawn and asked together: small ones join whom they share most sources with.
 */
function groups(): Group[] {
  let all: Group[] = [...AREAS].flatMap(([name, { metrics }]) =>
    Object.keys(metrics).length === 0 ? [] : [{ name, areas: [name], metrics: Object.keys(metrics) }],
  );
  const sources = ({ areas }: Group): Set<string> => new Set(areas.flatMap((name) => sourcesOf(areaNamed(name))));
  for (;;) {
    const small = all.filter(({ metrics }) => metrics.length < METRICS_A_GROUP);
    const [smallest] = small.sort((a, b) => a.metrics.length - b.metrics.length);
    if (smallest === undefined || all.length === 1) return all;
    const mine = sources(smallest);
    const others = all.filter((group) => group !== smallest);
    const shared = (group: Group): number => [...sources(group)].filter((source) => mine.has(source)).length;
    const [host] = others.sort((a, b) => shared(b) - shared(a) || a.metrics.length - b.metrics.length);
    const joined: Group = {
      name: `${host!.name} and ${smallest.name}`,
      areas: [...host!.areas, ...smallest.areas],
      metrics: [...host!.metrics, ...smallest.metrics],
    };
    all = [...others.filter((group) => group !== host), joined];
  }
}

/** Every second group (0 or 1), those with most metrics first, so that two processes share the work. */
export function everySecondGroup(half: 0 | 1): [name: string, group: Group][] {
  return groups()
    .sort((a, b) => b.metrics.length - a.metrics.length)
    .filter((_, index) => index % 4 === half || index % 4 === 3 - half)
    .map((group) => [group.name, group]);
}

/** Every attempt to shrink is a whole load, build and publication: so long, then the smallest example so far is told. */
const SHRINKING_MS = 90_000;

export async function answersAgree({ areas, metrics }: Group): Promise<void> {
  let failedAt: number | null = null;
  await fc.assert(
    fc.asyncProperty(business(areas.map(areaNamed)), fc.noShrink(fc.nat()), async (deliveries, dice) => {
      if (failedAt !== null && Date.now() - failedAt > SHRINKING_MS) return;
      const differences = await differencesIn(deliveries, metrics, dice);
      if (differences.length > 0) failedAt ??= Date.now();
      // Many say the same; the files tell where to look.
      expect(differences.slice(0, 20), `On these files:\n\n${deliveries.map(csvOf).join("\n")}`).toEqual([]);
    }),
    { numRuns: Math.ceil(SETS / PARTS), seed: SEED, endOnFailure: !SHRINK },
  );
}
