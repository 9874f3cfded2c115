-- grain: one row per system: from when to when it is in maintenance, both days included; null where nothing says so
with
contracts_of_systems as (
    select
        contracts.site_id,
        min(contracts.accepted_on) as accepted_on,
        max(contracts.maintenance_ends_on) as ends_on
    from sources.contracts as contracts
    group by contracts.site_id
)

select
    sites.site_id,
    sites.manager_id,
    contracts_of_systems.accepted_on as starts_on,
    -- A renewed contract goes on for as long as the list of systems or the new contract says.
    greatest(contracts_of_systems.ends_on, sites.in_maintenance_until) as ends_on
from sources.sites as sites
left join contracts_of_systems using (site_id)
where sites.kind = 'system'
