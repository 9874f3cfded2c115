/*
title: 互相矛盾 | Records that contradict each other
about: 回访说满意，而同一客户就同一件事的投诉还没办结；巡查记录的时间，巡检人不在班 | A revisit says satisfied while a complaint of the same customer on the same matter is open; an inspection at a time when the inspector was off shift
asks: 每月對項目數據真實性進行專項檢查
decision: "同一件事：回访写明的投诉或工单相同，或投诉回访与投诉属同一客户、同一小区。不在班：排班表开始之后、前后一周内排了班的人，在其任何一班前后各一小时以外巡查 | The same matter: the revisit names the complaint or its ticket, or it is a revisit of a complaint with the same customer and site. Off shift: of who is on the roster within a week, once it has begun, more than an hour outside all of their shifts"
grain: one row per revisit, and per inspection, that another record contradicts
statistic: 相差小时数 | hours between the two
*/
with
satisfied_surveys as (
    select survey_id, campaign, ticket_id, complaint_id, customer_id, site_id, agent_id, visited_at
    from sources.surveys
    where outcome = 'completed' and score >= 4 and visited_at is not null
),

-- Three ways to the same complaint, each a join by equality.
pairs as (
    select surveys.survey_id, complaints.complaint_id
    from satisfied_surveys as surveys
    join sources.complaints as complaints on complaints.complaint_id = surveys.complaint_id
    union
    select surveys.survey_id, complaints.complaint_id
    from satisfied_surveys as surveys
    join sources.complaints as complaints on complaints.ticket_id = surveys.ticket_id
    union
    select surveys.survey_id, complaints.complaint_id
    from satisfied_surveys as surveys
    join sources.complaints as complaints
        on complaints.customer_id = surveys.customer_id and complaints.site_id = surveys.site_id
    where surveys.campaign = 'complaint' and surveys.complaint_id is null
),

contradicted_surveys as (
    select
        surveys.survey_id,
        surveys.site_id,
        surveys.agent_id,
        surveys.visited_at,
        complaints.complaint_id,
        complaints.received_at,
        complaints.resolved_at
    from pairs
    join satisfied_surveys as surveys using (survey_id)
    join sources.complaints as complaints on complaints.complaint_id = pairs.complaint_id
    where complaints.received_at <= surveys.visited_at
        and (complaints.resolved_at is null or complaints.resolved_at > surveys.visited_at)
    qualify row_number() over (partition by surveys.survey_id order by complaints.received_at, complaints.complaint_id) = 1
),

shifts_before as (
    select
        inspections.inspection_id,
        inspections.site_id,
        inspections.inspector_id,
        inspections.inspected_at,
        shifts.ends_at as ended_at
    from sources.inspections as inspections
    asof left join sources.shifts as shifts
        on shifts.agent_id = inspections.inspector_id and shifts.starts_at <= inspections.inspected_at
    where inspections.inspector_id is not null
),

inspections_and_shifts as (
    select
        shifts_before.inspection_id,
        shifts_before.site_id,
        shifts_before.inspector_id,
        shifts_before.inspected_at,
        -- Hours after the last shift that had begun, and before the next: what is 0 or less lies within one.
        epoch_us(shifts_before.inspected_at - shifts_before.ended_at) / 3600e6 as hours_after,
        epoch_us(shifts.starts_at - shifts_before.inspected_at) / 3600e6 as hours_before
    from shifts_before
    asof left join sources.shifts as shifts
        on shifts.agent_id = shifts_before.inspector_id and shifts.starts_at > shifts_before.inspected_at
),

off_shift_inspections as (
    select inspection_id, site_id, inspector_id, inspected_at, least(hours_after, hours_before) as hours
    from inspections_and_shifts
    -- A roster that says nothing of the week says nothing of the hour, and one that has not begun says nothing at all.
    where hours_after is not null and least(hours_after, hours_before) > 1 and least(hours_after, hours_before) <= 7 * 24
)

select
    'satisfied ' || survey_id as key,
    cast(date_trunc('month', visited_at) as date) as month,
    site_id,
    agent_id,
    epoch_us(coalesce(resolved_at, visited_at) - visited_at) / 3600e6 as statistic,
    cast(null as double) as rarity,
    '回访说满意，投诉 ' || complaint_id || ' 当时还没办结' as note_zh,
    'the revisit says satisfied, complaint ' || complaint_id || ' was still open' as note_en,
    'surveys' as evidence_source,
    [survey_id] as evidence
from contradicted_surveys
union all
select
    'off shift ' || inspection_id as key,
    cast(date_trunc('month', inspected_at) as date) as month,
    site_id,
    inspector_id as agent_id,
    hours as statistic,
    cast(null as double) as rarity,
    strftime(inspected_at, '%Y-%m-%d %H:%M') || ' 巡查，离最近的班次 ' || round(hours, 1) || ' 小时' as note_zh,
    'inspected ' || strftime(inspected_at, '%Y-%m-%d %H:%M') || ', ' || round(hours, 1) || ' hours from the nearest shift' as note_en,
    'inspections' as evidence_source,
    [inspection_id] as evidence
from off_shift_inspections
