import { expect, test } from "vitest";
import { readPages } from "../support/pages.ts";
import { publish } from "../support/published.ts";

/** A shift of one agent as planned, on a day from one hour to another. */
function shift(id: number, queue: string, day: string, from: string, to: string): string {
  return `S${id},KF01,${queue},${day} ${from},${day} ${to}`;
}

test("slots of the next seven days that nobody is planned for, or not all of them", async () => {
  const days = [3, 4, 5, 6, 7, 8, 9].map((day) => `2026-03-0${day}`);
  const system = await publish(
    {
      shifts: [
        "shift_id,agent_id,queue,starts_at,ends_at",
        // A line that is planned all day, but for one afternoon, and one that overlaps and ends early.
        ...days
          .slice(0, 6)
          .flatMap((day, i) => [
            shift(100 + i, "客服QQ", day, "09:00:00", "14:00:00"),
            ...(i === 2 ? [] : [shift(200 + i, "客服QQ", day, "13:00:00", "19:00:00")]),
            shift(300 + i, "客服QQ", day, "18:00:00", "22:00:00"),
          ]),
        shift(400, "客服QQ", "2026-03-09", "09:00:00", "12:00:00"),
        shift(401, "客服QQ", "2026-03-09", "11:00:00", "12:30:00"),
        shift(402, "客服QQ", "2026-03-09", "13:00:00", "22:00:00"),
        // Nobody today, the second: too late to plan.
        shift(403, "客服QQ", "2026-03-01", "09:00:00", "22:00:00"),
        // A line that has been closed: its last shift is eight days back.
        shift(500, "老热线", "2026-02-22", "09:00:00", "22:00:00"),
        // Beyond the seven days.
        shift(600, "客服QQ", "2026-03-12", "09:00:00", "10:00:00"),
      ],
    },
    "2026-03-02",
    { only: ["lists.roster_gaps"] },
  );
  expect(
    await readPages(
      system,
      "select queue, day::varchar, weekday, slot, planned_minutes, gap_minutes from lists.roster_gaps order by day, slot",
    ),
  ).toEqual([
    ["客服QQ", "2026-03-05", "4", "afternoon", 120, 240],
    ["客服QQ", "2026-03-09", "1", "morning", 210, 30],
  ]);
  await system.close();
});
