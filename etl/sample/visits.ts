import { FIRST_DAY, type Export } from "./export.ts";
import { withPlanted } from "./planted/plant.ts";

/**
 * Table `visits`: the plan of visits to key customers, enterprises every month and others every quarter, up to the end
 * of September 2026.
 */
export const visitsTable = `create table visits as
  with wanted as (
    select customer_id, joined_on, site_kind, month, strftime(month, '%y%m') || customer_id as chance,
      case when site_kind in ('系统', '项目') then pick(['XX001', 'XX002', 'XX003', 'GL009'], customer_id, 'visitor') else manager_id end as agent_id
    from customers, unnest(generate_series(timestamp '${FIRST_DAY}', timestamp '2026-09-01', interval 1 month)) as months(month)
    where joined_on < cast(month as date)
      and (site_kind in ('系统', '项目')
        or u(customer_id, 'tier') < 0.03 and (month(month) + hash(customer_id) % 3) % 3 = 0)
  ),
  planned as (
    select *, cast(month as date) + cast(floor(25 * u(chance, 'planned')) as integer) as planned_on,
      case when u(chance, 'visited') < 0.95 then planned_on + cast(floor(-3 + 5 * u(chance, 'when')) as integer)
        when u(chance, 'visited') < 0.975 then cast(last_day(cast(month as date)) as date) + cast(floor(1 + 12 * u(chance, 'when')) as integer) end as going_on
    from wanted
  )
  select 'BF' || strftime(planned_on, '%y%m') || '-' || customer_id as visit_id, customer_id, agent_id, planned_on, known_day(going_on) as visited_on,
    case when visited_on is not null then pick(['电话', '当面', '当面', '邮件'], chance, 'method') end as method,
    case when visited_on is not null then pick(['运行正常', '整体满意', '响应偏慢，已记录', '近期无故障', '对维修质量满意', '人员变动，重新介绍', '使用频率上升', '上月问题已解决'], chance, 'result')
      || pick(['', '，希望增加报表', '，建议安排培训', '，续约意向明确', '，希望缩短上门时间', '，约定下季度再访', '，要求导出数据', '，关注收费变化'], chance, 'result/then') end as result
  from planned
  order by planned_on, customer_id`;

/** Faults by row: 18 is planned for 第三季度; 77 comes twice. */
export const visitsExport: Export = {
  file: "客户拜访计划.csv",
  encoding: "utf-8",
  bom: false,
  delimiter: ",",
  lineEnd: "\r\n",
  query: `
    with numbered as (select *, row_number() over (order by planned_on, customer_id) as number from visits)
    select visit_id as 拜访编号, customer_id as 客户编号, agent_id as 拜访人,
      case when number = 18 then '第三季度' else strftime(planned_on, '%Y年%-m月%-d日') end as 计划日期,
      strftime(visited_on, '%Y年%-m月%-d日') as 拜访日期, method as 方式, result as 结果
    from ${withPlanted("visits", "numbered")}, unnest(range(case when number = 77 then 2 else 1 end)) as copies(copy)
    order by number nulls last, visit_id`,
};
