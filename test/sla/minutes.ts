/**
 * Working time by counting minutes: for each one, whether the calendar is open by its wall clock, and whether the ticket
 * runs. Written from the contracts' sentences, not from sql/.
 */
export type Stretch = [opens: number, closes: number];
export type CalendarDay = { date: string; kind: "closed" | "workday" | "hours"; stretch: Stretch | null };
export type Calendar = {
  timezone: string;
  /** Monday first; minutes of the day, 1440 is the next midnight. */
  week: Stretch[][];
  days: CalendarDay[];
  observes: boolean;
};

/** October 2024 by the State Council's notice of October 2023. */
const OFFICIAL: CalendarDay[] = [
  ...["01", "02", "03", "04", "05", "06", "07"].map((day): CalendarDay => ({
    date: `2024-10-${day}`,
    kind: "closed",
    stretch: null,
  })),
  ...["2024-09-29", "2024-10-12"].map((date): CalendarDay => ({ date, kind: "workday", stretch: null })),
];

const DAY = 1440;
const weekdayOf = (date: string): number => (new Date(`${date}T00:00:00Z`).getUTCDay() + 6) % 7;
const dayBefore = (date: string): string =>
  new Date(Date.parse(`${date}T00:00:00Z`) - 86_400_000).toISOString().slice(0, 10);

/** The hours of most days from Monday to Friday, of equals the earliest. */
function commonHours(week: Stretch[][]): Stretch[] | null {
  let best: Stretch[] | null = null;
  let most = 0;
  for (const hours of week.slice(0, 5)) {
    const same = week.slice(0, 5).filter((other) => sameHours(other, hours)).length;
    if (hours.length > 0 && same > most) [best, most] = [hours, same];
  }
  return best;
}

const sameHours = (a: Stretch[], b: Stretch[]): boolean =>
  JSON.stringify([...a].sort((x, y) => x[0] - y[0])) === JSON.stringify([...b].sort((x, y) => x[0] - y[0]));

/** What one day is open and what of it is a break, by whoever has the first word on it. */
function hoursOf(calendar: Calendar, everyone: CalendarDay[], date: string): { open: Stretch[]; breaks: Stretch[] } {
  const said = [calendar.days, everyone, calendar.observes ? OFFICIAL : []].map((days) =>
    days.filter((day) => day.date === date),
  );
  const isBreak = ({ kind, stretch }: CalendarDay): boolean => kind === "closed" && stretch !== null;
  const breaks = said.flat().flatMap((day) => (isBreak(day) && day.stretch ? [day.stretch] : []));
  const own = calendar.week[weekdayOf(date)] ?? [];
  const first = said.map((days) => days.filter((day) => !isBreak(day))).find((days) => days.length > 0);
  if (first === undefined) return { open: own, breaks };
  const given = first.flatMap(({ stretch }) => (stretch === null ? [] : [stretch]));
  if (given.length > 0) return { open: given, breaks };
  if (first.every(({ kind }) => kind === "hours")) return { open: [], breaks };
  if (!first.some(({ kind }) => kind === "workday")) return { open: [], breaks };
  const isWeekday = weekdayOf(date) < 5;
  return { open: isWeekday && own.length > 0 ? own : (commonHours(calendar.week) ?? own), breaks };
}

/** Whether the calendar is open in each minute from `first` (UTC, milliseconds) on. */
export function openMinutes(calendar: Calendar, everyone: CalendarDay[], first: number, count: number): Uint8Array {
  const clock = new Intl.DateTimeFormat("en-CA", {
    timeZone: calendar.timezone,
    hourCycle: "h23",
    year: "numeric",
    month: "2-digit",
    day: "2-digit",
    hour: "2-digit",
    minute: "2-digit",
  });
  const days = new Map<string, ReturnType<typeof hoursOf>>();
  const dayOf = (date: string): ReturnType<typeof hoursOf> => {
    const known = days.get(date) ?? hoursOf(calendar, everyone, date);
    days.set(date, known);
    return known;
  };
  const covers = (stretches: Stretch[], minute: number): boolean =>
    stretches.some(([opens, closes]) => opens <= minute && minute < (closes <= opens ? closes + DAY : closes));
  const open = new Uint8Array(count);
  for (let index = 0; index < count; index += 1) {
    const [date = "", time = ""] = clock.format(first + index * 60_000).split(", ");
    const minute = Number(time.slice(0, 2)) * 60 + Number(time.slice(3));
    const today = dayOf(date);
    const yesterday = dayOf(dayBefore(date));
    const isOpen = covers(today.open, minute) || covers(yesterday.open, minute + DAY);
    const isBreak = covers(today.breaks, minute) || covers(yesterday.breaks, minute + DAY);
    open[index] = isOpen && !isBreak ? 1 : 0;
  }
  return open;
}

export type LoggedEvent = { minute: number; event: string; state: string | null };
export type Log = { events: LoggedEvent[]; pausedStates: string[] };
export type Clock = { minutes: number | null; due: number | null; stopped: number | null; paused: boolean };

type Status = "running" | "paused" | "over";

/** The status after each event that changes it. */
function turnsOf(created: number, log: Log): { minute: number; status: Status }[] {
  const turns: { minute: number; status: Status }[] = [{ minute: created, status: "running" }];
  for (const { minute, event, state } of log.events) {
    if (event === "resolved" || event === "closed" || state === "已解决") turns.push({ minute, status: "over" });
    else if (state !== null && log.pausedStates.includes(state)) turns.push({ minute, status: "paused" });
    else if (event === "reopened" || state !== null) turns.push({ minute, status: "running" });
  }
  return turns;
}

/** When it was last over without having been so just before; null while it is not over. */
function lastEnd(turns: { minute: number; status: Status }[]): number | null {
  let end: number | null = null;
  for (const { minute, status } of turns) end = status !== "over" ? null : (end ?? minute);
  return end;
}

/**
 * One clock of a ticket, minute by minute. A response's clock also runs while the ticket is over: resolving is no answer.
 *
 * @param open whether the calendar is open, by minute; beyond it nothing is known
 */
export function clockOf(
  which: "first_response" | "resolution",
  created: number,
  limit: number,
  log: Log,
  open: Uint8Array,
): Clock {
  const turns = turnsOf(created, log);
  const firstOf = (event: string): number | undefined => log.events.find((one) => one.event === event)?.minute;
  const stopped =
    which === "resolution" ? lastEnd(turns) : (firstOf("first_response") ?? firstOf("agent_reply") ?? null);
  const statusAt = (minute: number): Status =>
    turns.filter((turn) => turn.minute <= minute).at(-1)?.status ?? "running";
  const runs = (minute: number): boolean => {
    const status = statusAt(minute);
    // What it would have been due, had it not stopped.
    if (stopped !== null && minute >= stopped) return true;
    return status === "running" || (which === "first_response" && status === "over");
  };
  let spent = 0;
  let minutes = 0;
  let due: number | null = null;
  for (let minute = created; minute < open.length; minute += 1) {
    if (open[minute] === 1 && runs(minute)) {
      spent += 1;
      if (stopped === null || minute < stopped) minutes = spent;
      if (spent === limit && due === null) due = minute + 1;
    }
  }
  const last = turns.at(-1)?.status;
  return {
    minutes: stopped === null && last !== "paused" ? null : minutes,
    due,
    stopped,
    paused: stopped === null && last === "paused",
  };
}
