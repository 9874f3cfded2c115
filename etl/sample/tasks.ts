import { FIRST_DAY, LAST_DAY, type Export } from "./export.ts";
import { ROSTER_SINCE } from "./shifts.ts";
import { withPlanted } from "./planted/plant.ts";

const months = `(select cast(unnest(generate_series(timestamp '${FIRST_DAY}', timestamp '${LAST_DAY}', interval 1 month)) as date) as month)`;

/**
 * Table `tasks`: what is to be put right, the items of the monthly meeting, measures, the monthly handbook and reports,
 * training, and since the roster is exported the worklog of the IT desk.
 */
export const tasksTable = `create table tasks as
  with kinds(kind, letter, a_month, days, titles, department) as (values
    ('整改', 'ZG', 22, 18, ['前台记录联不完善', '机房线路凌乱', '巡查表格不规范', '单元门闭门器损坏', '天台杂物清理', '消防通道占用', '水表井渗水', '公告栏内容过期'], '工程部'),
    ('会议事项', 'HY', 8, 14, ['更新值班表', '补齐业主档案', '协调保洁外委配置设备', '落实高空抛物宣传', '统一考勤签到标准'], '客服部'),
    ('专项', 'ZX', 4, 26, ['五个一工程：荣誉墙更新', '五个一工程：便民服务日', '五个一工程：样板楼道'], '品质部'),
    ('优化措施', 'YH', 4, 28, ['收费报表加导出', '门禁离线告警', '巡检表单改为扫码', '工单派单规则调整'], '信息部'),
    ('培训', 'PX', 3, 20, ['新员工礼仪培训', '系统操作培训', '投诉处理培训'], '培训部'),
    ('服务手册', 'SC', 1, 0, ['售后服务手册更新'], '信息部'),
    ('月报', 'BB', 5, 0, ['智慧水务平台月度巡检报告', '物业收费系统月度巡检报告', '门禁改造项目月度巡检报告', '工作优化总结及下月措施', '客服业务分析报告'], '信息部')
  ),
  monthly as (
    select kind, department, letter || strftime(month, '%y%m') || '-' || lpad(cast(number as varchar), 2, '0') as task_id,
      case when days = 0 then titles[number] else pick(titles, task_id, 'title') end as title,
      case when days = 0 then month else month + cast(floor(28 * u(task_id, 'raised')) as integer) end as raised_on,
      case when days = 0 then last_day(month) else raised_on + cast(floor(days * (0.4 + 0.6 * u(task_id, 'due'))) as integer) end as due_on,
      case kind when '整改' then 'XQ' || lpad(cast(1 + cast(floor(12 * u(task_id, 'site')) as integer) as varchar), 2, '0') end as site_id,
      case department when '信息部' then 'XX00' || cast(1 + number % 5 as varchar) when '客服部' then 'KF001' when '工程部' then pick(['WX1001', 'WX2001'], task_id, 'owner')
        else 'GL0' || pick(['01', '02', '03', '04', '05'], task_id, 'owner') end as owner_id,
      case when u(task_id, 'late') < case kind when '整改' then 0.075 when '会议事项' then 0.06 else 0.04 end then due_on + cast(floor(1 + 9 * pow(u(task_id, 'done'), 2)) as integer)
        when days = 0 then due_on - cast(floor(4 * u(task_id, 'done')) as integer)
        else greatest(raised_on, due_on - cast(floor(8 * u(task_id, 'done')) as integer)) end as doing_on
    from kinds, ${months} as months, unnest(range(1, a_month + 1)) as numbers(number)
  ),
  logged as (
    select '工作日志' as kind, '信息部' as department, 'RZ' || strftime(day, '%y%m%d') || '-' || who as task_id, '当日工作日志' as title, day as raised_on, day as due_on, null as site_id,
      'XX00' || who as owner_id,
      case when u(task_id, 'log') < 0.96 then day when u(task_id, 'log') < 0.99 then day + 1 end as doing_on
    from days, unnest(range(1, 6)) as staff(who) where is_workday and day >= date '${ROSTER_SINCE}'
  )
  select *, known_day(doing_on) as done_on,
    case when kind = '优化措施' then known_day(raised_on + 3) end as approved_on
  from (select * from monthly union all select * from logged) where raised_on <= date '${LAST_DAY}'
  order by raised_on, task_id`;

/** Faults by row: 12 has no day by which, 40 was done before it was raised, 150 comes twice. */
export const tasksExport: Export = {
  file: "事项与交付物.csv",
  encoding: "utf-8",
  bom: true,
  delimiter: ",",
  lineEnd: "\r\n",
  query: `
    with numbered as (select *, row_number() over (order by raised_on, task_id) as number from tasks)
    select task_id as 事项编号, kind as 类型, site_id as 小区, owner_id as 责任人, department as 责任部门, title as 事项, raised_on as 提出日期,
      case when number is distinct from 12 then due_on end as 截止日期, case when number = 40 then raised_on - 3 else done_on end as 完成日期, approved_on as 批准日期,
      rewarded as 奖励
    from ${withPlanted("tasks", "numbered")}, unnest(range(case when number = 150 then 2 else 1 end)) as copies(copy)
    order by number nulls last, task_id`,
};
