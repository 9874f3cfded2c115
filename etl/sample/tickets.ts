import { listLiteral, literal, type Export, type Size } from "./export.ts";
import { slotsOf, TEAMS, type SiteKind } from "./organisation.ts";
import { customersBy, rowsByDay } from "./world.ts";
import { withPlanted } from "./planted/plant.ts";

type Topics = Partial<Record<"报修" | "咨询" | "业务办理" | "投诉" | "订单" | "其他", string[]>>;

/** What people come with, by the kind of site. */
const TOPICS: Record<SiteKind, Topics> = {
  小区: {
    报修: ["水管漏水", "水表故障", "停水", "水压不足", "下水道堵塞", "电梯故障", "照明故障", "门禁故障"],
    咨询: ["水费查询", "物业费查询", "停水通知", "装修咨询", "停车咨询"],
    业务办理: ["过户", "开户", "装修申请", "车位办理", "用水性质变更"],
    投诉: ["维修不及时", "噪音扰民", "卫生保洁", "收费争议", "服务态度"],
    其他: ["其他"],
  },
  店铺: {
    订单: ["催发货", "修改地址", "取消订单"],
    咨询: ["商品咨询", "安装咨询", "发票咨询"],
    业务办理: ["退换货", "保修登记"],
    投诉: ["物流慢", "商品破损", "退款慢"],
  },
  系统: {
    报修: ["系统故障", "登录异常", "数据错误"],
    咨询: ["操作咨询", "接口咨询"],
    业务办理: ["权限申请", "报表需求"],
    投诉: ["响应慢"],
  },
  项目: {
    报修: ["设备离线", "刷卡无反应", "道闸故障"],
    咨询: ["进度咨询", "操作咨询"],
    业务办理: ["增补门禁卡", "方案变更"],
    投诉: ["施工扰民"],
  },
  科室: {
    咨询: ["预约咨询", "费用咨询", "报告查询"],
    业务办理: ["预约挂号", "病历复印"],
    投诉: ["候诊时间长", "服务态度"],
  },
  网点: { 咨询: ["捐助咨询", "票据查询"], 业务办理: ["捐助登记", "物资领取"], 其他: ["其他"] },
};

/** Kinds by the kind of site, each up to a bound of u in [0, 1); repairs in communities follow the season. */
const KINDS = `case site_kind
  when '小区' then case when kind_u < 0.42 + 0.16 * strain then '报修' when kind_u < 0.72 then '咨询'
    when kind_u < 0.88 then '业务办理' when kind_u < 0.95 then '投诉' else '其他' end
  when '店铺' then case when kind_u < 0.36 then '订单' when kind_u < 0.78 then '咨询' when kind_u < 0.93 then '业务办理' else '投诉' end
  when '科室' then case when kind_u < 0.56 then '咨询' when kind_u < 0.93 then '业务办理' else '投诉' end
  when '网点' then case when kind_u < 0.55 then '咨询' when kind_u < 0.95 then '业务办理' else '其他' end
  else case when kind_u < 0.5 then '报修' when kind_u < 0.78 then '咨询' when kind_u < 0.95 then '业务办理' else '投诉' end end`;

const topics = Object.entries(TOPICS)
  .flatMap(([siteKind, kinds]) =>
    Object.entries(kinds).map(
      ([kind, categories]) =>
        `when site_kind = '${siteKind}' and kind = '${kind}' then pick(${listLiteral(categories)}, i, 'topic')`,
    ),
  )
  .join("\n");

/** Hours at which people call, each as often as it is likely. */
const HOURS = [
  7, 8, 8, 8, 9, 9, 9, 9, 9, 10, 10, 10, 10, 10, 11, 11, 11, 11, 12, 12, 13, 13, 14, 14, 14, 14, 15, 15, 15, 15,
]
  .concat([16, 16, 16, 16, 17, 17, 17, 18, 18, 19, 19, 19, 20, 20, 20, 21, 21, 22])
  .join(", ");

/** Branches of a CASE over a crew's prefix. */
const crews = (what: "team" | "size"): string =>
  TEAMS.map((crew) => `when '${crew.prefix}' then ${what === "size" ? crew.size : literal(crew.team)}`).join(" ");

/**
 * View `tickets`: one row per ticket, in the order of creation, typed, with the words of the desk's own export.
 * A view and not a table: ten million tickets are never held, each export makes those that it needs.
 */
