import { createTask, parse, validateDetailed, type CronFieldError } from "node-cron";
import type { Words } from "../../dashboard/shared/words.ts";

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

const FIELDS: Record<string, Words> = {
  minute: { zh: "分", en: "minute" },
  hour: { zh: "时", en: "hour" },
  dayOfMonth: { zh: "日", en: "day" },
  month: { zh: "月", en: "month" },
  dayOfWeek: { zh: "星期", en: "weekday" },
};

/** The times of a cron expression, or what is wrong with it. */
export function plannedTimes(at: string): { times: PlannedTimes } | { wrong: Words } {
  const fields = at.trim().split(/\s+/).length;
  if (fields !== 5) return { wrong: { zh: `只有五段可写，这里是 ${fields} 段`, en: `it has ${fields} fields` } };
  const { valid, errors } = validateDetailed(at);
  if (!valid) return { wrong: wrongFields(errors) };
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
  if (plan.after(new Date(0)) === null) return { wrong: { zh: "没有这样的日子", en: "there is no such day" } };
  return { times: plan };
}

function wrongFields(errors: readonly CronFieldError[]): Words {
  const told = errors.map(({ field, value = "" }) => ({ value, name: FIELDS[field] ?? { zh: field, en: field } }));
  return {
    zh: told.map(({ value, name }) => `“${value}”不能作${name.zh}`).join("，"),
    en: told.map(({ value, name }) => `"${value}" is no ${name.en}`).join(", "),
  };
}
