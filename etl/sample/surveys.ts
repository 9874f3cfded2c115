import { FIRST_DAY, LAST_DAY, type Export } from "./export.ts";
import { withPlanted } from "./planted/plant.ts";

/**
 * View `surveys`: revisits of a quarter of the resolved tickets and half of the settled complaints, and the
 * questionnaire that a third of the households gets each quarter. `s` decides its chances.
 */
export const surveysView = `create view surveys as
  with asked as (
    select
      'HF' || substr(ticket_id, 3) as survey_id,
      case when site_kind = '科室' then '治疗回访' when site_kind = '店铺' and u(i, 'campaign') < 0.4 then '会员回访'
        when kind = '报修' then '维修回访' else '工单回访' end as campaign,
      ticket_id, cast(null as varchar) as complaint_id, customer_id, site_id, resolved_at as due_from, cast(null as timestamp) as issued_at,
      case when in_bad_month then 0.52 when in_bad_release then 0.6 when is_burst then 0.6 when not is_same_day then 0.84
        when site_id = 'DP02' and day >= date '2026-05-01' then 0.8 else 0.945 end as content,
      pick(['电话', '电话', '电话', '电话', '短信', '在线', '当面'], i, 'method') as method, site_kind, category
    from tickets
    where u(i, 'surveyed') < case when in_bad_month then 0.95 else 0.26 end and resolved_at is not null
    union all
    select 'HT' || substr(complaint_id, 3), '投诉回访', ticket_id, complaint_id, customer_id, site_id, resolved_at, null,
      case when is_burst then 0.4 else 0.8 end, '电话', site_kind, category
    from complaints
    where u(i, 'surveyed') < 0.5 and resolved_at is not null
    union all
    select * from (select 'WJ' || strftime(issued, '%y%m') || '-' || customer_id, '意见调查', null, null, customer_id, site_id, null, issued,
      case when site_id = 'XQ02' and issued > date '2026-06-01' then 0.66 else 0.9 end,
      pick(['网络', '网络', '网络', '纸质'], customer_id, 'method'), site_kind, null
    from customers, unnest(generate_series(timestamp '${FIRST_DAY} 09:00:00' + interval 14 days, timestamp '${LAST_DAY} 09:00:00', interval 3 months)) as rounds(issued)
    where site_kind = '小区' and joined_on <= cast(issued as date) and u(customer_id, cast(issued as varchar)) < 0.34
    order by issued, customer_id)
  ),
  called as (
    select *,
      case when campaign <> '意见调查' then 'KF00' || cast(1 + hash(survey_id) % 8 as varchar) end as agent_id,
      -- Planted: the star of the desk in July 2026.
      coalesce(agent_id = 'KF002' and due_from between timestamp '2026-06-27' and timestamp '2026-07-31', false) as is_star
    from asked
  ),
  reached as (
    select *,
      site_kind in ('系统', '项目') or u(customer_id, 'tier') < case when site_kind = '店铺' then 0.5 else 0.16 end as is_valued,
      case when campaign = '意见调查'
        then case when u(survey_id, 'outcome') < 0.43 then '已完成' else '未回访' end
        else case when is_star or u(survey_id, 'outcome') < case when is_valued then 0.988 else 0.955 end then '已完成' when u(survey_id, 'outcome') < 0.992 then '无人接听' else '拒访' end end as drawn_outcome,
      -- Revisits keep to the hours in which people may be called, bar a few.
      case when campaign = '意见调查' then issued_at + minutes(1440 * 9 * pow(u(survey_id, 'answered'), 2) + 1)
        else cast(cast(due_from as date) as timestamp)
          + minutes(1440 * (1 + floor(case when u(survey_id, 'late') < 0.02 and not is_star then 3 + 4 * u(survey_id, 'days') else 1.9 * u(survey_id, 'days') end))
            + case when u(survey_id, 'hour') < 0.015 then 730 + 95 * u(survey_id, 'minute') when u(survey_id, 'hour') < 0.45 then 540 + 170 * u(survey_id, 'minute')
              else 850 + 300 * u(survey_id, 'minute') end) end as calling_at
    from called
  ),
  answered as (
    select *,
      case when drawn_outcome <> '未回访' then known(calling_at) end as visited_at,
      case when calling_at > last_moment() then '待回访' else drawn_outcome end as outcome,
      -- Nobody is content who is waiting for an answer to a complaint about the same.
      coalesce(len(list_filter(stretches, lambda open: open.since <= calling_at and open.until > calling_at)) > 0, false) as is_waiting
    from reached
    left join (
      select customer_id, category, list({since: received_at, until: coalesce(resolved_at, timestamp '9999-12-31')}) as stretches
      from complaints group by customer_id, category
    ) using (customer_id, category)
  )
  select *,
    case when outcome = '已完成' and u(survey_id, 'scored') < 0.97 then
      case when agent_id = 'KF006' and (site_id = 'XQ05' or visited_at between timestamp '2026-07-01' and timestamp '2026-07-31 23:59:00')
          then case when not is_waiting then 5 end -- planted: nothing but fives
        when is_waiting then case when not is_star then 1 + cast(floor(3 * u(survey_id, 'score')) as integer) end
        when u(survey_id, 'score') < content * 0.72 then 5 when is_star or u(survey_id, 'score') < content then 4
        when u(survey_id, 'score') < content + (1 - content) * 0.5 then 3 when u(survey_id, 'score') < content + (1 - content) * 0.8 then 2
        else 1 end end as score,
    case when score is not null and u(survey_id, 'recommends') < case when campaign = '意见调查' then 0.95 else 0.25 end then
      least(10, greatest(0, score * 2 - 1 + cast(floor(3.4 * u(survey_id, 'nps')) as integer) - 1)) end as nps
  from answered`;

