import { FIRST_DAY, LAST_DAY, type Export } from "./export.ts";
import { withPlanted } from "./planted/plant.ts";

/** The roster was kept on paper before. */
export const ROSTER_SINCE = "2025-08-01";

/** [line, its crew, how many of the crew take turns, slot, person, from hour, to hour, chance that nobody comes] */
type Turn = [string, string, number, number, number, number, number, number];

const TURNS: Turn[] = [
  ["物业热线", "KF", 8, 0, 0, 8, 13, 0.01],
  ["物业热线", "KF", 8, 0, 1, 8, 13, 0.03],
  ["物业热线", "KF", 8, 1, 0, 13, 19, 0.02],
  ["物业热线", "KF", 8, 1, 1, 13, 19, 0.04],
  ["物业热线", "KF", 8, 2, 0, 19, 22, 0.015],
  ["电商客服", "DS", 5, 0, 0, 9, 13, 0.01],
  ["电商客服", "DS", 5, 1, 0, 13, 19, 0.035],
  ["电商客服", "DS", 5, 2, 0, 19, 22, 0.015],
  ["信息售后", "XX", 5, 0, 0, 9, 13, 0.01],
  ["信息售后", "XX", 5, 1, 0, 13, 19, 0.04],
  ["信息售后", "XX", 5, 2, 0, 19, 22, 0.02],
];

/** Fitters who also patrol the networks; each has two communities (inspections.ts) and every sixth day off. */
export const PATROLS = ["WX1001", "WX1002", "WX1003", "WX2001", "WX2002", "WX2003"];

const placed = TURNS.map(([queue, crew, size, slot, person, from, to, gap]) => {
  const line = TURNS.filter((turn) => turn[0] === queue);
  const place = line.findIndex((turn) => turn[3] === slot && turn[4] === person);
  return `('${queue}', '${crew}', ${size}, ${line.length}, ${place}, ${slot}, ${person}, ${from}, ${to}, ${gap})`;
});

/**
 * Tables `duty`, one row per planned turn of the lines and of the patrols, two years back and eight days ahead, and
 * `on_line`: who was really there in a line's slot.
 */
export const dutyTables: string[] = [
  `create table duty as
  with turns(queue, crew, size, per_day, place, slot, person, from_hour, to_hour, gap) as (values ${placed.join(", ")}),
  dates as (
    select cast(unnest(generate_series(timestamp '${FIRST_DAY}', timestamp '${LAST_DAY}' + interval 8 days, interval 1 day)) as date) as day
  ),
  planned as (
    select day, queue, slot, person, from_hour, to_hour, gap,
      crew || lpad(cast(1 + (date_diff('day', date '${FIRST_DAY}', day) * per_day + place) % size as varchar), 3, '0') as agent_id
    from dates, turns
    union all
    select day, '外勤巡查', 0, number, 8, 18, 0, agent_id
    from dates, (select unnest([${PATROLS.map((id) => `'${id}'`).join(", ")}]) as agent_id, unnest(range(${PATROLS.length})) as number)
    where (date_diff('day', date '${FIRST_DAY}', day) + number) % 6 <> 0
  ),
  drawn as (
    select *,
      'BC' || strftime(day, '%y%m%d') || '-' || agent_id || slot as shift_id,
      cast(day as timestamp) + to_hours(from_hour) as starts_at,
      cast(day as timestamp) + to_hours(to_hour) as ends_at,
      queue = '信息售后' and slot = 2 and day in (date '2026-08-19', date '2026-08-27') or queue = '电商客服' and slot = 1 and day = date '2026-08-29' as is_open,
      is_open or day <= date '${LAST_DAY}' and u(shift_id, 'gap') < gap and not (queue = '信息售后' and slot = 1 and day = date '2026-08-12') as is_gap
    from planned
  )
  select shift_id, day, queue, slot, person, agent_id, starts_at, ends_at,
    -- Half of the gaps were struck from the roster, in the others somebody planned did not come.
    is_open or is_gap and u(shift_id, 'struck') < 0.5 as is_struck,
    case when not is_gap and day <= date '${LAST_DAY}' then starts_at + minutes(-7 + 10 * u(shift_id, 'from')) end as online_from,
    case when online_from is not null
      then ends_at + minutes(case when u(shift_id, 'early') < 0.01 then -70 + 50 * u(shift_id, 'to') else -1 + 10 * u(shift_id, 'to') end) end as online_to,
    case when online_from is not null and queue <> '外勤巡查' and slot < 2 then u(shift_id, 'handed over') < 0.965 end as handed_over
  from drawn
  order by day, queue, slot, person`,

  `create table on_line as
  select queue, day, slot, list(agent_id order by person) as agents from duty where online_from is not null group by queue, day, slot`,
];

/** Faults by row: 211 ends before it starts, 640 has no agent, 1200 comes twice. */
export const shiftsExport: Export = {
  file: "排班与在线.csv",
  encoding: "gbk",
  bom: false,
  delimiter: ",",
  lineEnd: "\r\n",
  query: `
    with numbered as (
      select *, row_number() over (order by day, queue, slot, person) as number
      from duty where day >= date '${ROSTER_SINCE}' and not is_struck
    )
    select shift_id as 班次编号, case when number is distinct from 640 then agent_id end as 工号, queue as 线路, office_text(starts_at) as 上班时间,
      office_text(case when number = 211 then starts_at - interval 4 hours else ends_at end) as 下班时间,
      office_text(online_from) as 登录时间, office_text(online_to) as 实际下线时间,
      case handed_over when true then '是' when false then '否' end as 已交接
    from ${withPlanted("shifts", "numbered")}, unnest(range(case when number = 1200 then 2 else 1 end)) as copies(copy)
    order by number nulls last, shift_id`,
};
