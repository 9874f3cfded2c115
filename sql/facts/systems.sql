-- grain: one row per system or project with a maintenance period
with
contracted_sites as (
    select
        contracts.site_id,
        min(contracts.accepted_on) as accepted_on,
        max(contracts.maintenance_ends_on) as maintenance_ends_on
    from sources.contracts as contracts
    where contracts.site_id is not null
    group by contracts.site_id
)

select
    sites.site_id,
    sites.manager_id,
    -- Maintenance begins with the acceptance; without a contract nobody knows the day.
    contracted_sites.accepted_on as maintained_from,
    -- The list of sites decides; the contract where it says nothing.
    coalesce(sites.in_maintenance_until, contracted_sites.maintenance_ends_on) as maintained_until
from sources.sites as sites
left join contracted_sites using (site_id)
where coalesce(sites.in_maintenance_until, contracted_sites.maintenance_ends_on) is not null
