-- grain: one row per site: a community, shop, project, system, department or branch
select
    sites.site_id,
    sites.name,
    sites.kind,
    sites.region,
    sites.company,
    sites.manager_id,
    sites.category,
    sites.in_maintenance_until
from sources.sites as sites
