-- grain: one row per bill; late fees are left out: they count neither as due nor as paid
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
    -- A negative bill (减免, 红冲) is a line of its own: it lowers what is due of its own period.
    bills.amount,
    coalesce(bills.disputed, false) as is_disputed
from sources.bills as bills
where bills.fee_kind is distinct from 'late_fee'
