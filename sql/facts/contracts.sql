-- grain: one row per maintenance contract of a project
with
contracts_with_deadlines as (
    select
        contracts.contract_id,
        contracts.customer_id,
        contracts.site_id,
        contracts.manager_id,
        contracts.accepted_on,
        contracts.handover_done_on,
        contracts.documents_missing,
        contracts.maintenance_ends_on,
        contracts.reminded_on,
        coalesce(contracts.renewed, false) as is_renewed,
        contracts.accepted_on + cast(handover.value as integer) as handover_due_on,
        cast(contracts.maintenance_ends_on - to_months(cast(expiry.value as integer)) as date) as remind_by
    from sources.contracts as contracts
    left join facts.policies as handover
        on handover.policy = 'handover_days'
        and contracts.accepted_on >= handover.holds_from and contracts.accepted_on < handover.holds_until
    left join facts.policies as expiry
        on expiry.policy = 'expiry_months'
        and contracts.maintenance_ends_on >= expiry.holds_from and contracts.maintenance_ends_on < expiry.holds_until
)

select
    contracts.contract_id,
    contracts.customer_id,
    contracts.site_id,
    contracts.manager_id,
    contracts.accepted_on,
    contracts.handover_due_on,
    contracts.handover_done_on,
    contracts.documents_missing,
    -- Papers that nobody counted are not known to be complete.
    coalesce(contracts.handover_done_on <= contracts.handover_due_on and contracts.documents_missing = 0, false)
        as is_handed_over_in_time,
    contracts.maintenance_ends_on,
    contracts.remind_by,
    contracts.reminded_on,
    coalesce(contracts.reminded_on <= contracts.remind_by, false) as is_reminded_in_time,
    contracts.is_renewed
from contracts_with_deadlines as contracts
