/*
title: 优化奖励 | Reward for an improvement
about: 经批准给予奖励的优化措施 | Improvements that were approved for a reward
asks: 优化措施给工作带来显著效果的,公司给予奖励
grain: one row per rewarded task
decision: 归到批准的那天；没有批准日期的看完成日期，再看截止日期 | Placed on the day of approval; without one, on the day it was done, else due
*/
with
rewarded_tasks as (
    select
        tasks.task_id,
        tasks.title,
        tasks.site_id,
        tasks.owner_id,
        coalesce(tasks.approved_on, tasks.done_on, tasks.due_on) as rewarded_on
    from facts.tasks as tasks
    where tasks.is_rewarded
)

select
    tasks.task_id as key,
    date_trunc('month', tasks.rewarded_on) as month,
    tasks.rewarded_on as happened_at,
    tasks.site_id,
    tasks.owner_id as agent_id,
    cast(policies.value as decimal(18, 2)) as amount,
    'reward' as effect,
    concat('“', tasks.title, '”获得优化奖励 ', cast(policies.value as decimal(18, 2)), ' 元。') as note_zh,
    concat('“', tasks.title, '” was rewarded with CNY ', cast(policies.value as decimal(18, 2)), '.') as note_en,
    'tasks' as evidence_source,
    [tasks.task_id] as evidence
from rewarded_tasks as tasks
join facts.policies as policies
    on policies.policy = 'improvement_reward'
    and tasks.rewarded_on >= policies.holds_from and tasks.rewarded_on < policies.holds_until
cross join ledger.today as today
where tasks.rewarded_on <= today.today
