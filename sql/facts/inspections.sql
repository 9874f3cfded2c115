-- grain: one row per inspection: of a network, a system, a ward, the grounds, a waste collection
select
    inspections.inspection_id,
    inspections.kind,
    inspections.site_id,
    inspections.inspector_id,
    inspections.inspected_at,
    -- An inspection on which nobody noted that there is a record has none.
    coalesce(inspections.recorded, false) as is_recorded,
    inspections.severity,
    inspections.reported_at,
    -- Until then an anomaly has to be reported; null where there is none.
    inspections.inspected_at + to_seconds(report_hours.value * 3600) as report_due_at,
    inspections.report_at,
    inspections.loss_amount,
    coalesce(inspections.missed_inspection, false) as is_for_want_of_inspection
from sources.inspections as inspections
left join facts.policies as report_hours
    on report_hours.policy = case inspections.severity
        when 'minor' then 'anomaly_minor_hours'
        when 'major' then 'anomaly_major_hours'
    end
    and cast(inspections.inspected_at as date) >= report_hours.holds_from
    and cast(inspections.inspected_at as date) < report_hours.holds_until
