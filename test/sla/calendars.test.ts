import { beforeAll, describe, expect, test } from "vitest";
import { factsOf, type Row } from "./facts.ts";

/** Rows of the export `calendars`: `mon-fri 09:00-18:00`, several stretches with a blank between them. */
function week(id: string, days: string, hours: string, rest = ""): string[] {
  const names = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"];
  const [first = "", last = first] = days.split("-");
  return names
    .slice(names.indexOf(first), names.indexOf(last) + 1)
    .flatMap((day) => hours.split(" ").map((stretch) => [id, day, ...stretch.split("-"), rest].join(",")));
}

const FILES = {
  calendars: [
    "calendar_id,weekday,opens,closes,timezone,holds_from,observes_holidays",
    ...week("office", "mon-fri", "09:00-12:00 13:30-18:00", ",,"),
    ...week("desk", "mon-sun", "08:00-22:00", ",,"),
    ...week("desk_resting", "mon-sun", "08:00-22:00", ",,是"),
    ...week("office_on_duty", "mon-fri", "09:00-18:00", ",,否"),
    ...week("night", "mon-fri", "22:00-06:00", ",,否"),
    // 9 to 17 on four days, and to 12 on Friday; Saturday 10 to 15.
    ...week("shop", "mon-thu", "09:00-17:00", ",,是"),
    ...week("shop", "fri", "09:00-12:00", ",,是"),
    ...week("shop", "sat", "10:00-15:00", ",,是"),
    ...week("always", "mon-sun", "00:00-24:00", "America/New_York,,"),
    ...week("abroad", "mon-fri", "09:00-17:00", "America/New_York,,"),
    ...week("early", "sun", "01:30-05:00", "America/New_York,,"),
    ...week("longer", "mon-fri", "09:00-17:00", ",,否"),
    ...week("longer", "mon-sat", "08:00-20:00", ",2024-05-15,否"),
    ...week("doubled", "mon-fri", "09:00-13:00 12:00-18:00", ",,否"),
  ],
  calendar_days: [
    "calendar_id,date,opens,closes,kind",
    // A day of its own wins over the notice: on duty on National Day, with short hours.
    "office,2024-10-01,10:00,12:00,特殊时段",
    // All calendars rest; the desk works all the same.
    "*,2024-03-01,,,休息",
    "desk,2024-03-01,09:00,10:00,特殊时段",
    "office_on_duty,2024-03-04,14:00,16:00,休息",
    "office_on_duty,2024-03-06,,,特殊时段",
    // A holiday and a make-up day at once is worked.
    "office_on_duty,2024-03-09,,,调休上班",
    "shop,2024-03-05,,,调休上班",
  ],
};

let open = new Map<string, string>();
let workdays = new Map<string, boolean>();

beforeAll(async () => {
  const [stretches = [], days = []] = await factsOf(
    FILES,
    [
      `select calendar_id, strftime(opens_at, '%m-%d %H:%M') || ' ' || strftime(closes_at, '%m-%d %H:%M') as stretch,
         strftime(opens_at, '%Y-%m-%d') as day from facts.working_segments order by opens_at`,
      "select calendar_id, strftime(day, '%Y-%m-%d') as day, is_workday from facts.working_days",
    ],
    ["facts.working_segments"],
  );
  const key = (row: Row): string => `${String(row["calendar_id"])} ${String(row["day"])}`;
  open = new Map();
  for (const row of stretches) {
    const stretch = String(row["stretch"]).replaceAll(String(row["day"]).slice(5) + " ", "");
    open.set(key(row), [open.get(key(row)), stretch].filter(Boolean).join(", "));
  }
  workdays = new Map(days.map((row) => [key(row), row["is_workday"] === true]));
}, 60_000);

const hours = (calendar: string, day: string): string => open.get(`${calendar} ${day}`) ?? "closed";

