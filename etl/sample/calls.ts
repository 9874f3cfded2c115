import type { Export, Size } from "./export.ts";
import { slotsOf } from "./organisation.ts";
import { customersBy, rowsByDay } from "./world.ts";
import { withPlanted } from "./planted/plant.ts";

/**
 * View `calls`: one row per call of the three lines, in the order of days; somewhat more than half as many as tickets,
 * two and a half millions at most.
 */
export function callsView({ tickets }: Size): string {
  const count = Math.min(2_500_000, Math.round(0.58 * tickets));
  return `create view calls as
  with drawn as (
    select i, day, number_in_day,
      case when u(i, 'call/line') < 0.74 then '物业热线' when u(i, 'call/line') < 0.88 then '电商客服' else '信息售后' end as queue,
      u(i, 'call/out') < 0.1 as is_outbound,
      pick([8, 8, 9, 9, 9, 9, 10, 10, 10, 10, 10, 11, 11, 11, 12, 13, 13, 14, 14, 14, 14, 15, 15, 15, 16, 16, 16, 17, 17, 18, 19, 19, 20, 20, 21, 22], i, 'call/hour') as hour,
      cast(day as timestamp) + to_hours(hour) + seconds(3600 * u(i, 'call/second')) as started_at,
      case when hour < 13 then 0 when hour < 19 then 1 else 2 end as slot,
      queue = '物业热线' and day >= date '2026-08-15' and day <= date '2026-08-17' as in_rush,
      queue = '物业热线' and day between date '2026-07-05' and date '2026-07-08' as is_down
    from ${rowsByDay("ticket_parts", count)}
  ),
  placed as (
    select drawn.*, site_slots.site_id, customers, customer_prefix, on_line.agents
    from drawn
    join site_slots on site_slots.slot = case
      when in_rush and u(drawn.i, 'call/burst') < 0.5 then ${slotsOf("XQ04").first}
      when queue = '物业热线' then ${slotsOf("XQ").first} + cast(floor(${slotsOf("XQ").count} * u(drawn.i, 'call/site')) as integer)
      when queue = '电商客服' then ${slotsOf("DP").first} + cast(floor(${slotsOf("DP").count} * u(drawn.i, 'call/site')) as integer)
      else ${slotsOf("XT").first} + cast(floor(${slotsOf("XT").count} * u(drawn.i, 'call/site')) as integer) end
    left join on_line on on_line.queue = drawn.queue and on_line.day = drawn.day and on_line.slot = drawn.slot
    -- While the line is down, few get through to it at all.
    where not is_down or u(drawn.i, 'call/down') < 0.12
  ),
  rung as (
    select *,
      u(i, 'call/answer') < case
        when is_outbound then 0.84
        when is_down then 0.4
        when agents is null then 0.4
        when hour not between 9 and 21 then case when queue = '物业热线' then 0.9 else 0.5 end
        when in_rush then 0.83
        when hour = 12 or slot = 2 then 0.925
        else 0.962 end as is_answered,
      exp(ln(case when in_rush then 12 else 8 end) + 0.78 * z(i, 'call/wait')) as wait_seconds,
      case when u(i, 'call/how') < 0.5 then '未接' when u(i, 'call/how') < 0.9 then '放弃' else '留言' end as missed_how
    from placed
  )
  select i, day, queue, is_outbound, site_id, started_at,
    'HD' || strftime(day, '%y%m%d') || '-' || lpad(cast(number_in_day as varchar), 5, '0') as call_id,
    case when u(i, 'call/known') < 0.7
      then customer_prefix || lpad(cast(1 + cast(floor(u(i, 'call/customer') * ${customersBy("customers", "day")}) as bigint) as varchar), 4, '0') end as customer_id,
    case when is_answered or is_outbound then coalesce(pick(agents, i, 'call/agent'),
      case queue when '物业热线' then 'KF00' || cast(1 + i % 8 as varchar) when '电商客服' then 'DS00' || cast(1 + i % 5 as varchar) else 'XX00' || cast(1 + i % 5 as varchar) end) end as agent_id,
    case when is_answered then started_at + seconds(1 + wait_seconds) end as answered_at,
    case when is_answered then started_at + seconds(1 + wait_seconds) + seconds(least(3000, 5 + exp(ln(140) + 0.8 * z(i, 'call/talk'))))
      else started_at + seconds(case missed_how when '未接' then 30 + 30 * u(i, 'call/ring') when '放弃' then 2 + 40 * u(i, 'call/ring') else 35 + 60 * u(i, 'call/ring') end) end as ended_at,
    case when is_answered then '已接' when is_outbound then '未接' else missed_how end as result
  from rung`;
}

/** Faults by row: 88 has no time, 300 an unknown direction 内线, 512 ends before it started, 700 comes twice. */
export const callsExport: Export = {
  file: "服务电话话单.csv",
  encoding: "utf-8",
  bom: false,
  delimiter: ",",
  lineEnd: "\n",
  query: `
    -- Unnested in the list and not in FROM, where it would become a join that keeps no order.
    with twice as (select *, i + 1 as number, unnest(case when i = 699 then [1, 2] else [1] end) as copy from calls)
    select call_id as 话单号, queue as 线路, case when number = 300 then '内线' when is_outbound then '呼出' else '呼入' end as 方向,
      customer_id as 客户编号, site_id as 项目, agent_id as 坐席,
      case when number is distinct from 88 then second_text(started_at) end as 来电时间, second_text(answered_at) as 应答时间,
      second_text(case when number = 512 then started_at - interval 1 hour else ended_at end) as 挂断时间, result as 呼叫结果
    from ${withPlanted("calls", "twice")}`,
};
