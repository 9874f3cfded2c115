-- grain: one row per bill
select
    bills.bill_id,
    bills.customer_id,
    bills.site_id,
    bills.collector_id,
    bills.fee_kind,
    -- Exports without a bill date: the month it is for, else the day it is due.
    coalesce(bills.period, bills.due_on) as billed_on,
    bills.due_on,
    bills.settled_on,
    bills.amount
from sources.bills as bills
