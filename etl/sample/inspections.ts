import { FIRST_DAY, LAST_DAY, type Export } from "./export.ts";
import { PATROLS, ROSTER_SINCE } from "./shifts.ts";
import { withPlanted } from "./planted/plant.ts";

const months = `(select cast(unnest(generate_series(timestamp '${FIRST_DAY}', timestamp '${LAST_DAY}', interval 1 month)) as date) as month)`;

/**
 * Table `inspections`: every community's network once a month or twice, the systems once, the wards once a week, the
 * grounds once a month, the waste every morning since the roster is exported (a contractor does it, without a number of
 * staff). Nothing here grows with the tickets. Who patrols is on duty then, and at one place at a time.
 */
export const inspectionsTable = `create table inspections as
  with communities as (
    -- Number 1 … 12; patrol 0 … 5 has numbers p+1 and p+7.
    select site_id, manager_id, cast(substr(site_id, 3) as integer) as number from sites where kind = '小区'
  ),
  patrols as (
    select site_id, month, round_number, '管网巡查' as kind,
      [${PATROLS.map((id) => `'${id}'`).join(", ")}][1 + (number - 1) % 6] as inspector_id,
      -- One community early in the month, the other in its middle, a second round after that: never two on a day.
      month + cast(case round_number when 1 then 1 + 10 * ((number - 1) // 6) else 21 + 3 * ((number - 1) // 6) end
        + floor(case round_number when 1 then 8 else 2 end * u(site_id || month, 'patrol/' || round_number)) as integer) as wanted
    from communities, ${months} as months, (values (1), (2)) as rounds(round_number)
    where case round_number when 1
      then not (site_id = 'XQ06' and month = date '2026-08-01' or site_id = 'XQ12' and month = date '2026-06-01') and (u(site_id || month, 'patrolled') >= 0.018 or month >= date '2026-08-01')
      else u(site_id || month, 'patrolled twice') < 0.35 and not (site_id = 'XQ06' and month = date '2026-08-01' or site_id = 'XQ12' and month = date '2026-06-01') end
  ),
  patrols_on_duty as (
    select site_id, kind, inspector_id, wanted + cast((date_diff('day', date '${FIRST_DAY}', wanted) + (list_position([${PATROLS.map((id) => `'${id}'`).join(", ")}], inspector_id) - 1)) % 6 = 0 as integer) as day,
      strftime(day, '%y%m%d') || site_id as chance,
      case when u(chance, 'half') < 0.55 then 510 + 180 * u(chance, 'minute') else 820 + 200 * u(chance, 'minute') end as minute,
      exp(ln(44) + 0.33 * z(chance, 'duration')) as duration
    from patrols
  ),
  -- The systems by those who know them, within a turn of theirs on the line.
  checks as (
    select site_id, '系统巡检' as kind, agent_id as inspector_id, day, strftime(day, '%y%m%d') || site_id as chance,
      hour(starts_at) * 60 + 70 + 150 * u(chance, 'minute') as minute, exp(ln(65) + 0.3 * z(chance, 'duration')) as duration
    from (
      select systems.site_id, agent_id, starts_at, duty.day,
        row_number() over (partition by systems.site_id, month order by starts_at) as turn
      from (values ('XT01', 'XX002'), ('XT02', 'XX003'), ('XT03', 'XX004')) as systems(site_id, inspector_id)
      join duty on duty.agent_id = systems.inspector_id and duty.online_from is not null and duty.slot < 2
      join ${months} as months on month = date_trunc('month', duty.day)
      where day(duty.day) > 3 + 6 * u(systems.site_id || month, 'checked')
        and not (systems.site_id = 'XT02' and month in (date '2026-08-01', date '2026-05-01'))
    ) where turn = 1
  ),
  rounds as (
    select site_id, '病房巡视' as kind, case site_id when 'KS01' then 'GL010' else 'DY001' end as inspector_id, week + cast(floor(5 * u(site_id || week, 'weekday')) as integer) as day, site_id || week as chance,
      cast(substr(site_id, 4) as integer) * 100 + 460 + 40 * u(chance, 'minute') as minute, exp(ln(22) + 0.35 * z(chance, 'duration')) as duration
    from sites, (select cast(unnest(generate_series(timestamp '2024-08-05', timestamp '${LAST_DAY}', interval 7 days)) as date) as week)
    where kind = '科室' and u(chance, 'rounds') < 0.97
  ),
  grounds as (
    select site_id, '环境巡查' as kind, manager_id as inspector_id, month + cast(2 * number - 1 + floor(2 * u(site_id || month, 'grounds')) as integer) as day, 'H' || site_id || month as chance,
      540 + 440 * u(chance, 'minute') as minute, exp(ln(31) + 0.35 * z(chance, 'duration')) as duration
    from communities, ${months} as months
  ),
  waste as (
    select site_id, '垃圾清运' as kind, null as inspector_id, day, strftime(day, '%y%m%d') || site_id as chance,
      case when u(chance, 'late') < case when is_new_year then 0.12 else 0.022 end then 451 + 70 * u(chance, 'minute') else 395 + 54 * u(chance, 'minute') end as minute,
      cast(null as double) as duration
    from communities, days
    where day >= date '${ROSTER_SINCE}' and u(strftime(day, '%y%m%d') || site_id, 'cleared') >= 0.008
  ),
  done as (
    select * from patrols_on_duty union all select * from checks union all select * from rounds
    union all select * from grounds union all select * from waste
  ),
  seen as (
    select kind, site_id, inspector_id, chance,
      cast(day as timestamp) + minutes(minute) as inspected_at,
      cast(round(duration) as integer) as duration_minutes,
      kind <> '垃圾清运' and u(chance, 'anomaly') < 0.17 as is_anomaly,
      1 + cast(floor(18 * u(chance, 'place')) as integer) as place,
      is_anomaly and u(chance, 'major') < 0.2 as is_major,
      is_anomaly and kind = '管网巡查' and u(chance, 'leak') < 0.4 as is_leak
    from done where day <= date '${LAST_DAY}'
  )
  select kind, site_id, inspector_id, inspected_at, duration_minutes,
    case kind when '管网巡查' then 'XG' when '系统巡检' then 'XJ' when '病房巡视' then 'XB' when '环境巡查' then 'XH' else 'QY' end
      || strftime(inspected_at, '%y%m%d') || site_id as inspection_id,
    u(chance, 'recorded') < case kind when '垃圾清运' then 0.995 else 0.975 end as recorded,
    case when is_anomaly then case kind when '系统巡检' then '第 ' || place || ' 节点' when '病房巡视' then (200 + place) || ' 室' else place || ' 号楼' end end
      || case when is_leak then pick(['旁三通处渗水', '前阀门井积水', '南侧埋地管漏水', '水表前漏水'], chance, 'what')
      when is_anomaly then case kind when '管网巡查' then pick(['旁井盖缺失', '阀门锈死', '标识桩倒伏', '压力偏低'], chance, 'what')
        when '系统巡检' then pick(['磁盘空间不足', '证书将到期', '日志报错增多', '备份任务变慢'], chance, 'what')
        when '病房巡视' then pick(['呼叫铃失灵', '饮水机缺水', '患者反映候诊久', '灯管闪烁', '扶手松动'], chance, 'what')
        else pick(['楼道堆物', '小广告未清', '绿化带踩踏', '路灯不亮', '单元门不闭'], chance, 'what') end end as anomaly,
    case when kind = '垃圾清运' then null when is_major then '严重' when is_anomaly then '一般' else '无' end as severity,
    case when is_anomaly then known(inspected_at + minutes(case
      when is_major then case when u(chance, 'told') < 0.9 then 4 + 50 * u(chance, 'telling') else 70 + 500 * u(chance, 'telling') end
      when u(chance, 'told') < 0.945 then 12 + 1200 * pow(u(chance, 'telling'), 2) else 1500 + 2000 * u(chance, 'telling') end)) end as reported_at,
    case when is_anomaly and u(chance, 'fixed') < 0.95 then known(inspected_at + minutes(200 + 8000 * pow(u(chance, 'fixing'), 1.5))) end as fixed_at,
    case when kind = '系统巡检' then known(inspected_at + minutes(80 + 4000 * u(chance, 'report'))) end as report_at,
    case when is_leak then cast(floor(pow(10, 2 + 2 * u(chance, 'loss'))) as decimal(10, 2)) end as loss_amount,
    case when is_leak then false end as missed_inspection
  from seen
  order by inspected_at, site_id, kind`;

