/*
title: 名录里没有的小区、店铺或科室 | Sites that the list of sites does not know
severity: warn
*/
with
-- Counted before they are looked up: a few members go through the join instead of every row.
named_sites as (
    select 'tickets' as source, site_id, count(*) as rows from sources.tickets group by site_id
    union all
    select 'complaints' as source, site_id, count(*) as rows from sources.complaints group by site_id
    union all
    select 'surveys' as source, site_id, count(*) as rows from sources.surveys group by site_id
    union all
    select 'bills' as source, site_id, count(*) as rows from sources.bills group by site_id
    union all
    select 'collections' as source, site_id, count(*) as rows from sources.collections group by site_id
    union all
    select 'inspections' as source, site_id, count(*) as rows from sources.inspections group by site_id
    union all
    select 'ratings' as source, shop_id as site_id, count(*) as rows from sources.ratings group by shop_id
    union all
    select 'orders' as source, shop_id as site_id, count(*) as rows from sources.orders group by shop_id
    union all
    select 'customers' as source, site_id, count(*) as rows from sources.customers group by site_id
    union all
    select 'calls' as source, site_id, count(*) as rows from sources.calls group by site_id
    union all
    select 'waits' as source, site_id, count(*) as rows from sources.waits group by site_id
    union all
    select 'tasks' as source, site_id, count(*) as rows from sources.tasks group by site_id
    union all
    select 'contracts' as source, site_id, count(*) as rows from sources.contracts group by site_id
    union all
    select 'changes' as source, site_id, count(*) as rows from sources.changes group by site_id
    union all
    select 'backups' as source, site_id, count(*) as rows from sources.backups group by site_id
)

select named_sites.source, named_sites.site_id, named_sites.rows
from named_sites
anti join sources.sites as sites using (site_id)
where named_sites.site_id is not null
