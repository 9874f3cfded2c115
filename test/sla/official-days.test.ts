import { readFileSync } from "node:fs";
import { join } from "node:path";
import { beforeAll, expect, test } from "vitest";
import { ROOT } from "../support/heng.ts";
import { publish } from "../support/published.ts";
import { factsOf } from "./facts.ts";

const OFFICE = ["mon", "tue", "wed", "thu", "fri"].map((day) => `office,${day},09:00,18:00`);
const CALENDARS = ["calendar_id,weekday,opens,closes", ...OFFICE];

let ours: [day: string, isWorkday: boolean][] = [];

beforeAll(async () => {
  const [rows = []] = await factsOf(
    { calendars: CALENDARS },
    [
      "select strftime(day, '%Y-%m-%d') as day, is_workday from facts.working_days where year(day) between 2007 and 2026 order by day",
    ],
    ["facts.working_days"],
  );
  ours = rows.map((row) => [String(row["day"]), row["is_workday"] === true]);
}, 60_000);

test("every day from 2007 to 2026 is worked, or not, as in a list that others keep", () => {
  expect(ours).toHaveLength(7305);
  // Its functions take the days of the machine's zone; its lists are plain days.
  const lists = JSON.parse(
    readFileSync(join(ROOT, "node_modules/chinese-days/dist/chinese-days.json"), "utf8"),
  ) as Record<"holidays" | "workdays", Record<string, string>>;
  const isWeekday = (day: string): boolean => new Date(`${day}T00:00:00Z`).getUTCDay() % 6 !== 0;
  const theirs = (day: string): boolean => day in lists.workdays || (isWeekday(day) && !(day in lists.holidays));
  expect(ours.filter(([day, isWorkday]) => theirs(day) !== isWorkday)).toEqual([]);
});

/** Rows of which the check warns. */
async function rowsOf(check: string, files: Record<string, string[]>): Promise<number | undefined> {
  const published = await publish(files, "2028-01-10", { only: [`checks.${check}`] });
  try {
    const catalogue = (await (await published.request("/api/catalogue")).json()) as {
      checks: { id: string; rows: number }[];
    };
    return catalogue.checks.find(({ id }) => id === check)?.rows;
  } finally {
    await published.close();
  }
}

const warnedYears = (files: Record<string, string[]>) => rowsOf("years_without_official_days", files);

const POLICY = ["policy_id,calendar_id,resolution_minutes,holds_from", "p,office,60,2020-01-01"];
const TICKETS = ["ticket_id,kind,created_at", "1,repair,2026-12-31 17:30", "2,repair,2027-11-01 10:00"];

test("a year whose list is not out warns, for a calendar that observes it and that is in use", async () => {
  const used = { calendars: CALENDARS, sla_policies: POLICY, tickets: TICKETS };
  // 2027; not the years before or after.
  expect(await warnedYears(used)).toBe(1);
  // Due on the first workday of 2027.
  expect(await warnedYears({ ...used, tickets: TICKETS.slice(0, 2) })).toBe(1);
  expect(await warnedYears({ ...used, tickets: [...TICKETS.slice(0, 1), "1,repair,2026-12-31 10:00"] })).toBe(0);
  const onDuty = ["calendar_id,weekday,opens,closes,observes_holidays", ...OFFICE.map((row) => `${row},否`)];
  expect(await warnedYears({ ...used, calendars: onDuty })).toBe(0);
  const entered = ["calendar_id,date,kind", "*,2027-10-01,休息", "*,2027-10-02,休息"];
  expect(await warnedYears({ ...used, calendar_days: entered })).toBe(0);
}, 60_000);

test("hours that cannot be used stop the build", async () => {
  const build = (files: Record<string, string[]>): Promise<unknown> =>
    publish(files, undefined, { only: ["checks.calendars_usable"] }).then((published) => published.close());
  const failed = { code: "check_failed" };
  await build({ calendars: CALENDARS, sla_policies: POLICY });
  await expect(
    build({ calendars: CALENDARS, sla_policies: [...POLICY, "q,ofice,60,2020-01-01"] }),
  ).rejects.toMatchObject(failed);
  await expect(
    build({ calendars: ["calendar_id,weekday,opens,closes,timezone", "office,mon,09:00,18:00,Asia/Beijing"] }),
  ).rejects.toMatchObject(failed);
  await expect(
    build({ calendars: CALENDARS, calendar_days: ["calendar_id,date,opens,kind", "office,2024-01-02,09:00,特殊时段"] }),
  ).rejects.toMatchObject(failed);
}, 60_000);

test("a limit that the calendar's hours fill only in many years, and days of no calendar, warn", async () => {
  const hourAWeek = ["calendar_id,weekday,opens,closes", "office,mon,09:00,10:00"];
  const policy = (minutes: number) => [POLICY[0] ?? "", `p,office,${minutes},2020-01-01`];
  const asked = { calendars: hourAWeek, tickets: TICKETS };
  expect(await rowsOf("clocks_without_due", { ...asked, sla_policies: policy(60 * 100) })).toBe(0);
  expect(await rowsOf("clocks_without_due", { ...asked, sla_policies: policy(60 * 500) })).toBe(2);
  const days = ["calendar_id,date,kind", "office,2024-01-02,休息", "*,2024-01-03,休息", "ofice,2024-01-04,休息"];
  expect(await rowsOf("days_of_unknown_calendars", { calendars: CALENDARS, calendar_days: days })).toBe(1);
}, 60_000);
