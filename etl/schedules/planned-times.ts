import { createTask, parse, validateDetailed } from "node-cron";

/** Plans are those of one place. */
export const ZONE = "Asia/Shanghai";

const OFFSET_MS = 8 * 3_600_000;
const DAY_MS = 86_400_000;
/** Days that are looked through for one that a plan means: 29 February may be eight years away. */
const FARTHEST = 8 * 366 + 1;

/** The times that a cron expression means, on Asia/Shanghai's clock, which knows no summer time. */
export type PlannedTimes = {
  /** The latest at or before an instant. */
  before(instant: Date): Date | null;
  /** The first after an instant. */
  after(instant: Date): Date | null;
};

/** What is wrong with a cron expression, as node-cron says it, or its times. */
export function plannedTimes(at: string): PlannedTimes | string {
  if (at.trim().split(/\s+/).length !== 5) return "five fields are needed: minute hour day month weekday";
  const { valid, errors } = validateDetailed(at);
  if (!valid) return errors.map(({ field, value, message }) => `${field} ${value ?? ""}: ${message}`).join("; ");
  const { hour, minute } = parse(at);
  const times = hour.flatMap((h) => minute.map((m) => (h * 60 + m) * 60_000)).sort((a, b) => a - b);
  // Asked only whether a time is meant. node-cron itself looks ahead from the machine's clock, and never back.
  const task = createTask(at, () => undefined, { timezone: ZONE });
  void task.destroy();
  const timesOf = (day: number): Date[] => {
    const all = times.map((time) => new Date(day * DAY_MS + time - OFFSET_MS));
    return all[0] !== undefined && task.match(all[0]) ? all : [];
  };
  const dayOf = (instant: Date): number => Math.floor((instant.getTime() + OFFSET_MS) / DAY_MS);
  const plan: PlannedTimes = {
    before(instant) {
      for (let back = 0; back < FARTHEST; back++) {
        const found = timesOf(dayOf(instant) - back).findLast((time) => time <= instant);
        if (found !== undefined) return found;
      }
      return null;
    },
    after(instant) {
      for (let ahead = 0; ahead < FARTHEST; ahead++) {
        const found = timesOf(dayOf(instant) + ahead).find((time) => time > instant);
        if (found !== undefined) return found;
      }
      return null;
    },
  };
  return plan.after(new Date(0)) === null ? "no day is ever meant by it" : plan;
}
