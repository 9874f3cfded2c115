-- grain: one row per system and day of its maintenance, up to today
with
-- The first day of the log of backups: before it nothing can be said of any system.
log_starts as (
    select min(cast(backups.backed_up_at as date)) as first_day
    from facts.backups as backups
),

system_days as (
    select
        maintenance.site_id,
        maintenance.manager_id,
        cast(
            unnest(
                generate_series(
                    greatest(log_starts.first_day, maintenance.starts_on),
                    least(today.today, maintenance.ends_on),
                    interval 1 day
                )
            ) as date
        ) as day
    from facts.maintenance as maintenance
    cross join log_starts
    cross join ledger.today as today
    where log_starts.first_day is not null
),

-- A day is judged at its end, today as of now.
moments as (
    select
        system_days.site_id,
        system_days.manager_id,
        system_days.day,
        least(cast(system_days.day + 1 as timestamp) - interval 1 microsecond, today.now) as moment
    from system_days
    cross join ledger.today as today
),

good_backups as (
    select site_id, backed_up_at from facts.backups where is_ok
),

restore_tests as (
    select site_id, restore_tested_at from facts.backups where restore_tested_at is not null
)

select
    moments.site_id,
    moments.manager_id,
    moments.day,
    moments.moment,
    good_backups.backed_up_at,
    restore_tests.restore_tested_at,
    coalesce(epoch_us(moments.moment - good_backups.backed_up_at) / 3600e6 <= backup_hours.value, false) as is_backed_up,
    coalesce(
        cast(restore_tests.restore_tested_at as date)
        >= cast(moments.day - to_months(cast(restore_test_months.value as integer)) as date),
        false
    ) as is_restore_tested
from moments
asof left join good_backups
    on good_backups.site_id = moments.site_id and good_backups.backed_up_at <= moments.moment
asof left join restore_tests
    on restore_tests.site_id = moments.site_id and restore_tests.restore_tested_at <= moments.moment
join facts.policies as backup_hours
    on backup_hours.policy = 'backup_hours'
    and moments.day >= backup_hours.holds_from and moments.day < backup_hours.holds_until
join facts.policies as restore_test_months
    on restore_test_months.policy = 'restore_test_months'
    and moments.day >= restore_test_months.holds_from and moments.day < restore_test_months.holds_until