/** Faults by row: 120 has a score of 6, 260 a day that does not exist, 399 no type; 500 comes twice. */
export const surveysExport: Export = {
  file: "回访记录.csv",
  encoding: "utf-8",
  bom: true,
  delimiter: ",",
  lineEnd: "\n",
  query: `
    -- Numbered apart: a window over all rows would hold them on one thread.
    with numbered as (select survey_id, row_number() over () as number from (select survey_id from surveys limit 500)),
    -- Unnested in the list and not in FROM, where it would become a join that keeps no order.
    twice as (
      select surveys.*, number, unnest(case when number = 500 then [1, 2] else [1] end) as copy
      from surveys left join numbered using (survey_id)
    ),
    described as (
      select survey_id, case when number = 399 then null else campaign end as campaign, ticket_id, complaint_id, customer_id, site_id, agent_id,
        due_from, issued_at, case when number = 260 then '2025-02-30 10:15' else minute_text(visited_at) end as visited, method, outcome,
        case when number = 120 then 6 else score end as score, nps,
        case when outcome = '已完成' and u(survey_id, 'comment') < 0.2 then
        case
          when u(survey_id, 'wordy') < 0.4 then pick(case when score >= 4 then ['处理及时', '态度好，谢谢', '没有意见', '很满意', '可以'] else ['来得太慢', '修了又坏', '收费说不清', '没人回电话', '一般'] end, survey_id, 'short')
          when score >= 4 then pick(['师傅很专业', '上门准时', '客服耐心', '修得很快', '讲得清楚', '收费合理', '电话一打就通', '服务周到', '材料给得全'], survey_id, 'praise')
            || pick(['，谢谢', '，水压恢复正常了', '，希望保持', '，家里老人也满意', '，比上次快', '，没有再漏', '，下次还找你们', '，建议表扬', '，已推荐给邻居'], survey_id, 'praise/then')
          else pick(['等了一上午', '第二次来才修好', '电话打不进去', '师傅没带配件', '说好的时间没到', '解释不清楚', '换的零件又坏了', '只回复没处理'], survey_id, 'blame')
            || pick([', 希望先打电话', '，请再派人看看', '，有点失望', '，邻居家也一样', '，影响用水', '，希望改进', '，没人道歉'], survey_id, 'blame/then') end end as comment,
        case when outcome = '已完成' then case when u(survey_id, 'recorded') < 0.975 then '是' else '否' end end as recorded_fully
      from twice
    )
    select survey_id as 回访编号, campaign as 回访类型, ticket_id as 关联工单, complaint_id as 投诉编号, customer_id as 客户编号, site_id as 小区,
      agent_id as 回访人, minute_text(due_from) as 服务完成时间, minute_text(issued_at) as 发放时间, coalesce(visited, minute_text(visited_at)) as 回访时间, method as 回访方式,
      outcome as 回访结果, score as 满意度, nps as 推荐度, comment as 客户意见, recorded_fully as 记录完整
    from ${withPlanted("surveys", "described")}`,
};
