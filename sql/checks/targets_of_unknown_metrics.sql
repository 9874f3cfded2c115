/*
title: 指标不存在的目标值 | Targets for metrics that do not exist
severity: warn
*/
with
metrics as (
    select view_name as metric
    from duckdb_views()
    where schema_name = 'metrics'
)

select targets.metric, targets.grain, targets.site_id, targets.holds_from
from sources.targets as targets
anti join metrics using (metric)
