import fc from "fast-check";
import type { Area } from "../area.ts";
import { agent, later, nullable, numbered, timeOf } from "../awkward.ts";
import { addDays, isoWeekday, type Day } from "../calendar.ts";
import type { Data } from "../data.ts";
import { count, placed, ratio, yes, type Happening } from "../metric.ts";
import { policyOn, type Policy } from "../policy.ts";
import type { NaiveSource } from "../source.ts";
import { clock, dayOf, type Members } from "../value.ts";

declare module "../data.ts" {
  interface Rows {
    calls: Call;
    shifts: Shift;
  }
}

type Call = {
  call_id: string;
  queue: string | null;
  direction: "inbound" | "outbound" | null;
  site_id: string | null;
  agent_id: string | null;
  started_at: string;
  answered_at: string | null;
  ended_at: string | null;
  result: "answered" | "missed" | "abandoned" | "voicemail" | null;
};

type Shift = {
  shift_id: string;
  agent_id: string;
  queue: string | null;
  starts_at: string;
  ends_at: string;
  online_from: string | null;
  online_to: string | null;
  handed_over: boolean | null;
};

const OPENS: Policy = { rule: "service_opens", text: 9, others: [8.5, 13] };
const CLOSES: Policy = { rule: "service_closes", text: 22, others: [19, 24] };
const OWN_OPENS: Policy = { rule: "service_opens.热线", text: 9, others: [20, 0] };
const OWN_CLOSES: Policy = { rule: "service_closes.热线", text: 22, others: [2, 8.5] };
const ANSWER_SECONDS: Policy = { rule: "answer_within_seconds", text: 20, others: [19, 21, 15] };
const ABANDON_SECONDS: Policy = { rule: "short_abandon_seconds", text: 5, others: [4, 6, 0] };
const MORNING_FROM: Policy = { rule: "roster_morning_from", text: 9, others: [8.5, 10] };
const AFTERNOON_FROM: Policy = { rule: "roster_afternoon_from", text: 13, others: [12, 13.5] };
const EVENING_FROM: Policy = { rule: "roster_evening_from", text: 19, others: [18, 20] };
const ROSTER_UNTIL: Policy = { rule: "roster_until", text: 22, others: [23.5, 24] };
const OWN_MORNING: Policy = { rule: "roster_morning_from.热线", text: 9, others: [0, 13] };
const OWN_UNTIL: Policy = { rule: "roster_until.热线", text: 22, others: [21, 26] };
/** Around the hours at which lines open and slots change. */
const EDGES = [
  ...["08:29:59", "08:30:00", "08:59:59", "09:00:00", "12:59:59.999", "13:00:00", "13:30:00"],
  ...["18:59:59", "19:00:00", "21:59:59", "22:00:00", "01:59:59", "02:00:00", "20:00:00"],
];
const queue = nullable(fc.constantFrom("热线", "热线", "售后"), 6);

const calls: NaiveSource<Call> = {
  columns: {
    call_id: "话单号",
    queue: "服务热线",
    direction: { header: "方向", words: { inbound: "呼入" } },
    site_id: "小区",
    agent_id: "坐席",
    started_at: "来电时间",
    answered_at: "应答时间",
    ended_at: "挂断时间",
    result: {
      header: "呼叫结果",
      words: { answered: "接通", missed: "未接", abandoned: "客户挂机", voicemail: "留言" },
    },
  },
  key: ["call_id"],
  happened: ["started_at", "answered_at", "ended_at"],
  row: ({ days }) =>
    fc
      .record({
        call_id: numbered("L", 60),
        queue,
        direction: nullable(fc.constantFrom("inbound", "inbound", "inbound", "outbound"), 10),
        site_id: nullable(fc.constantFrom("S01", "S02", "X99")),
        agent_id: agent,
        started_at: timeOf(days, EDGES),
        answered: fc.option(fc.constantFrom(0, 4, 19, 20, 20.5, 21, 3600), { nil: null, freq: 3 }),
        ended: nullable(fc.constantFrom(0, 4, 5, 5.5, 6, 60, 7200)),
        result: nullable(fc.constantFrom("answered", "missed", "abandoned", "abandoned", "voicemail"), 6),
      })
      .map(({ answered, ended, ...row }): Call => ({
        ...row,
        answered_at: answered === null ? null : later(row.started_at, answered),
        ended_at: ended === null ? null : later(row.started_at, (answered ?? 0) + ended),
      })),
  most: 50,
  damages: [{ direction: "内线" }, { started_at: "" }, { answered_at: "1999-01-01 00:00:00" }],
};

const HOUR = 3600;

