import type { Export, Size } from "./export.ts";
import { withPlanted } from "./planted/plant.ts";

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
      -- One in forty drags on for weeks.
      accepted + case when u(i, 'unsettled') < 0.025 then minutes(1440 * (12 + 40 * u(i, 'dragging')))
        else minutes(30 + exp(ln(60 * case when is_burst then 40 when severity = '一般' then 12 else 20 end) + 0.95 * z(i, 'settling'))) end as settled,
      -- Agreed at the desk: the same hour two or three days later.
      case when u(i, 'agreed') < 0.4 then date_trunc('hour', received_at) + to_hours(case when severity = '一般' then 49 else 73 end) end as next_reply_at
    from about
  ),
  numbered as (
    select *,
      'TS' || strftime(received_at, '%y%m') || '-' || lpad(cast(row_number() over (order by received_at, i) as varchar), 5, '0') as complaint_id
    from judged
  )
  select * exclude (accepted, settled),
    known(accepted) as accepted_at,
    known(settled) as resolved_at,
    -- The desk knows most of those who come back with the same within a month.
    case when received_at - lag(received_at) over same <= interval 30 days and u(i, 'recognised') < 0.8 then lag(complaint_id) over same end as repeat_of,
    case when known(settled) is not null and u(i, 'revisit') < 0.9 then known(settled + minutes(120 + 2880 * u(i, 'revisited'))) end as revisited_at
  from numbered
  window same as (partition by customer_id, category order by received_at, i)
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
    , described as (
      select number, complaint_id, ticket_id, customer_id, site_id, case when u(i, 'named') < 0.9 then agent_id end as agent_id,
        case site_kind when '小区' then case when kind = '报修' then '工程部' when cause = '费用' then '财务部' else '客服部' end
          when '店铺' then '电商部' when '科室' then '门诊部' when '网点' then '公益部' else '信息部' end as department,
        case when number = 140 then '市长信箱' else pick(['400', '400', '400', '电话', '电话', '来访', '在线', '意见箱'], i, 'route') end as channel,
        category, case when number = 93 then '天气' else cause end as cause, severity,
        case when number is distinct from 171 then received_at end as received_at, accepted_at,
        known(accepted_at + minutes(4 + 24 * u(i, 'first reply'))) as first_reply_at, next_reply_at,
        case when severity = '重大' then known(received_at + minutes(6 + 62 * pow(u(i, 'reporting'), 2))) end as reported_at,
        case when severity = '重大' then '总经理' when severity = '严重' then '客服经理' when u(i, 'escalated') < 0.08 then '职能部门' else '无' end as escalation,
        case when number = 57 then received_at - interval 1 day else resolved_at end as resolved_at,
        resolved_at as replied_at, revisited_at,
        case when revisited_at is not null then case when u(i, 'content') < case when is_burst then 0.45 else 0.84 end then '是' else '否' end end as satisfied,
        case when resolved_at is not null then case when u(i, 'substantiated') < 0.55 then '是' else '否' end end as substantiated,
        repeat_of,
        case when site_kind = '店铺' then coalesce(order_id, 'DD' || strftime(received_at - interval 5 days, '%y%m%d') || lpad(cast(hash(i) % 900 as varchar), 4, '0')) end as order_id,
        case when site_kind = '店铺' then pick(['QY-RO400', 'QY-LX12', 'JJ-2071', 'JJ-3310', 'LZ-08'], i, 'product') end as product_id,
        case when site_kind = '店铺' then 1 + cast(floor(2.2 * pow(u(i, 'quantity'), 3)) as integer) end as quantity,
        case when site_kind = '店铺' then cast(received_at as date) - 2 - cast(floor(4 * u(i, 'shipped')) as integer) end as shipped_on,
        '客户反映' || category || case when u(i, 'text') < 0.15 then '，原话："等了一整天, 没人来"' when u(i, 'text') < 0.25
          then '：' || chr(10) || '1. 首次上门未解决' || chr(10) || '2. 再次预约未到' else '，' || pick(['要求尽快处理', '希望给出说明', '第二次来电'], i, 'wish') end as content,
        case when resolved_at is not null and u(i, 'process') < 0.96 then pick(['联系责任班组核实', '主管上门致歉', '调取录音核实', '查看现场照片', '与客户当面沟通', '核对派工记录', '请维修班复查', '转责任部门调查'], i, 'process/first')
          || pick(['，确认情况属实', '，情况与客户反映不完全一致', '，当日安排复修', '，责任人已说明经过', '，次日给出答复', '，现场已处理'], i, 'process/then') end as process,
        case when resolved_at is not null then pick(['已整改', '已说明原因', '已复修', '已更换配件', '已调整排班', '已退还费用', '已道歉'], i, 'result')
          || pick(['', '，客户认可', '，客户表示理解', '，纳入月度整改', '，后续跟踪'], i, 'result/then') end as result,
        -- Whole yuan over two powers of ten, each digit as often as it should be first.
        case when resolved_at is not null and u(i, 'compensated') < 0.1 then cast(floor(pow(10, 1 + 2 * u(i, 'compensation'))) as decimal(10, 2)) end as compensation
      from numbered
    )
    select complaint_id as 投诉编号, ticket_id as 关联工单, customer_id as 客户编号, site_id as 小区, agent_id as 责任人, department as 责任部门,
      channel as 投诉渠道, category as 投诉类别, cause as 投诉原因, severity as 投诉等级, office_text(received_at) as 投诉时间,
      office_text(accepted_at) as 确认受理时间, office_text(first_reply_at) as 首次回复时间, office_text(next_reply_at) as 约定回复时间,
      office_text(reported_at) as 上报时间, escalation as 上报级别, office_text(resolved_at) as 办结时间, office_text(replied_at) as 答复时间,
      office_text(revisited_at) as 回访时间, satisfied as 处理是否满意, substantiated as 是否属实, repeat_of as 原投诉编号, order_id as 订单编号,
      product_id as 料号, quantity as 数量, strftime(shipped_on, '%Y/%-m/%-d') as 交运日期, content as 投诉内容, process as 处理过程,
      result as 处理结果, cast(compensation as varchar) as 补偿金额
    from ${withPlanted("complaints", "described")} order by number nulls last, complaint_id`,
};
