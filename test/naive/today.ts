import { SOURCE_IDS, SOURCES } from "./areas.ts";
import type { Day } from "./calendar.ts";
import type { Data, Source } from "./data.ts";
import { dayOf } from "./value.ts";

/** When every version is built: long after all random data, so that no day of theirs is taken for a mistake. */
export const NOW = new Date("2026-08-23T12:00:00+08:00");

function happenings(data: Pick<Data, Source>): string[] {
  return SOURCE_IDS.flatMap((source) => {
    const happened: readonly string[] = SOURCES[source].happened ?? [];
    return happened.flatMap((column) =>
      data[source].flatMap((row) => (row as unknown as Record<string, string | null>)[column] ?? []),
    );
  });
}

/** The last day on which any source says that something happened, and the wall's where nothing ever did. */
export function lastDayOf(data: Pick<Data, Source>): Day {
  return happenings(data).map(dayOf).sort().at(-1) ?? "2026-08-23";
}

/** The latest moment on that day; its end where nothing tells of a moment. */
export function nowOf(data: Pick<Data, Source>): string {
  const today = lastDayOf(data);
  const last = happenings(data)
    .filter((time) => time.length > 10 && dayOf(time) === today)
    .sort()
    .at(-1);
  return last ?? `${today} 23:59:59`;
}
