/*
title: 整改到期 | Rectifications due
about: 七天内到期或已经逾期、还没有完成的整改、会议事项、专项和优化措施 | Rectifications, items of meetings, projects and improvements due within seven days or past, and not done
asks: 要求各項目5月1日前完成整改
grain: one row per task
area: projects
group: worklist
sort: [overdue_days desc, task_id]
filters: [site_id, owner_id, department, kind]
columns:
  task_id: 编号 | Number
  kind: 类型 | Kind
  title: 事项 | Task
  site_id: 项目 | Site
  department: 责任部门 | Department
  owner_id: 责任人 | Owner
  raised_on: 提出日期 | Raised on
  due_on: 截止日期 | Due on
  overdue_days: { title: 逾期天数 | Days overdue, unit: days }
decision: 逾期天数为负的还没有到期 | A negative number of days overdue is time left
*/
select
    tasks.task_id,
    tasks.kind,
    tasks.title,
    tasks.site_id,
    tasks.department,
    tasks.owner_id,
    tasks.raised_on,
    tasks.due_on,
    today.today - tasks.due_on as overdue_days
from facts.tasks as tasks
cross join ledger.today as today
join facts.policies as policies
    on policies.policy = 'rectification_ahead_days'
    and today.today >= policies.holds_from and today.today < policies.holds_until
where tasks.kind in ('rectification', 'project', 'meeting', 'improvement')
    and coalesce(tasks.done_on > today.today, true)
    and coalesce(tasks.raised_on <= today.today, true)
    and tasks.due_on <= today.today + cast(policies.value as integer)
