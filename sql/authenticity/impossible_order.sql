/*
title: 时间倒置 | Impossible order
about: "后发生的事写在先发生的事之前，如回访早于服务完成、接听晚于挂断、缴费早于开账；载入时因完成早于开始而退回的行也在内 | What must come later is written earlier: a revisit before the service is done, a call answered after it ended, a bill paid before it was made; rows rejected at loading because their end lies before their start are among them"
asks: 每月對項目數據真實性進行專項檢查
grain: one row per record whose times contradict each other
statistic: 倒置小时数 | hours by which it is reversed
*/
with
-- What comes first, what must not come before it.
pairs(source, row_key, site_id, agent_id, sooner, later, zh, en) as (
    select 'surveys', survey_id, site_id, agent_id, due_from, visited_at, '回访早于服务完成', 'revisited before the service was done'
    from sources.surveys
    where visited_at < due_from
    union all
    select 'calls', call_id, site_id, agent_id, answered_at, ended_at, '接听晚于挂断', 'answered after it had ended'
    from sources.calls
    where ended_at < answered_at
    union all
    -- Only where the export says which month a bill is for: the day it is due says nothing of when it was made.
    select
        'payments', payments.payment_id, bills.site_id, bills.collector_id, bills.period, payments.paid_on,
        '缴费早于开账', 'paid before it was billed'
    from sources.payments as payments
    join sources.bills as bills using (bill_id)
    where payments.paid_on < bills.period
    union all
    select
        'complaints', complaint_id, site_id, agent_id, resolved_at, revisited_at, '回访早于办结',
        'revisited before it was resolved'
    from sources.complaints
    where revisited_at < resolved_at
    union all
    select 'tickets', ticket_id, site_id, agent_id, resolved_at, closed_at, '关闭早于解决', 'closed before it was resolved'
    from sources.tickets
    where closed_at < resolved_at
    union all
    select
        'tickets', ticket_id, site_id, agent_id, first_response_at, resolved_at, '首次响应晚于解决',
        'first answered after it was resolved'
    from sources.tickets
    where resolved_at < first_response_at
    union all
    select 'orders', order_id, shop_id, agent_id, placed_at, paid_at, '付款早于下单', 'paid before it was placed'
    from sources.orders
    where paid_at < placed_at
    union all
    select
        'inspections', inspection_id, site_id, inspector_id, inspected_at, report_at, '报告早于巡检',
        'reported before it was done'
    from sources.inspections
    where report_at < inspected_at
    union all
    select
        'contracts', contract_id, site_id, manager_id, handover_started_on, handover_done_on, '移交完成早于售后介入',
        'handed over before after-sales came in'
    from sources.contracts
    where handover_done_on < handover_started_on
),

contradictions as (
    select
        source || ' ' || row_key || ' ' || en as key,
        source,
        row_key,
        cast(later as date) as day,
        site_id,
        agent_id,
        epoch_us(cast(sooner as timestamp) - cast(later as timestamp)) / 3600e6 as hours,
        zh || '：' || strftime(cast(later as timestamp), '%Y-%m-%d %H:%M') || ' 早于 '
        || strftime(cast(sooner as timestamp), '%Y-%m-%d %H:%M') as note_zh,
        en || ': ' || strftime(cast(later as timestamp), '%Y-%m-%d %H:%M') || ' is before '
        || strftime(cast(sooner as timestamp), '%Y-%m-%d %H:%M') as note_en
    from pairs
)

select
    key,
    cast(date_trunc('month', day) as date) as month,
    site_id,
    agent_id,
    hours as statistic,
    -- It cannot be.
    cast(null as double) as rarity,
    note_zh,
    note_en,
    source as evidence_source,
    [row_key] as evidence
from contradictions
union all
select
    'rejects ' || rejects.load || ' ' || rejects.line as key,
    cast(date_trunc('month', loads.loaded_at) as date) as month,
    cast(null as varchar) as site_id,
    cast(null as varchar) as agent_id,
    cast(null as double) as statistic,
    cast(null as double) as rarity,
    rejects.file || ' 第 ' || rejects.line || ' 行：' || rejects.zh as note_zh,
    rejects.file || ', line ' || rejects.line || ': ' || rejects.en as note_en,
    'rejects' as evidence_source,
    [rejects.load || ' ' || rejects.line] as evidence
from ledger.rejects as rejects
join ledger.loads as loads using (load)
where rejects.code = 'end_before_start'
