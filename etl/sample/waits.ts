import type { Export, Size } from "./export.ts";
import { rowsByDay } from "./world.ts";

/**
 * View `waits`: one row per patient who waits, in the order of days; two in five of the number of tickets, half a
 * million at most. In front of 口腔科 (KS03) it takes longer from June 2026 on, when a dentist leaves.
 */
export function waitsView({ tickets }: Size): string {
  return `create view waits as
  with queued as (
    select i, day, number_in_day,
      case when u(i, 'wait/site') < 0.5 then 'KS01' when u(i, 'wait/site') < 0.72 then 'KS02' else 'KS03' end as site_id,
      cast(day as timestamp) + minutes(case when u(i, 'wait/half') < 0.58 then 482 + 205 * u(i, 'wait/minute') else 812 + 190 * u(i, 'wait/minute') end) as queued_at,
      exp(ln(case when site_id = 'KS03' and day >= date '2026-06-01' then 12.5 else 7.2 end) + 0.62 * z(i, 'wait/minutes')) as minutes,
      u(i, 'wait/leaves') < 0.012 as leaves
    from ${rowsByDay("ticket_parts", Math.min(500_000, Math.max(1, Math.round(0.42 * tickets))))}
  )
  select i, queued.site_id, queued_at,
    'HZ' || strftime(day, '%y%m%d') || lpad(cast(number_in_day as varchar), 4, '0') as wait_id,
    customer_prefix || lpad(cast(1 + cast(floor(u(i, 'wait/customer') * customers * 0.8) as bigint) as varchar), 4, '0') as customer_id,
    case when not leaves then queued_at + minutes(1 + minutes) end as seen_at,
    'DY00' || cast(1 + cast(floor(4 * u(i, 'wait/agent')) as integer) as varchar) as agent_id,
    case when floor(1 + minutes) > 15 and u(i, 'wait/told') < 0.92 then queued_at + minutes(15 + (minutes - 14) * u(i, 'wait/telling')) end as informed_at
  from queued
  join (select site_id, customers, customer_prefix from sites) as places on places.site_id = queued.site_id`;
}

/** Faults by row: 60 is seen before it came, 101 has no department, 150 comes twice. */
export const waitsExport: Export = {
  file: "候诊记录.csv",
  encoding: "utf-8",
  bom: false,
  delimiter: ",",
  lineEnd: "\n",
  query: `
    -- Unnested in the list and not in FROM, where it would become a join that keeps no order.
    with twice as (select *, i + 1 as number, unnest(case when i = 149 then [1, 2] else [1] end) as copy from waits)
    select wait_id as 候诊编号, case when number is distinct from 101 then site_id end as 科室, customer_id as 患者编号, minute_text(queued_at) as 报到时间,
      minute_text(case when number = 60 then queued_at - interval 12 minutes else seen_at end) as 接诊时间, agent_id as 导医, minute_text(informed_at) as 告知时间
    from twice`,
};
