import { createTask } from "node-cron";
import { describe, expect, test } from "vitest";
import { plannedTimes, ZONE, type PlannedTimes } from "../../etl/schedules/planned-times.ts";

function timesOf(at: string): PlannedTimes {
  const plan = plannedTimes(at);
  if ("wrong" in plan) throw new Error(plan.wrong.en);
  return plan.times;
}

const shanghai = (text: string): Date => new Date(`${text}:00+08:00`);

describe("planned times", () => {
  test.each([
    // at, now, before, after; by the calendar of 2026: 1 January is a Thursday
    ["30 6 * * *", "2026-08-24T06:29", "2026-08-23T06:30", "2026-08-24T06:30"],
    ["30 6 * * *", "2026-08-24T06:30", "2026-08-24T06:30", "2026-08-25T06:30"],
    ["0 9 * * 1-5", "2026-08-22T12:00", "2026-08-21T09:00", "2026-08-24T09:00"],
    ["0 0 1 1 *", "2026-06-01T00:00", "2026-01-01T00:00", "2027-01-01T00:00"],
    ["0 0 29 2 *", "2026-06-01T00:00", "2024-02-29T00:00", "2028-02-29T00:00"],
    ["*/20 8-9 * * *", "2026-08-24T09:50", "2026-08-24T09:40", "2026-08-25T08:00"],
    ["15 23 L * *", "2026-02-28T23:14", "2026-01-31T23:15", "2026-02-28T23:15"],
  ])("%s at %s", (at, now, before, after) => {
    const times = timesOf(at);
    expect(times.before(shanghai(now))).toEqual(shanghai(before));
    expect(times.after(shanghai(now))).toEqual(shanghai(after));
  });

  test.each(["* * * * *", "7 */5 * * *", "0 3 1,15 * *", "45 17 * 2-4 5", "0 12 13 * 5"])(
    "%s are those that node-cron itself looks ahead to",
    (at) => {
      const task = createTask(at, () => undefined, { timezone: ZONE });
      const times = timesOf(at);
      let instant = new Date();
      for (const expected of task.getNextRuns(6)) {
        const next = times.after(instant);
        expect(next).toEqual(expected);
        expect(times.before(expected)).toEqual(expected);
        expect(times.before(new Date(expected.getTime() - 1))?.getTime() ?? 0).toBeLessThan(expected.getTime());
        instant = expected;
      }
      void task.destroy();
    },
  );

  test.each(["", "30 6 * *", "61 6 * * *", "0 30 6 * * *", "x 6 * * *", "0 0 31 2 *"])("“%s” means none", (at) => {
    expect(plannedTimes(at)).toHaveProperty("wrong.zh", expect.stringMatching(/\p{Script=Han}/u));
  });
});
