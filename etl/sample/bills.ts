import { FIRST_DAY, LAST_DAY, type Export } from "./export.ts";
import { withPlanted } from "./planted/plant.ts";

/** The bank's statement is two days late. */
const LAST_PAYMENT = "2026-08-21";

/**
 * Tables `bills` and `payments`: every household's water and property fee of each month since it moved in, due on
 * the 10th, and what was paid towards them. Households grow with the square root of the tickets, to 24 000 at most,
 * so both can be held.
 */
export const billsTables: string[] = [
  `create table bills as
  with households as (
    select *,
      u(customer_id, 'payer') as payer,
      cast(55 + 90 * u(customer_id, 'area') as decimal(6, 1)) as area
    from customers where site_kind = '小区'
  ),
  charged as (
    select *,
      cast(month as date) as period,
      cast(month as date) + 9 as due_on,
      cast(floor((7 + 13 * u(customer_id, 'thirst')) * (1 + 0.25 * (month(month) in (6, 7, 8, 9))::integer) * (0.8 + 0.4 * u(customer_id, cast(month as varchar)))) as integer) as cubic_metres
    from households, unnest(generate_series(timestamp '${FIRST_DAY}', timestamp '${LAST_DAY}', interval 1 month)) as months(month)
    where joined_on < cast(month as date)
  )
  select
    case fee when '水费' then 'S' else 'W' end || strftime(period, '%y%m') || '-' || customer_id as bill_id,
    customer_id, site_id, manager_id as collector_id, fee as fee_kind, period, due_on, payer,
    case fee when '水费' then cast(cubic_metres * 3.45 as decimal(10, 2)) else cast(area * 2.2 as decimal(10, 2)) end as amount,
    -- 金桂苑 from July 2026: a new property firm takes over and owners hold back the property fee.
    site_id = 'XQ01' and due_on >= date '2026-07-01' and u(customer_id, 'holds back') < 0.45 as is_held_back
  from charged, unnest(['水费', '物业费']) as fees(fee)
  order by period, customer_id, fee_kind`,

  `create table payments as
  with intended as (
    select bill_id, due_on, amount,
      u(bill_id, 'parts') < 0.03 as in_two_parts,
      case
        when is_held_back then case when fee_kind = '水费' and u(bill_id, 'held') < 0.4 then 12 end
        -- 紫荆苑 in the second quarter of 2026, and 锦绣新村 in the autumn of 2025: nobody goes after the money.
        when site_id = 'XQ09' and due_on between date '2026-04-01' and date '2026-06-30' and u(bill_id, 'neglected') < 0.3 then 92 + 20 * u(bill_id, 'delay')
        when site_id = 'XQ02' and due_on between date '2025-09-01' and date '2025-12-31' and u(bill_id, 'neglected') < 0.34 then 125 + 40 * u(bill_id, 'delay')
        when payer < 0.025 then case when u(bill_id, 'chronic') < 0.6 then 100 + 200 * u(bill_id, 'delay') end
        when payer < 0.125 then 4 + 75 * pow(u(bill_id, 'delay'), 1.2)
        -- Paying by WeChat from September 2025 shortens the wait.
        when u(bill_id, 'prompt') < case when due_on >= date '2025-09-01' then 0.42 else 0.34 end then -9 + 9 * u(bill_id, 'delay')
        when u(bill_id, 'prompt') < 0.96 then 1 + 17 * u(bill_id, 'delay')
        else 20 + 45 * u(bill_id, 'delay') end as delay_days
    from bills
  ),
  parts as (
    select bill_id, 1 as part, due_on + cast(floor(delay_days) as integer) as paid_on,
      case when in_two_parts then cast(amount * 0.6 as decimal(10, 2)) else amount end as paid, amount
    from intended where delay_days is not null
    union all
    select bill_id, 2, due_on + cast(floor(delay_days) as integer) + case when u(bill_id, 'second') < 0.9 then 30 else 110 end,
      amount - cast(amount * 0.6 as decimal(10, 2)), amount
    from intended where delay_days is not null and in_two_parts
    union all
    -- Wrongly booked: taken back the next day, paid again after a week.
    select bill_id, part, due_on + cast(floor(delay_days) as integer) + case part when 3 then 1 else 7 end,
      case part when 3 then -amount else amount end, amount
    from intended, unnest([3, 4]) as bookings(part)
    where delay_days is not null and not in_two_parts and u(bill_id, 'reversed') < 0.002
  )
  select bill_id || '/' || part as payment_id, bill_id, paid_on, paid,
    case when paid_on >= date '2025-09-01' then pick(['微信', '微信', '微信', '支付宝', '银行代扣', '前台现金'], bill_id, 'method')
      else pick(['微信', '支付宝', '银行代扣', '银行代扣', '前台现金', '前台现金'], bill_id, 'method') end as method
  from parts where paid_on <= date '${LAST_PAYMENT}'
  order by paid_on, payment_id`,
];

/** Faults by row: 900 is due on 30 February, 1500 has the letter O in its amount, 2100 lacks its customer. */
export const billsExport: Export = {
  file: "应收账单.csv",
  encoding: "gbk",
  bom: false,
  delimiter: ",",
  lineEnd: "\r\n",
  query: `
    with numbered as (
      select *, row_number() over (order by period, customer_id, fee_kind) as number,
        case when is_held_back and fee_kind = '物业费' and u(bill_id, 'disputed') < 0.4 then '是' end as disputed
      from bills
    )
    select bill_id as 账单号, case when number is distinct from 2100 then customer_id end as 户号, site_id as 小区, collector_id as 责任人, fee_kind as 费用类型,
      strftime(period, '%Y%m') as 账期,
      case when number = 900 then '2024-02-30' else cast(due_on as varchar) end as 应缴日期,
      case when number = 1500 then '1,2O6.50' else cast(amount as varchar) end as 应收金额,
      disputed as 争议
    from ${withPlanted("bills", "numbered")} order by number nulls last, bill_id`,
};

/** Faults by row: 333 has no day of payment that exists, 1200 comes twice, blank lines at the end. */
export const paymentsExport: Export = {
  file: "实收流水.csv",
  encoding: "gbk",
  bom: false,
  delimiter: "|",
  lineEnd: "\n",
  query: `
    with numbered as (select *, row_number() over (order by paid_on, payment_id) as number from payments)
    select payment_id as 流水号, bill_id as 账单号,
      case when number = 333 then '2024/13/5' else strftime(paid_on, '%Y/%-m/%-d') end as 实收日期,
      cast(paid as varchar) as 实收金额, method as 收款方式
    from ${withPlanted("payments", "numbered")}, unnest(range(case when number = 1200 then 2 else 1 end)) as copies(copy)
    order by number nulls last, payment_id`,
  tail: ["", ""],
};
