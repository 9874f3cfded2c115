/*
title: 未来时间 | Future dates
about: 写的日期比载入那天还晚：这件事在载入时还没有发生 | An event on a day after the load that tells of it, when it had not happened yet
decision: "按天比，不按时刻比：两台机器的钟会差几分钟 | Days are compared and not moments: the clocks of two machines differ by minutes"
asks: 每月對項目數據真實性進行專項檢查
grain: one row per record that tells of something that had not happened when it was loaded
statistic: 超前天数 | days ahead of the load
*/
with
-- The latest of each record's times that tell of something done; what is planned may lie ahead.
latest_moments as (
    select
        'tickets' as source,
        ticket_id as row_key,
        site_id,
        agent_id,
        _load,
        cast(greatest(created_at, first_response_at, resolved_at, closed_at) as timestamp) as latest
    from sources.tickets
    union all
    select
        'complaints' as source,
        complaint_id as row_key,
        site_id,
        agent_id,
        _load,
        cast(greatest(received_at, accepted_at, first_reply_at, reported_at, resolved_at, replied_at, revisited_at) as timestamp) as latest
    from sources.complaints
    union all
    select
        'surveys' as source,
        survey_id as row_key,
        site_id,
        agent_id,
        _load,
        cast(greatest(issued_at, visited_at) as timestamp) as latest
    from sources.surveys
    union all
    select
        'payments' as source,
        payment_id as row_key,
        cast(null as varchar) as site_id,
        cast(null as varchar) as agent_id,
        _load,
        cast(paid_on as timestamp) as latest
    from sources.payments
    union all
    select
        'collections' as source,
        collection_id as row_key,
        site_id,
        collector_id as agent_id,
        _load,
        cast(collected_at as timestamp) as latest
    from sources.collections
    union all
    select
        'ratings' as source,
        rating_id as row_key,
        shop_id as site_id,
        agent_id,
        _load,
        cast(greatest(rated_at, replied_at) as timestamp) as latest
    from sources.ratings
    union all
    select
        'orders' as source,
        order_id as row_key,
        shop_id as site_id,
        agent_id,
        _load,
        cast(greatest(inquired_at, placed_at, paid_at, shipped_at, delivered_at, return_requested_at, return_closed_at) as timestamp) as latest
    from sources.orders
    union all
    select
        'calls' as source,
        call_id as row_key,
        site_id,
        agent_id,
        _load,
        cast(greatest(started_at, answered_at, ended_at) as timestamp) as latest
    from sources.calls
    union all
    select
        'inspections' as source,
        inspection_id as row_key,
        site_id,
        inspector_id as agent_id,
        _load,
        cast(greatest(inspected_at, reported_at, report_at, fixed_at) as timestamp) as latest
    from sources.inspections
    union all
    select
        'tasks' as source,
        task_id as row_key,
        site_id,
        owner_id as agent_id,
        _load,
        cast(greatest(raised_on, done_on, approved_on) as timestamp) as latest
    from sources.tasks
    union all
    select
        'visits' as source,
        visit_id as row_key,
        cast(null as varchar) as site_id,
        agent_id,
        _load,
        cast(visited_on as timestamp) as latest
    from sources.visits
    union all
    select
        'changes' as source,
        change_id as row_key,
        site_id,
        agent_id,
        _load,
        cast(greatest(notified_at, changed_at, archived_at) as timestamp) as latest
    from sources.changes
    union all
    select
        'backups' as source,
        backup_id as row_key,
        site_id,
        cast(null as varchar) as agent_id,
        _load,
        cast(greatest(backed_up_at, restore_tested_at) as timestamp) as latest
    from sources.backups
    union all
    select
        'shifts' as source,
        shift_id as row_key,
        cast(null as varchar) as site_id,
        agent_id,
        _load,
        cast(greatest(online_from, online_to) as timestamp) as latest
    from sources.shifts
    union all
    select
        'messages' as source,
        message_id as row_key,
        cast(null as varchar) as site_id,
        cast(null as varchar) as agent_id,
        _load,
        cast(sent_at as timestamp) as latest
    from sources.messages
    union all
    select
        'posts' as source,
        post_id as row_key,
        cast(null as varchar) as site_id,
        agent_id,
        _load,
        cast(greatest(posted_at, replied_at) as timestamp) as latest
    from sources.posts
    union all
    select
        'waits' as source,
        wait_id as row_key,
        site_id,
        agent_id,
        _load,
        cast(greatest(queued_at, seen_at, informed_at) as timestamp) as latest
    from sources.waits
),

future_moments as (
    select
        latest_moments.source,
        latest_moments.row_key,
        latest_moments.site_id,
        latest_moments.agent_id,
        latest_moments.latest,
        loads.loaded_at
    from latest_moments
    join ledger.loads as loads on loads.load = latest_moments._load
    where cast(latest_moments.latest as date) > cast(loads.loaded_at as date)
)

select
    source || ' ' || row_key as key,
    cast(date_trunc('month', latest) as date) as month,
    site_id,
    agent_id,
    date_diff('day', cast(loaded_at as date), cast(latest as date)) as statistic,
    -- It cannot be.
    cast(null as double) as rarity,
    '写的是 ' || strftime(latest, '%Y-%m-%d %H:%M') || '，载入是 ' || strftime(loaded_at, '%Y-%m-%d') as note_zh,
    'it says ' || strftime(latest, '%Y-%m-%d %H:%M') || ', loaded ' || strftime(loaded_at, '%Y-%m-%d') as note_en,
    source as evidence_source,
    [row_key] as evidence
from future_moments
