import { wallTime } from "../load/ledger.ts";
import type { Store } from "../store.ts";
import type { Schedule } from "./schedule-file.ts";

/** A planned time over which the writer has died so often is given up. */
const MOST_DEATHS = 3;

/**
 * The planned time that a schedule is to run for now, or null: the last one that has passed, if no run was for it or for
 * a later one. So a time that was missed is caught up once, however many were.
 *
 * What the ledger says of times yet to come was written while the clock was ahead: it holds back nothing but a second
 * run for the very same time.
 */
export async function findDue(store: Store, schedule: Schedule, now: Date): Promise<Date | null> {
  const planned = schedule.times.before(now);
  const since = await countsSince(store, schedule, now);
  if (planned === null || planned <= since) return null;
  const found = await store.reader.runAndReadAll(
    `select count(*) from (
       select planned_at from ledger.runs
       where schedule = $name and planned_at >= cast($planned as timestamp) and planned_at <= cast($now as timestamp)
       group by planned_at having bool_or(outcome <> 'broken') or count(*) >= ${MOST_DEATHS})`,
    { name: schedule.name, planned: wallTime(planned), now: wallTime(now) },
  );
  return Number(found.getRows()[0]?.[0]) > 0 ? null : planned;
}

/** From when on a schedule's planned times count: when it was first seen, or its plan became another one. */
async function countsSince(store: Store, { name, at }: Schedule, now: Date): Promise<Date> {
  const found = await store.reader.runAndReadAll(
    "select plan, epoch_ms(since) - 8 * 3600000 from ledger.schedules where schedule = $name",
    { name },
  );
  const [plan, since] = found.getRows()[0] ?? [];
  if (plan === at && Number(since) <= now.getTime()) return new Date(Number(since));
  await store.exclusive(async () => {
    await store.connection.run("delete from ledger.schedules where schedule = $name", { name });
    await store.connection.run("insert into ledger.schedules values ($name, $at, cast($now as timestamp))", {
      name,
      at,
      now: wallTime(now),
    });
  });
  return now;
}
