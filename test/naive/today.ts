import { SOURCE_IDS, SOURCES } from "./areas.ts";
import type { Day } from "./calendar.ts";
import type { Data, Source } from "./data.ts";
import { dayOf } from "./value.ts";

/** When every version is built: long after all random data, so that no day of theirs is taken for a mistake. */
export const NOW = new Date("2026-08-23T12:00:00+08:00");

/**
 * How far into today the exports tell, to the second: the latest time of that day at which any of them says that something
 * happened, or the day's last second where none tells a time of it.
 */
export function nowOf(data: Data): string {
  const end = `${data.today} 23:59:59`;
  const times = SOURCE_IDS.flatMap((source) => {
    const happened: readonly string[] = SOURCES[source].happened ?? [];
    return data[source].flatMap((row) =>
      happened.flatMap((column) => {
        const time = (row as unknown as Record<string, string | null>)[column] ?? "";
        return time.length > 10 && dayOf(time) === data.today ? [time.slice(0, 19)] : [];
      }),
    );
  });
  return times.sort().at(-1) ?? end;
}

/** The last day on which any source says that something happened, and the wall's where nothing ever did. */
export function lastDayOf(data: Pick<Data, Source>): Day {
  const days = SOURCE_IDS.flatMap((source) => {
    const happened: readonly string[] = SOURCES[source].happened ?? [];
    return happened.flatMap((column) =>
      data[source].flatMap((row) => {
        const time = (row as unknown as Record<string, string | null>)[column] ?? null;
        return time === null ? [] : [dayOf(time)];
      }),
    );
  });
  return days.sort().at(-1) ?? "2026-08-23";
}
