import type { Export, Size } from "./export.ts";

/**
 * Table `complaints`: one row per complaint, in the order of receipt, each about a ticket. Few enough to be held:
 * about 4 in 100 of the first 6000 tickets, 1 in 100 of the rest.
 */
export function complaintsTable({ tickets }: Size): string {
  const share = (0.036 * Math.min(tickets, 6000) + 0.009 * Math.max(0, tickets - 6000)) / tickets;
  return `create table complaints as
  with about as (
    select * exclude (first_response_at, promised_at, resolved_at, closed_at),
      created_at + minutes(30 + 2160 * pow(u(i, 'complained'), 2)) as received_at
    from tickets
    where u(i, 'complains') < ${24 * share} -- no ticket is likelier; the others' times need not be made
      and u(i, 'complains') < ${share} * case when is_burst then 24 when in_bad_month then 5 when in_bad_release then 3
        when kind = '投诉' then 3 when not is_same_day then 2 else 0.75 end
      and received_at <= last_moment()
  ),
  judged as (
    select *,
      case when is_burst then '不及时'
        when in_bad_release then '产品质量'
        when site_kind = '店铺' then case when site_id = 'DP02' and day >= date '2026-05-01' then '物流' else pick(['物流', '产品质量', '不及时', '服务态度'], i, 'cause') end
        when not is_same_day then pick(['不及时', '不及时', '不及时', '服务流程'], i, 'cause')
        when category in ('服务态度', '维修不及时', '收费争议')
          then case category when '服务态度' then category when '维修不及时' then '不及时' else '费用' end
        when site_kind = '小区' then case kind when '报修' then pick(['不及时', '不及时', '设施设备', '设施设备', '服务态度'], i, 'cause')
          when '投诉' then '设施设备' else pick(['服务态度', '服务流程', '费用'], i, 'cause') end
        else pick(['服务流程', '服务态度', '不及时', '其他'], i, 'cause') end as cause,
      case when u(i, 'severity') < 0.025 then '重大' when u(i, 'severity') < 0.15 then '严重' else '一般' end as severity,
      received_at + minutes(exp(ln(9) + 1.0 * z(i, 'accepting'))) as accepted,
      accepted + minutes(exp(ln(60 * case when is_burst then 40 when severity = '一般' then 12 else 20 end) + 0.95 * z(i, 'settling'))) as settled,
      u(i, 'unsettled') < 0.025 as is_unsettled
    from about
  )
  select *,
    'TS' || strftime(received_at, '%y%m') || '-' || lpad(cast(row_number() over (order by received_at, i) as varchar), 5, '0') as complaint_id,
    case when accepted <= last_moment() then accepted end as accepted_at,
    case when not is_unsettled and settled <= last_moment() then settled end as resolved_at,
    case when resolved_at is not null and u(i, 'revisit') < 0.78 then resolved_at + minutes(120 + 2880 * u(i, 'revisited')) end as revisited,
    case when revisited <= last_moment() then revisited end as revisited_at
  from judged
  order by received_at, i`;
}

/**
 * Faults by row: 57 ends before it began, 93 and 140 say a cause and a channel that no list holds, 171 lacks its time.
 * Texts are quoted, some hold line breaks.
 */
export const complaintsExport: Export = {
  file: "投诉登记.csv",
  encoding: "gbk",
  bom: false,
  delimiter: ",",
  lineEnd: "\r\n",
  query: `
    with numbered as (select *, row_number() over (order by received_at, i) as number from complaints)
    select
      complaint_id as 投诉编号, ticket_id as 关联工单, customer_id as 客户编号, site_id as 小区, agent_id as 责任人,
      case site_kind when '小区' then case when kind = '报修' then '工程部' when cause = '费用' then '财务部' else '客服部' end
        when '店铺' then '电商部' when '科室' then '门诊部' when '网点' then '公益部' else '信息部' end as 责任部门,
      case when number = 140 then '市长信箱' else pick(['400', '400', '400', '电话', '电话', '来访', '在线', '意见箱'], i, 'route') end as 投诉渠道,
      category as 投诉类别,
      case when number = 93 then '天气' else cause end as 投诉原因,
      severity as 投诉等级,
      case when number <> 171 then strftime(received_at, '%Y/%-m/%-d %H:%M') end as 投诉时间,
      strftime(accepted_at, '%Y/%-m/%-d %H:%M') as 确认受理时间,
      strftime(case when accepted_at + interval 25 minutes <= last_moment() then accepted_at + interval 25 minutes end, '%Y/%-m/%-d %H:%M') as 首次回复时间,
      strftime(case when u(i, 'agreed') < 0.4 then date_trunc('hour', received_at) + interval 27 hours end, '%Y/%-m/%-d %H:%M') as 约定回复时间,
      strftime(case when severity = '重大' and u(i, 'reported') < 0.9
        then received_at + minutes(10 + 70 * pow(u(i, 'reporting'), 2)) end, '%Y/%-m/%-d %H:%M') as 上报时间,
      case when severity = '重大' then '总经理' when severity = '严重' then '客服经理' when u(i, 'escalated') < 0.08 then '职能部门' else '无' end as 上报级别,
      strftime(case when number = 57 then received_at - interval 1 day else resolved_at end, '%Y/%-m/%-d %H:%M') as 办结时间,
      strftime(resolved_at, '%Y/%-m/%-d %H:%M') as 答复时间,
      strftime(revisited_at, '%Y/%-m/%-d %H:%M') as 回访时间,
      case when revisited_at is not null then case when u(i, 'content') < case when is_burst then 0.45 else 0.84 end then '是' else '否' end end as 处理是否满意,
      case when resolved_at is not null then case when u(i, 'substantiated') < 0.55 then '是' else '否' end end as 是否属实,
      '客户反映' || category || case when u(i, 'text') < 0.15 then '，原话："等了一整天, 没人来"' when u(i, 'text') < 0.25
        then '：' || chr(10) || '1. 首次上门未解决' || chr(10) || '2. 再次预约未到' else '，' || pick(['要求尽快处理', '希望给出说明', '第二次来电'], i, 'wish') end as 投诉内容,
      case when resolved_at is not null and u(i, 'process') < 0.95 then pick(['已联系责任班组核实', '主管上门致歉并复修', '调取录音核实后回复'], i, 'process/text') end as 处理过程,
      case when resolved_at is not null then pick(['已整改，客户认可', '已说明原因', '已补偿'], i, 'result') end as 处理结果,
      case when resolved_at is not null and u(i, 'compensated') < 0.08 then cast(cast(floor(1 + 30 * u(i, 'compensation')) * 10 as decimal(10, 2)) as varchar) end as 补偿金额
    from numbered order by number`,
};
