/*
title: 巡检备份不实 | Inspection or backup not as reported
about: 维护期内的系统出了属实的投诉或变更事故，而当月的巡检或备份缺失或存疑，按投诉金额加倍 | A substantiated complaint or an incident on a system in maintenance whose inspection or backup of that month is missing or flagged, at twice the amount of a complaint
asks: 属于巡检、备份等工作未做到位,或实际工作未做却提供虚假巡检报告的,按投诉管理办法,对相关责任人加倍乐捐
grain: one row per complaint or change with an incident
decision: 巡检或备份缺失要到月末过后才认定；存疑指真实性检查对当月的巡检或备份提出了疑点，疑点要先核实。巡检存疑由巡检人承担，其余由系统负责人承担。投诉本身的乐捐另计 | Missing is decided once the month is over; flagged means that a test of authenticity questions an inspection or backup of the month, which somebody has to look into first. A flagged inspection is its inspector's, all else the system's manager's. The fine for the complaint itself comes on top
*/
with
problems as (
    select
        'complaints' as source,
        complaints.complaint_id as id,
        complaints.site_id,
        cast(complaints.received_at as date) as day
    from facts.complaints as complaints
    where complaints.substantiated
    union all
    select
        'changes' as source,
        changes.change_id as id,
        changes.site_id,
        cast(changes.changed_at as date) as day
    from facts.changes as changes
    where changes.has_incident
),

problems_of_systems as (
    select
        problems.source,
        problems.id,
        problems.site_id,
        maintenance.manager_id,
        problems.day,
        cast(date_trunc('month', problems.day) as date) as month,
        last_day(problems.day) <= today.today as is_month_over
    from problems
    join facts.maintenance as maintenance
        on maintenance.site_id = problems.site_id
        and coalesce(problems.day >= maintenance.starts_on, true)
        and coalesce(problems.day <= maintenance.ends_on, true)
    cross join ledger.today as today
    where problems.day <= today.today
),

flagged_keys as (
    select flags.evidence_source as source, unnest(flags.evidence) as id
    from authenticity.flags as flags
    where flags.evidence_source in ('inspections', 'backups')
),

inspected_months as (
    select
        inspections.site_id,
        cast(date_trunc('month', inspections.inspected_at) as date) as month,
        bool_or(flagged_keys.id is not null) as is_flagged,
        min(inspections.inspector_id) filter (flagged_keys.id is not null) as flagged_inspector_id
    from facts.inspections as inspections
    left join flagged_keys on flagged_keys.source = 'inspections' and flagged_keys.id = inspections.inspection_id
    where inspections.kind = 'system'
    group by inspections.site_id, date_trunc('month', inspections.inspected_at)
),

backed_up_months as (
    select
        backups.site_id,
        cast(date_trunc('month', backups.backed_up_at) as date) as month,
        bool_or(backups.is_ok) as is_ok,
        bool_or(flagged_keys.id is not null) as is_flagged
    from facts.backups as backups
    left join flagged_keys on flagged_keys.source = 'backups' and flagged_keys.id = backups.backup_id
    group by backups.site_id, date_trunc('month', backups.backed_up_at)
),

-- A month before the log of inspections or backups begins lacks nothing: nobody wrote it down yet.
log_starts as (
    select
        (select min(inspected_months.month) from inspected_months) as inspections_from,
        (select min(backed_up_months.month) from backed_up_months) as backups_from
),

judged_problems as (
    select
        problems.source,
        problems.id,
        problems.site_id,
        problems.manager_id,
        problems.day,
        problems.month,
        coalesce(
            inspected_months.site_id is null and problems.is_month_over and problems.month >= log_starts.inspections_from,
            false
        ) as lacks_inspection,
        coalesce(inspected_months.is_flagged, false) as has_flagged_inspection,
        inspected_months.flagged_inspector_id,
        coalesce(
            not coalesce(backed_up_months.is_ok, false)
            and problems.is_month_over
            and problems.month >= log_starts.backups_from,
            false
        ) as lacks_backup,
        coalesce(backed_up_months.is_flagged, false) as has_flagged_backup
    from problems_of_systems as problems
    cross join log_starts
    left join inspected_months
        on inspected_months.site_id = problems.site_id and inspected_months.month = problems.month
    left join backed_up_months
        on backed_up_months.site_id = problems.site_id and backed_up_months.month = problems.month
)

select
    problems.source || ' ' || problems.id as key,
    problems.month,
    problems.day as happened_at,
    problems.site_id,
    coalesce(problems.flagged_inspector_id, problems.manager_id) as agent_id,
    cast(complaint.value * factor.value as decimal(18, 2)) as amount,
    'fine' as effect,
    concat(
        case problems.source when 'complaints' then '属实的投诉 ' else '引发事故的变更 ' end, problems.id, '，当月',
        concat_ws(
            '、',
            case when problems.lacks_inspection then '没有系统巡检' end,
            case when problems.has_flagged_inspection then '巡检记录存疑' end,
            case when problems.lacks_backup then '没有成功的备份' end,
            case when problems.has_flagged_backup then '备份记录存疑' end
        ),
        printf('，按投诉的 %g 倍乐捐 ', factor.value), cast(complaint.value * factor.value as decimal(18, 2)), ' 元。'
    ) as note_zh,
    concat(
        case problems.source when 'complaints' then 'Substantiated complaint ' else 'Change with an incident ' end,
        problems.id, '; of that month: ',
        concat_ws(
            ', ',
            case when problems.lacks_inspection then 'no inspection' end,
            case when problems.has_flagged_inspection then 'an inspection in doubt' end,
            case when problems.lacks_backup then 'no good backup' end,
            case when problems.has_flagged_backup then 'a backup in doubt' end
        ),
        printf('. %g times the amount of a complaint: CNY ', factor.value),
        cast(complaint.value * factor.value as decimal(18, 2)), '.'
    ) as note_en,
    problems.source as evidence_source,
    [problems.id] as evidence
from judged_problems as problems
join facts.policies as complaint
    on complaint.policy = 'substantiated_complaint'
    and problems.day >= complaint.holds_from and problems.day < complaint.holds_until
join facts.policies as factor
    on factor.policy = 'false_inspection_factor'
    and problems.day >= factor.holds_from and problems.day < factor.holds_until
where problems.lacks_inspection or problems.has_flagged_inspection or problems.lacks_backup or problems.has_flagged_backup
