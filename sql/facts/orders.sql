-- grain: one row per order of a shop, from the inquiry on; an inquiry without an order is a row too
select
    orders.order_id,
    orders.shop_id as site_id,
    orders.customer_id,
    orders.agent_id,
    orders.inquired_at,
    orders.placed_at,
    orders.paid_at,
    orders.amount,
    orders.promised_ship_at,
    orders.shipped_at,
    orders.exception,
    orders.customer_notified_at,
    orders.follow_up_at,
    -- Until then the customer may pay without being asked.
    orders.placed_at + to_seconds(unpaid_hours.value * 3600) as follow_up_due_at,
    orders.return_requested_at,
    orders.return_kind,
    orders.return_reason,
    orders.return_closed_at,
    epoch_us(orders.return_closed_at - orders.return_requested_at) / 3600e6 as return_hours,
    orders.refund_amount,
    -- An order on which nobody noted a dispute had none.
    coalesce(orders.dispute, false) as has_dispute
from sources.orders as orders
left join facts.policies as unpaid_hours
    on unpaid_hours.policy = 'unpaid_hours'
    and cast(orders.placed_at as date) >= unpaid_hours.holds_from
    and cast(orders.placed_at as date) < unpaid_hours.holds_until
