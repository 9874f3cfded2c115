import { FIRST_DAY, LAST_DAY, type Export } from "./export.ts";
import { withPlanted } from "./planted/plant.ts";

/** Table `changes`: some forty a month to the three systems, in working hours or at night after notice. */
export const changesTable = `create table changes as
  with drawn as (
    select site_id || strftime(day, '%y%m%d') || number as chance, site_id, day
    from days, (values ('XT01'), ('XT02'), ('XT03')) as systems(site_id), (values (1), (2)) as numbers(number)
    where is_workday and u(chance, 'change') < case site_id when 'XT01' then 0.38 when 'XT02' then 0.34 else 0.2 end
  ),
  planned as (
    select *, cast(day as timestamp) + minutes(case when u(chance, 'night') < 0.4 then 1170 + 200 * u(chance, 'minute') else 560 + 480 * u(chance, 'minute') end) as changed_at
    from drawn
  )
  select 'BG' || strftime(day, '%y%m%d') || '-' || lpad(cast(row_number() over (partition by day order by changed_at, chance) as varchar), 2, '0') as change_id,
    site_id, 'XX00' || cast(1 + cast(floor(5 * u(chance, 'who')) as integer) as varchar) as agent_id, changed_at,
    case when u(chance, 'notified') < 0.955 then changed_at - minutes(70 + 3900 * u(chance, 'notice'))
      when u(chance, 'notified') < 0.98 then known(changed_at + minutes(20 + 300 * u(chance, 'notice'))) end as notified_at,
    case when u(chance, 'archived') < 0.98 then known(changed_at + minutes(15 + 1500 * u(chance, 'filing'))) end as archived_at,
    -- The release that prints no receipts.
    site_id = 'XT02' and day between date '2026-04-20' and date '2026-04-21' or u(chance, 'incident') < 0.012 as incident
  from planned
  where changed_at between timestamp '${FIRST_DAY}' and timestamp '${LAST_DAY} 23:59:00'
  order by changed_at, chance`;

/** Faults by row: 25 has no time; 61 comes twice. */
export const changesExport: Export = {
  file: "系统变更.csv",
  encoding: "utf-8",
  bom: false,
  delimiter: "\t",
  lineEnd: "\n",
  query: `
    with numbered as (select *, row_number() over (order by changed_at, change_id) as number from changes)
    select change_id as 变更编号, site_id as 系统, agent_id as 变更人, minute_text(notified_at) as 告知客户时间,
      case when number is distinct from 25 then minute_text(changed_at) end as 变更时间, minute_text(archived_at) as 存档时间,
      case when incident then '是' else '否' end as 引发故障
    from ${withPlanted("changes", "numbered")}, unnest(range(case when number = 61 then 2 else 1 end)) as copies(copy)
    order by number nulls last, change_id`,
};
