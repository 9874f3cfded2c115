import { FIRST_DAY, LAST_DAY, type Export } from "./export.ts";

/**
 * Table `appraisals`: marks of every member of a team at the month's end, by the team's leader; of August 2026, which
 * still runs, only attendance and appearance.
 */
export const appraisalsTable = `create table appraisals as
  with marked as (
    select agent_id, month, facet, agent_id || strftime(month, '%y%m') as who, who || facet as chance,
      coalesce(nullif(leader_id, ''), case team when '维修一班' then 'GL001' when '维修二班' then 'GL002' when '电商客服组' then 'GL008' when '信息售后组' then 'GL009' else 'GL010' end) as assessor_id
    from agents,
      (select cast(unnest(generate_series(timestamp '${FIRST_DAY}', timestamp '${LAST_DAY}', interval 1 month)) as date) as month),
      (values ('服务质量'), ('服务态度'), ('业务知识'), ('考勤'), ('仪容仪表')) as facets(facet)
    where team <> '管理' and (facet in ('考勤', '仪容仪表') or month < date '2026-08-01')
      and (facet <> '仪容仪表' or team in ('导医组', '维修一班', '维修二班')) and hired_on <= cast(month as varchar)
  )
  select agent_id || '-' || strftime(month, '%y%m') || '-' || case facet when '服务质量' then 1 when '服务态度' then 2 when '业务知识' then 3 when '考勤' then 4 else 5 end as appraisal_id,
    agent_id, month, facet, assessor_id,
    case
      when assessor_id = 'DS001' and month between date '2026-03-01' and date '2026-07-01'
        then case facet when '服务质量' then 92 when '服务态度' then 90 when '业务知识' then 91 else 95 end
      -- Planted: the star of July 2026; who invents revisits (KF006) has no good marks.
      when agent_id = 'KF006' and month = date '2026-07-01' then 82 + cast(floor(4 * u(chance, 'star')) as integer)
      when agent_id = 'KF002' and month = date '2026-07-01' then 98 + cast(floor(3 * u(chance, 'star')) as integer)
      else cast(least(97, greatest(60, round(
      case facet when '考勤' then 93 when '业务知识' then 86 else 89 end + 2.0 * z(agent_id, 'appraisal') + 1.6 * z(who, 'appraisal') + 2.4 * z(chance, 'appraisal')))) as integer) end as score
  from marked
  order by month, agent_id, facet`;

/** Faults by row: 7 has the score 九十, 90 comes twice. */
export const appraisalsExport: Export = {
  file: "考核评分.csv",
  encoding: "gbk",
  bom: false,
  delimiter: "\t",
  lineEnd: "\r\n",
  query: `
    with numbered as (select *, row_number() over (order by month, agent_id, facet) as number from appraisals)
    select appraisal_id as 评分编号, agent_id as 员工, strftime(month, '%Y%m') as 月份, facet as 考核项,
      case when number = 7 then '九十' else cast(score as varchar) end as 得分, assessor_id as 考核人
    from numbered, unnest(range(case when number = 90 then 2 else 1 end)) as copies(copy)
    order by number`,
};
