/*
title: 名录里没有的小区、店铺或科室 | Sites that the list of sites does not know
severity: warn
*/
with
named_sites as (
    select 'tickets' as source, site_id from sources.tickets
    union all
    select 'complaints' as source, site_id from sources.complaints
    union all
    select 'surveys' as source, site_id from sources.surveys
    union all
    select 'bills' as source, site_id from sources.bills
    union all
    select 'ratings' as source, shop_id as site_id from sources.ratings
    union all
    select 'customers' as source, site_id from sources.customers
)

select named_sites.source, named_sites.site_id, count(*) as rows
from named_sites
anti join sources.sites as sites using (site_id)
where named_sites.site_id is not null
group by named_sites.source, named_sites.site_id
