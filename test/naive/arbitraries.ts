/**
 * Random small businesses. The values are few and awkward on purpose: days at the edges of months, weeks and years,
 * the last second of a day, keys that come again, payments that do not fit their bill, references to nobody.
 */
import fc from "fast-check";
import type { Area } from "./area.ts";
import { SOURCES, sourcesOf } from "./areas.ts";
import { daysOfSet, timeOf } from "./awkward.ts";
import type { Delivery, FileRecord, Rows, Source } from "./data.ts";
import type { NaiveSource, Surroundings } from "./source.ts";

function recordsOf<R>(source: NaiveSource<R>, around: Surroundings): fc.Arbitrary<FileRecord<R>[]> {
  const { row, damages, most, file } = source;
  if (file !== undefined) return file(around).map((rows) => rows.map((each) => ({ row: each, damage: null })));
  if (row === undefined) throw new RangeError("a source has rows or a file");
  const sound = fc.constant(null);
  const damage: fc.Arbitrary<Record<string, string> | null> =
    damages === undefined
      ? sound
      : fc.oneof(
          { weight: 12, arbitrary: sound },
          { weight: 1, arbitrary: fc.constantFrom(...damages).map((cells) => cells as Record<string, string>) },
        );
  return fc.array(fc.record({ row: row(around), damage }), { minLength: 0, maxLength: most ?? 10, size: "max" });
}

/** A file of the source. */
export function delivery<S extends Source>(
  source: S,
  around: Surroundings,
  drawn: NaiveSource<Rows[S]> = SOURCES[source] as NaiveSource<Rows[S]>,
): fc.Arbitrary<Delivery> {
  return fc.record({
    source: fc.constant(source),
    uploader: fc.constantFrom("小王", "小李"),
    loadedAt: timeOf(around.days).map((time) => time.slice(0, 19)),
    records: recordsOf(drawn, around),
  }) as unknown as fc.Arbitrary<Delivery>;
}

/**
 * What the areas' metrics read: up to two deliveries a source, the second with corrections; now and then none at all.
 * Deliveries come in random order, so a payment's file may come before its bill's.
 */
export function business(areas: readonly Area[]): fc.Arbitrary<Delivery[]> {
  const sources = [...new Set(areas.flatMap(sourcesOf))];
  const policies = areas.flatMap((area) => area.policies);
  const isFirst = (source: Source): boolean => SOURCES[source].file !== undefined;
  const some = (source: Source, around: Surroundings): fc.Arbitrary<Delivery[]> => {
    const one = delivery(source, around);
    if (isFirst(source)) return one.map((each) => [each]);
    return fc.oneof(
      { weight: 6, arbitrary: fc.array(one, { minLength: 1, maxLength: 1 }) },
      { weight: 2, arbitrary: fc.array(one, { minLength: 2, maxLength: 2 }) },
      { weight: 1, arbitrary: fc.array(one, { maxLength: 0 }) },
    );
  };
  return daysOfSet
    .chain((days) => fc.tuple(...sources.map((source) => some(source, { days, policies }))))
    .chain((bySource) => {
      // An empty file is refused and the same bytes twice are one load; both are other tests' business.
      const seen = new Set<string>();
      const all = bySource.flat().filter((one) => {
        const bytes = JSON.stringify([one.source, one.records]);
        const fresh = one.records.length > 0 && !seen.has(bytes);
        seen.add(bytes);
        return fresh;
      });
      const first = all.filter(({ source }) => isFirst(source));
      const others = all.filter(({ source }) => !isFirst(source));
      return fc
        .shuffledSubarray(others, { minLength: others.length, maxLength: others.length })
        .map((shuffled) => [...first, ...shuffled]);
    });
}
