/*
title: 工作时间配置有误 | Working hours that cannot be used
severity: stop
*/
-- Whoever loaded them is at hand and can undo it; a clock without hours would leave tickets out without a word.
select
    'sla_policies' as source,
    policy_id as key,
    calendar_id || '：时效标准引用的日历没有工作时间' as problem_zh,
    calendar_id || ': the policy names a calendar without hours' as problem_en
from sources.sla_policies
anti join facts.working_segments using (calendar_id)
where calendar_id is not null
union all
select distinct
    'calendars' as source,
    calendar_id as key,
    timezone || '：没有这个时区，写作 Asia/Shanghai' as problem_zh,
    timezone || ': no such time zone; write it as Asia/Shanghai' as problem_en
from sources.calendars
where timezone is not null and timezone not in (select name from pg_timezone_names())
union all
select
    'calendar_days' as source,
    calendar_id || ' ' || date as key,
    '只写了开始或结束，要写全，或都不写' as problem_zh,
    'only one of opens and closes; write both or neither' as problem_en
from sources.calendar_days
where (opens is null) <> (closes is null)
