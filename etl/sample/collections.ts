import { LAST_DAY, type Export } from "./export.ts";
import { withPlanted } from "./planted/plant.ts";

/**
 * Table `collections`: who is over three months in arrears as a month begins gets a notice on the door or a visit in
 * it, nearly always; who is over one month, often a call or a text. Grows with the households.
 */
export const collectionsTable = `create table collections as
  with settled as (
    select bill_id, min(paid_on) filter (paid_after >= amount) as settled_on
    from (select bill_id, paid_on, sum(paid) over (partition by bill_id order by paid_on, payment_id) as paid_after from payments)
    join (select bill_id, amount from bills) using (bill_id)
    group by bill_id
  ),
  late as (
    select customer_id, site_id, collector_id, date_trunc('month', due_on) as due_month,
      coalesce(settled_on, date '9999-12-31') as settled_on
    from bills left join settled using (bill_id)
    where coalesce(settled_on, date '9999-12-31') > due_on + 45
  ),
  months as (
    select customer_id, site_id, collector_id, month, max(date_diff('month', due_month, month)) as months
    from late, unnest(generate_series(due_month + interval 2 months, least(cast(settled_on as timestamp), timestamp '${LAST_DAY}'), interval 1 month)) as months(month)
    group by customer_id, site_id, collector_id, month
  ),
  attempts as (
    select *, customer_id || strftime(month, '%y%m') as chance,
      case when months >= 4 then u(chance, 'notice') < 0.955 else u(chance, 'reminder') < 0.55 end as is_made,
      case when months >= 15 and u(chance, 'letter') < 0.1 then '律师函'
        when months >= 4 then pick(['贴单', '贴单', '贴单', '上门'], chance, 'method') else pick(['电话', '电话', '短信'], chance, 'method') end as method,
      cast(month as timestamp) + minutes(1440 * floor(1 + 19 * u(chance, 'day')) + 525 + 560 * u(chance, 'minute')) as collected_at
    from months
  )
  select 'CS' || strftime(collected_at, '%y%m%d') || '-' || customer_id as collection_id, customer_id, site_id, collector_id, collected_at, method,
    case when u(chance, 'promises') < 0.3 then cast(collected_at as date) + cast(floor(4 + 12 * u(chance, 'promised')) as integer) end as promise_on
  from attempts where is_made and collected_at <= last_moment()
  order by collected_at, customer_id`;

/** Faults by row: 15 is on 31 September, 40 comes twice; one blank line at the end. */
export const collectionsExport: Export = {
  file: "催收记录.csv",
  encoding: "gbk",
  bom: false,
  delimiter: ",",
  lineEnd: "\r\n",
  query: `
    with numbered as (select *, row_number() over (order by collected_at, customer_id) as number from collections)
    select collection_id as 催收编号, customer_id as 户号, site_id as 小区, collector_id as 催收员,
      case when number = 15 then '2024/9/31 10:20' else office_text(collected_at) end as 催收时间, method as 催收方式,
      strftime(promise_on, '%Y/%-m/%-d') as 承诺缴费日期
    from ${withPlanted("collections", "numbered")}, unnest(range(case when number = 40 then 2 else 1 end)) as copies(copy)
    order by number nulls last, collection_id`,
  tail: [",,,,,,"],
};
