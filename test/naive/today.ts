import { SOURCE_IDS, SOURCES } from "./areas.ts";
import type { Day } from "./calendar.ts";
import type { Data, LedgerLine, Source } from "./data.ts";
import { dayOf } from "./value.ts";

/** When every version is built: long after all random data, so that no day of theirs is taken for a mistake. */
export const NOW = new Date("2026-08-23T12:00:00+08:00");

type Known = Pick<Data, Source>;

/** All times of a source that tell of something that has happened. */
function happenings(data: Known, source: Source): string[] {
  const happened: readonly string[] = SOURCES[source].happened ?? [];
  return happened.flatMap((column) =>
    data[source].flatMap((row) => (row as unknown as Record<string, string | null>)[column] ?? []),
  );
}

/**
 * The last day on which any source says that something happened, and the wall's where nothing ever did. What a source
 * says of days after its last load is a slip of the pen.
 */
export function lastDayOf(data: Known, ledger: readonly LedgerLine[]): Day {
  const days = SOURCE_IDS.flatMap((source) => {
    const loads = ledger.filter((line) => line.source === source).map(({ loadedAt }) => dayOf(loadedAt));
    const lastLoad = loads.sort().at(-1) ?? "";
    return happenings(data, source)
      .map(dayOf)
      .filter((day) => day <= lastLoad);
  });
  return days.sort().at(-1) ?? "2026-08-23";
}

/** The latest moment on that day; its end where nothing tells of a moment. */
export function nowOf(data: Known, today: Day): string {
  const last = SOURCE_IDS.flatMap((source) => happenings(data, source))
    .filter((time) => time.length > 10 && dayOf(time) === today)
    .sort()
    .at(-1);
  return last ?? `${today} 23:59:59`;
}