const shifts: NaiveSource<Shift> = {
  columns: {
    shift_id: "班次编号",
    agent_id: "工号",
    queue: "线路",
    starts_at: "上班时间",
    ends_at: "下班时间",
    online_from: "登录时间",
    online_to: "实际下线时间",
    handed_over: { header: "已交接", cell: "bool" },
  },
  key: ["shift_id"],
  happened: ["online_from", "online_to"],
  row: ({ days }) =>
    fc
      .record({
        shift_id: numbered("H", 30),
        agent_id: fc.constantFrom("A01", "A02", "A99"),
        queue,
        starts_at: timeOf(days, EDGES),
        length: fc.constantFrom(1, HOUR, 4 * HOUR, 6 * HOUR, 8 * HOUR, 13 * HOUR, 26 * HOUR),
        late: nullable(fc.constantFrom(0, 0, 1, -600, 1800, 5 * HOUR), 4),
        stay: nullable(fc.constantFrom(0, 1, 600, -600, -HOUR), 2),
        handed_over: nullable(fc.boolean(), 3),
      })
      .map(({ length, late, stay, ...row }): Shift => {
        const ends_at = later(row.starts_at, length);
        const online_from = late === null ? null : later(row.starts_at, late);
        const left = stay === null ? null : later(ends_at, stay);
        // Nobody logs off before logging on.
        const online_to =
          left !== null && online_from !== null && clock(left) < clock(online_from) ? online_from : left;
        return { ...row, ends_at, online_from, online_to };
      }),
  most: 22,
  damages: [{ starts_at: "上午" }, { ends_at: "1999-01-01 00:00:00" }, { agent_id: "" }],
};

const hourOf = (time: string): string => String(Number(time.slice(11, 13)));
const secondsBetween = (from: string, to: string): number => (clock(to) - clock(from)) / 1000;

/** What managers decided for this line; where they decided nothing for it, what holds for all lines. */
function policyOfLine(data: Data, policy: Policy, line: string | null, day: Day): number {
  const text = policyOn(data, policy, day);
  return line === null ? text : policyOn(data, { ...policy, rule: `${policy.rule}.${line}`, text }, day);
}

/** Hours since midnight. */
function timeOfDay(time: string): number {
  return (clock(time) - clock(`${dayOf(time)} 00:00:00`)) / 3_600_000;
}

function inServiceHours(data: Data, { queue, started_at }: Call): boolean {
  const opens = policyOfLine(data, OPENS, queue, dayOf(started_at));
  const closes = policyOfLine(data, CLOSES, queue, dayOf(started_at));
  const hour = timeOfDay(started_at);
  // A line that closes before it opens is open over midnight.
  return opens <= closes ? hour >= opens && hour < closes : hour >= opens || hour < closes;
}

/** A person answered: a recorded message did not. */
function isAnswered({ answered_at, result }: Call): boolean {
  return answered_at !== null && result !== "voicemail";
}

/**
 * Hung up in less than the limit, as the reference has it (< 5 s). Who else than the caller ends a call that nobody
 * answered and that says no more?
 */
function isShortAbandon(data: Data, call: Call): boolean {
  if (isAnswered(call) || (call.result !== "abandoned" && call.result !== null) || call.ended_at === null) return false;
  const limit = policyOn(data, ABANDON_SECONDS, dayOf(call.started_at));
  return secondsBetween(call.started_at, call.ended_at) < limit;
}

const isInbound = ({ direction }: Call): boolean => direction === "inbound";
const startedAt = ({ started_at }: Call): string => started_at;
const queueMembers = ({ queue, started_at }: Call): Members => ({ queue, hour: hourOf(started_at) });
const agentMembers = (call: Call): Members => ({ ...queueMembers(call), agent: call.agent_id });
const siteMembers = (call: Call): Members => ({ ...agentMembers(call), site: call.site_id });

/** When somebody was online, for certain: to the end of the shift, where no logout is known; null without a login. */
function presence({ online_from, online_to, ends_at }: Shift): { from: number; to: number } | null {
  return online_from === null ? null : { from: clock(online_from), to: clock(online_to ?? ends_at) };
}

/** Minutes from a to b with at least one shift, from one coming or going to the next. */
function coveredMinutes(from: number, to: number, shifts: readonly Shift[]): number {
  const present = shifts.flatMap((shift) => presence(shift) ?? []);
  const turns = [from, to, ...present.flatMap((one) => [one.from, one.to])];
  const within = turns.filter((turn) => turn >= from && turn <= to).sort((a, b) => a - b);
  let covered = 0;
  for (let index = 1; index < within.length; index += 1) {
    const [begin, end] = [within[index - 1]!, within[index]!];
    if (present.some((one) => one.from <= begin && one.to >= end)) covered += end - begin;
  }
  return covered / 60_000;
}

