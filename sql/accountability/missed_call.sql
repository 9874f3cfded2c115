/*
title: 服务电话漏接 | Missed service call
about: 服务时段内无人接听的来电，每通按规定金额由当班人承担；没有当班人的由线路负责人承担 | Each call in service hours that nobody answered, charged at the policy's amount to the agent on shift, else to the line's owner
asks: 服务电话无人接听的,相应电话负责人乐捐50元/次
grain: one row per missed call
decision: 当班人看排班：来电时刻正在该线路上班的人；有几人时，先是话单上写的那位，再是最晚接班的一位。线路负责人是当月该线路班次最多的那个组的组长，当月没有排班的看此前最近有排班的一个月 | Whoever the roster has on that line at that moment; of several, first the agent that the call names, then the one whose shift began last. A line's owner is the leader of most of its shifts of the month, or of the latest month before it with shifts
*/
with
missed_calls as (
    select
        calls.call_id,
        calls.queue,
        calls.site_id,
        calls.agent_id,
        calls.started_at,
        cast(calls.started_at as date) as day
    from facts.calls as calls
    where calls.is_inbound and calls.answered_at is null and calls.is_in_service_hours
),

-- By day, so that a call meets only the shifts of its own day; a shift over midnight has two.
shift_days as (
    select
        shifts.agent_id,
        shifts.queue,
        shifts.starts_at,
        shifts.ends_at,
        cast(
            unnest(generate_series(cast(shifts.starts_at as date), cast(shifts.ends_at as date), interval 1 day)) as date
        ) as day
    from facts.shifts as shifts
),

agents_on_shift as (
    select missed_calls.call_id, shift_days.agent_id
    from missed_calls
    join shift_days
        on shift_days.queue is not distinct from missed_calls.queue
        and shift_days.day = missed_calls.day
        and missed_calls.started_at >= shift_days.starts_at
        and missed_calls.started_at < shift_days.ends_at
    qualify row_number() over (
        partition by missed_calls.call_id
        order by
            shift_days.agent_id is not distinct from missed_calls.agent_id desc,
            shift_days.starts_at desc,
            shift_days.agent_id
    ) = 1
),

answered_for_calls as (
    select
        missed_calls.call_id,
        missed_calls.queue,
        missed_calls.site_id,
        missed_calls.started_at,
        missed_calls.day,
        agents_on_shift.agent_id as on_shift_id,
        queue_owners.owner_id
    from missed_calls
    left join agents_on_shift using (call_id)
    asof left join (
        select coalesce(queue, '') as queue, month, owner_id from facts.queue_owners
    ) as queue_owners
        on queue_owners.queue = coalesce(missed_calls.queue, '') and queue_owners.month <= missed_calls.day
)

select
    calls.call_id as key,
    date_trunc('month', calls.day) as month,
    calls.day as happened_at,
    calls.site_id,
    coalesce(calls.on_shift_id, calls.owner_id) as agent_id,
    cast(policies.value as decimal(18, 2)) as amount,
    'fine' as effect,
    concat(
        strftime(calls.started_at, '%Y-%m-%d %H:%M'), ' 的来电', coalesce('（' || calls.queue || '）', ''), '无人接听，',
        case
            when calls.on_shift_id is not null then '由当班人承担'
            when calls.owner_id is not null then '当时没有人当班，由线路负责人承担'
            else '当时没有人当班，线路也查不到负责人'
        end,
        '，乐捐 ', cast(policies.value as decimal(18, 2)), ' 元。'
    ) as note_zh,
    concat(
        'Call of ', strftime(calls.started_at, '%Y-%m-%d %H:%M'), coalesce(' (' || calls.queue || ')', ''),
        ' was not answered; ',
        case
            when calls.on_shift_id is not null then 'the agent on shift answers for it'
            when calls.owner_id is not null then 'nobody was on shift, the line''s owner answers for it'
            else 'nobody was on shift, and the line has no owner on record'
        end,
        ': CNY ', cast(policies.value as decimal(18, 2)), '.'
    ) as note_en,
    'calls' as evidence_source,
    [calls.call_id] as evidence
from answered_for_calls as calls
join facts.policies as policies
    on policies.policy = 'missed_call' and calls.day >= policies.holds_from and calls.day < policies.holds_until
cross join ledger.today as today
where calls.day <= today.today