/** Faults by ward round: the 30th has an unknown kind 消防巡查, the 75th is on 31 June, the 90th comes twice. */
export const inspectionsExport: Export = {
  file: "巡查巡检.csv",
  encoding: "gbk",
  bom: false,
  delimiter: ",",
  lineEnd: "\r\n",
  query: `
    with numbered as (
      select *, row_number() over (order by inspected_at, site_id, kind) as place,
        case when kind = '病房巡视' then row_number() over (partition by kind order by inspected_at, site_id) else 0 end as number
      from inspections
    )
    select inspection_id as 巡检编号, case when number = 30 then '消防巡查' else kind end as 巡检类型, site_id as 小区, inspector_id as 巡检人,
      case when number = 75 then '2025-06-31 09:12' else minute_text(inspected_at) end as 完成时间, duration_minutes as 用时,
      case when recorded then '有' else '无' end as 巡查记录, anomaly as 异常情况, severity as 异常等级,
      minute_text(reported_at) as 上报时间, minute_text(fixed_at) as 整改时间, minute_text(report_at) as 报告上传时间,
      cast(loss_amount as varchar) as 漏水损失, case when missed_inspection then '是' when not missed_inspection then '否' end as 巡查不到位
    from ${withPlanted("inspections", "numbered")}, unnest(range(case when number = 90 then 2 else 1 end)) as copies(copy)
    order by place nulls last, inspection_id`,
};