/** Each slot of each day of each line, from its first shift to now. */
function rosterSlots(data: Data): Happening[] {
  const found: Happening[] = [];
  const now = clock(data.now);
  for (const line of new Set(data.shifts.map(({ queue }) => queue))) {
    const shifts = data.shifts.filter(({ queue }) => queue === line);
    const first = shifts.map(({ starts_at }) => dayOf(starts_at)).sort()[0]!;
    for (let day = first; day <= data.today; day = addDays(day, 1)) {
      const at = (policy: Policy): number => policyOfLine(data, policy, line, day);
      const turns = [at(MORNING_FROM), at(AFTERNOON_FROM), at(EVENING_FROM), at(ROSTER_UNTIL)];
      ["morning", "afternoon", "evening"].forEach((slot, index) => {
        const midnight = clock(`${day} 00:00:00`);
        const from = midnight + turns[index]! * 3_600_000;
        const to = Math.min(midnight + turns[index + 1]! * 3_600_000, now);
        if (to <= from) return;
        const members = { queue: line, slot, weekday: String(isoWeekday(day)) };
        found.push({ day, members, x: coveredMinutes(from, to, shifts), y: (to - from) / 60_000 });
      });
    }
  }
  return found;
}

export const area: Area = {
  sources: { calls, shifts },
  reads: [],
  policies: [
    ...[OPENS, CLOSES, OWN_OPENS, OWN_CLOSES, ANSWER_SECONDS, ABANDON_SECONDS, MORNING_FROM, AFTERNOON_FROM],
    ...[EVENING_FROM, ROSTER_UNTIL, OWN_MORNING, OWN_UNTIL],
  ],
  metrics: {
    answer_rate: ratio((data) =>
      placed(data.calls, siteMembers, startedAt, (call) => (isInbound(call) ? [yes(isAnswered(call)), 1] : null)),
    ),
    missed_in_service_hours: count((data) =>
      placed(data.calls, agentMembers, startedAt, (call) =>
        isInbound(call) && inServiceHours(data, call) ? [yes(!isAnswered(call)), 1] : null,
      ),
    ),
    service_level_20s: ratio((data) =>
      placed(data.calls, queueMembers, startedAt, (call) => {
        if (!isInbound(call) || !inServiceHours(data, call) || isShortAbandon(data, call)) return null;
        const { answered_at, started_at } = call;
        const limit = policyOn(data, ANSWER_SECONDS, dayOf(started_at));
        const inTime = answered_at !== null && secondsBetween(started_at, answered_at) <= limit;
        return [yes(isAnswered(call) && inTime), 1];
      }),
    ),
    answer_seconds_mean: ratio((data) =>
      placed(data.calls, agentMembers, startedAt, (call) =>
        isInbound(call) && isAnswered(call) ? [secondsBetween(call.started_at, call.answered_at!), 1] : null,
      ),
    ),
    roster_coverage: ratio(rosterSlots),
    shift_handover: ratio((data) =>
      placed(
        data.shifts,
        ({ agent_id, queue }) => ({ agent: agent_id, queue }),
        ({ starts_at }) => starts_at,
        ({ handed_over }) => (handed_over === null ? null : [yes(handed_over), 1]),
      ),
    ),
  },
  situations: {
    "a call at nine sharp": (data) => data.calls.some(({ started_at }) => started_at.slice(11) === "09:00:00"),
    "a call at ten in the evening sharp": (data) =>
      data.calls.some(({ started_at }) => started_at.slice(11) === "22:00:00"),
    "a call answered after 20 seconds sharp": (data) =>
      data.calls.some((call) => call.answered_at !== null && secondsBetween(call.started_at, call.answered_at) === 20),
    "a call abandoned after 5 seconds sharp": (data) =>
      data.calls.some(
        (call) =>
          call.result === "abandoned" &&
          call.answered_at === null &&
          call.ended_at !== null &&
          secondsBetween(call.started_at, call.ended_at) === 5,
      ),
    "a line with hours of its own": (data) =>
      data.amounts.some(({ rule }) => rule === OWN_OPENS.rule || rule === OWN_CLOSES.rule),
    "two agents online on one line at once": (data) =>
      data.shifts.some((one) =>
        data.shifts.some((other) => {
          const [mine, theirs] = [presence(one), presence(other)];
          if (one === other || one.queue !== other.queue || mine === null || theirs === null) return false;
          return mine.from <= theirs.from && theirs.from < mine.to;
        }),
      ),
    "a shift over midnight": (data) => data.shifts.some(({ starts_at, ends_at }) => dayOf(starts_at) < dayOf(ends_at)),
    "a shift without a login": (data) => data.shifts.some(({ online_from }) => online_from === null),
  },
};
