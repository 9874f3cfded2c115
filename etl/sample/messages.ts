import { FIRST_DAY, LAST_DAY, type Export } from "./export.ts";
import { withPlanted } from "./planted/plant.ts";

/**
 * Table `messages`: two batches a month, a text to households and a mail to all others, each to about a third of them.
 * What failed is sent once more. In March 2026 the mail took 23 hours. Grows with the customers.
 */
export const messagesTable = `create table messages as
  with batches as (
    select channel, letter || strftime(month, '%y%m') as batch_id,
      cast(month as timestamp) + minutes(1440 * cast(letter = 'YJ' as integer) * 12 + 1440 * floor(3 + 4 * u(batch_id, 'batch/day')) + 545) as starts_at,
      60 * case when letter = 'DX' then 1 + 2.5 * u(batch_id, 'batch/span') when batch_id = 'YJ2603' then 23.4 else 9 + 8 * u(batch_id, 'batch/span') end as span
    from (values ('短信', 'DX'), ('邮件', 'YJ')) as channels(channel, letter),
      unnest(generate_series(timestamp '${FIRST_DAY}', timestamp '${LAST_DAY}', interval 1 month)) as months(month)
  ),
  sent as (
    select batch_id, channel, customer_id, batch_id || customer_id as chance,
      case when channel = '短信' then phone else lower(customer_id) || '@example.com' end as recipient,
      substr(md5(batch_id), 1, 10) as content_hash,
      date_trunc('hour', starts_at) as scheduled_at,
      starts_at + seconds(60 * span * u(chance, 'sent')) as sent_at,
      u(chance, 'failed') < 0.02 as failed
    from batches, customers
    where (channel = '短信') = (site_kind = '小区') and joined_on < cast(starts_at as date) and u(chance, 'addressed') < 0.35
      and (channel <> '短信' or u(customer_id, 'reachable') >= 0.03)
  ),
  tries as (
    select chance as message_id, * exclude (chance, failed), case when failed then '失败' else '成功' end as status from sent
    union all
    select chance || 'R', * exclude (chance, failed) replace (sent_at + seconds(4000 + 6000 * u(chance, 'again')) as sent_at), '成功' from sent where failed
  )
  select * from tries order by sent_at, message_id`;

/** Faults by row: 90 has no recipient, 200 comes twice; one blank line at the end. */
export const messagesExport: Export = {
  file: "短信与邮件群发.csv",
  encoding: "utf-8",
  bom: false,
  delimiter: "|",
  lineEnd: "\n",
  query: `
    with numbered as (select *, row_number() over (order by sent_at, message_id) as number from messages)
    select message_id as 消息编号, batch_id as 批次号, channel as 渠道, case when number is distinct from 90 then recipient end as 收件人, content_hash as 内容摘要,
      minute_text(scheduled_at) as 预约时间, second_text(sent_at) as 发送时间, status as 状态
    from ${withPlanted("messages", "numbered")}, unnest(range(case when number = 200 then 2 else 1 end)) as copies(copy)
    order by number nulls last, message_id`,
  tail: [""],
};