describe("a calendar's day", () => {
  test("has the stretches of its weekday", () => {
    expect(hours("office", "2024-03-04")).toBe("09:00 12:00, 13:30 18:00");
    expect(hours("office", "2024-03-03")).toBe("closed");
    expect(hours("doubled", "2024-03-04")).toBe("09:00 18:00");
  });

  test("observes the official days if the week rests at weekends, or if it says so", () => {
    // 2024-02-12: spring festival, a Monday; 2024-02-18: a make-up Sunday.
    expect(hours("office", "2024-02-12")).toBe("closed");
    expect(hours("office", "2024-02-18")).toBe("09:00 12:00, 13:30 18:00");
    expect(hours("desk", "2024-02-12")).toBe("08:00 22:00");
    expect(hours("desk_resting", "2024-02-12")).toBe("closed");
    expect(hours("office_on_duty", "2024-02-12")).toBe("09:00 18:00");
    expect(hours("office_on_duty", "2024-02-18")).toBe("closed");
    expect(workdays.get("office 2024-02-18")).toBe(true);
    expect(workdays.get("office 2024-02-12")).toBe(false);
    // Another country's calendar has no make-up days of ours.
    expect(workdays.get("abroad 2024-02-12")).toBe(true);
    expect(workdays.get("abroad 2024-02-18")).toBe(false);
  });

  test("is what its own rows say, then those of all calendars, then the notice", () => {
    expect(hours("office", "2024-10-01")).toBe("10:00 12:00");
    expect(hours("office", "2024-10-02")).toBe("closed");
    expect(hours("office", "2024-03-01")).toBe("closed");
    expect(hours("desk", "2024-03-01")).toBe("09:00 10:00");
  });

  test("loses a break, and a day with special hours but none given is closed", () => {
    expect(hours("office_on_duty", "2024-03-04")).toBe("09:00 14:00, 16:00 18:00");
    expect(hours("office_on_duty", "2024-03-06")).toBe("closed");
  });

  test("is worked like most days from Monday to Friday when it makes up for one", () => {
    expect(hours("office_on_duty", "2024-03-09")).toBe("09:00 18:00");
    // Sunday 2024-02-04, of four days until 17:00 and one until 12:00; not like the Saturday, nor closed like a Sunday.
    expect(hours("shop", "2024-02-04")).toBe("09:00 17:00");
    // A make-up Saturday is a workday, not a short Saturday: 2024-05-11.
    expect(hours("shop", "2024-05-11")).toBe("09:00 17:00");
    expect(hours("shop", "2024-05-18")).toBe("10:00 15:00");
    expect(hours("shop", "2024-03-05")).toBe("09:00 17:00");
  });

  test("ends on the next day where its hours do", () => {
    expect(hours("night", "2024-03-08")).toBe("22:00 03-09 06:00");
    expect(hours("night", "2024-03-09")).toBe("closed");
  });

  test("has the hours that hold from its day on", () => {
    expect(hours("longer", "2024-05-14")).toBe("09:00 17:00");
    expect(hours("longer", "2024-05-15")).toBe("08:00 20:00");
    expect(hours("longer", "2024-05-11")).toBe("closed");
    expect(hours("longer", "2024-05-18")).toBe("08:00 20:00");
  });

  test("is an hour longer or shorter where the clocks are set, and a time that comes twice is its first", () => {
    // 3 November 2024, 01:30 in New York comes at 05:30 and at 06:30 UTC; Shanghai is 8 hours ahead.
    expect(hours("early", "2024-11-03")).toBe("13:30 18:00");
    // 10 March 2024: from 01:30 to 05:00 are two and a half hours.
    expect(hours("early", "2024-03-10")).toBe("14:30 17:00");
    expect(hours("early", "2024-03-17")).toBe("13:30 17:00");
    // Around the clock is one stretch up to the day on which all calendars rest, and one after it.
    expect([...open.keys()].filter((key) => key.startsWith("always"))).toHaveLength(2);
  });
});