export function ticketsView({ tickets }: Size): string {
  return `create view tickets as
  with arrivals as (
    select i, day, strain,
      'WO' || strftime(day, '%y%m%d') || '-' || lpad(cast(number_in_day as varchar), 5, '0') as ticket_id,
      cast(day as timestamp) + minutes(60 * pick([${HOURS}], i, 'hour') + 60 * u(i, 'minute')) as created_at,
      -- Extra tickets of three bad times: the water main at 望江小区 bursts on 15 August 2026 and is mended badly; the pump
      -- house of 锦绣新村 fails in June 2026 while both fitters are on leave; a release of 物业收费系统 prints no receipts.
      case
        when day >= date '2026-08-15' and u(i, 'event') < 0.2 then 'XQ04'
        when day between date '2026-06-01' and date '2026-06-30' and u(i, 'event') < 0.12 then 'XQ02'
        when day between date '2026-04-20' and date '2026-04-30' and u(i, 'event') < 0.15 then 'XT02' end as struck_site,
      u(i, 'kind') as kind_u,
      u(i, 'agent') as agent_u,
      cast(floor(u(i, 'site') * 1000) as integer) as drawn_slot
    from ${rowsByDay("ticket_parts", tickets)}
  ),
  placed as (
    select arrivals.*, site_id, site_kind, customers, customer_prefix
    from arrivals
    join site_slots on slot = case struck_site 
      ${["XQ04", "XQ02", "XT02"].map((id) => `when '${id}' then ${slotsOf(id).first}`).join(" ")} else drawn_slot end
  ),
  sorted as (
    select *,
      case when struck_site is not null then '报修' else ${KINDS} end as kind,
      customer_prefix || lpad(cast(1 + cast(floor(u(i, 'customer') * ${customersBy("customers", "day")}) as bigint) as varchar), 4, '0')
        as customer_id,
      case
        when day between date '2026-07-05' and date '2026-07-08' and site_kind = '小区' then pick(['微信', '微信', '来访', '在线', '电话'], i, 'channel')
        when site_kind in ('店铺', '网点') then pick(['在线', '在线', '在线', '电话', '微信'], i, 'channel')
        when site_kind in ('系统', '项目') then pick(['电话', '邮件', '邮件', '在线'], i, 'channel')
        else pick(['电话', '电话', '电话', '电话', '微信', '微信', '来访', '在线', '短信'], i, 'channel') end as channel
    from placed
  ),
  handled as (
    select *,
      case when struck_site = 'XQ04' then '停水' when struck_site = 'XQ02' then '水压不足' when struck_site = 'XT02' then '收据打印失败' ${topics} end as category,
      case when struck_site is not null then '紧急' when kind in ('报修', '投诉')
        then pick(['紧急', '高', '高', '中', '中', '中', '中', '低'], i, 'priority')
        else pick(['中', '中', '中', '中', '低', '高'], i, 'priority') end as priority,
      case site_kind
        when '小区' then case when kind <> '报修' then 'KF' when substr(site_id, 4) in ('1', '3', '5', '7', '9') then 'WX1' else 'WX2' end
        when '店铺' then 'DS' when '科室' then 'DY' when '网点' then 'GY' else 'XX' end as crew,
      crew || lpad(cast(1 + cast(floor(agent_u * case crew ${crews("size")} end) as integer) as varchar), 3, '0') as agent_id,
      case crew ${crews("team")} end as team,
      u(i, 'cancelled') < 0.012 as is_cancelled,
      coalesce(struck_site = 'XQ04', false) as is_burst,
      site_id = 'XQ02' and day between date '2026-06-01' and date '2026-06-30' as in_bad_month,
      site_id = 'XT02' and day between date '2026-04-20' and date '2026-04-30' as in_bad_release,
      least(
        exp(ln(case when channel in ('电话', '来访') then 5 when channel = '在线' then 3 when kind = '报修' then 22 else 16 end)
          + 0.85 * z(i, 'response') + case when site_id = 'XQ02' and month(day) = 6 and year(day) = 2026 then 1.1 else 0 end),
        date_diff('minute', created_at, cast(day as timestamp) + interval 23 hours) + 40 * u(i, 'night')
      ) as response_minutes
    from sorted
  ),
  timed as (
    select *,
      created_at + minutes(greatest(0, response_minutes)) as answered_at,
      -- Planted: the star of the desk in July 2026.
      agent_id = 'KF002' and day between date '2026-07-01' and date '2026-07-31' or u(i, 'same day') < (case when in_bad_month then 0.36 when in_bad_release then 0.45 when is_burst then 0.6
          when kind = '报修' then 0.9 - 0.05 * strain else 0.955 end)
        * (case when hour(created_at) >= 21 then 0.8 else 1.0 end) as is_same_day,
      1 + floor(-ln(1 - u(i, 'delay')) * case when in_bad_month then 4.5 when in_bad_release then 3.0 else 0.9 end) as delay_days
    from handled
  ),
  settled as (
    select *,
      case when is_cancelled or u(i, 'stuck') < 0.003 then null
        when is_same_day then answered_at + minutes(pow(u(i, 'duration'), 2) * least(
          case kind when '报修' then 540 when '业务办理' then 300 when '投诉' then 420 else 90 end,
          date_diff('minute', answered_at, cast(day as timestamp) + interval 1439 minutes)))
        else cast(day as timestamp) + minutes(1440 * delay_days + 540 + 540 * u(i, 'duration')) end as finished_at
    from timed
  ),
  closings as (
    select *,
      case when finished_at <= last_moment() then finished_at end as resolved_at,
      finished_at + minutes(720 + 2880 * u(i, 'closing')) as filed_at
    from settled
  )
  select
    i, day, ticket_id, site_id, site_kind, kind, category, channel, priority, customer_id, agent_id, team, is_burst,
    is_same_day, in_bad_month, in_bad_release, created_at,
    case when not is_cancelled and answered_at <= last_moment() then answered_at end as first_response_at,
    case when is_cancelled then null
      when is_same_day then case when u(i, 'promise') < 0.1 then cast(day as timestamp) + interval 20 hours end
      when u(i, 'promise') < 0.95 then date_trunc('hour', finished_at + minutes(1500 * (u(i, 'kept') - 0.05))) end as promise,
    case when promise is not null then greatest(promise, date_trunc('hour', answered_at) + interval 1 hour) end as promised_at,
    case when not is_same_day and not is_cancelled and u(i, 'promise') < 0.935
      then pick(['待配件', '需停水施工', '客户不在家', '等待厂家', '人手不足', '需上级审批'], i, 'reason') end as deferred_reason,
    resolved_at,
    case when filed_at <= last_moment() then filed_at end as closed_at,
    case when is_cancelled then '已取消' when closed_at is not null then '已归档' when resolved_at is not null then '已解决'
      when u(i, 'state') < 0.3 then '挂起' when answered_at > last_moment() then '待受理' else '处理中' end as status,
    case when not is_same_day and resolved_at is not null and u(i, 'pending') < 0.3
      then cast(floor(30 + 0.5 * u(i, 'waited') * date_diff('minute', answered_at, resolved_at)) as bigint) end as pending_minutes,
    case when resolved_at is null then null when u(i, 'reopened') < 0.035 then 1 when u(i, 'reopened') < 0.04 then 2 else 0 end as reopened,
    case when resolved_at is null then null when u(i, 'contacts') < 0.8 then 1 when u(i, 'contacts') < 0.94 then 2 else 3 end as contacts,
    case when site_kind = '店铺' and kind <> '咨询'
      then 'DD' || strftime(day - interval 3 days, '%y%m%d') || lpad(cast(cast(floor(u(i, 'order') * 100000) as bigint) as varchar), 5, '0') end as order_id,
    case
      when u(i, 'subject') < 0.004 then category || '，来电原话：' || chr(10) || '"师傅上周来过, 没修好"'
      when u(i, 'subject') < 0.03 then category || ', 请尽快联系'
      when u(i, 'subject') < 0.35 then category || pick(['，已约上门', '，第二次反映', '，请回电', '，客户在外地', '，邻居代报'], i, 'detail')
      else category end as subject
  from closings`;
}

/** What the desk's system writes, in its own headers; also the columns of the late corrections. */
export const TICKET_COLUMNS = `
  ticket_id as 工单编号, kind as 工单类型, category as 问题分类, channel as 受理渠道, priority as 优先级, customer_id as 客户编号,
  site_id as 小区编号, agent_id as 客服工号, team as 班组, strftime(created_at, '%Y-%m-%d %H:%M') as 受理时间,
  strftime(first_response_at, '%Y-%m-%d %H:%M') as 首次响应时间, strftime(promised_at, '%Y-%m-%d %H:%M') as 承诺完成时间,
  deferred_reason as 未完成原因, strftime(resolved_at, '%Y-%m-%d %H:%M') as 完成时间, strftime(closed_at, '%Y-%m-%d %H:%M') as 归档时间,
  status as 工单状态, pending_minutes as 挂起时长, reopened as 重开次数, contacts as 联系次数, order_id as 订单号, subject as 问题描述`;

export const ticketsExport: Export = {
  file: "工单_2024-2026.csv",
  encoding: "utf-8",
  bom: false,
  delimiter: ",",
  lineEnd: "\n",
  query: `select ${TICKET_COLUMNS} from ${withPlanted("tickets", "tickets")}`,
};
