import { LAST_DAY, type Export } from "./export.ts";
import { withPlanted } from "./planted/plant.ts";

const CONTRACTS = 150;

/**
 * Table `contracts`: one project after the other, from 2022 on, for the customers of the IT desk; two years of free
 * maintenance each, nearly all handed over in two weeks and reminded of three months before the end. The first three
 * are the systems themselves.
 */
export const contractsTable = `create table contracts as
  with numbered as (
    select n, 'HT' || strftime(accepted_on, '%y%m') || '-' || lpad(cast(n as varchar), 3, '0') as contract_id, accepted_on,
      'XT0' || cast(1 + cast(floor(u(n, 'contract/system') * 3) as integer) as varchar) as site_id
    from (
      select n, date '2022-06-06' + cast(floor((n + 0.7 * u(n, 'contract/accepted')) * ${1530 / CONTRACTS}) as integer) as accepted_on
      from range(1, ${CONTRACTS}) as numbers(n)
    )
    union all
    select n, id, accepted_on, site_id from (values
      (-3, 'HT2203-901', date '2022-03-28', 'XT01'), (-2, 'HT2210-902', date '2022-10-28', 'XT02'), (-1, 'HT2312-903', date '2023-12-29', 'XT03')) as systems(n, id, accepted_on, site_id)
  ),
  handed as (
    select numbered.*, customer_prefix,
      accepted_on + cast(floor(case when u(n, 'contract/late') < 0.05 then 15 + 12 * u(n, 'contract/handed') else 4 + 10 * u(n, 'contract/handed') end) as integer) as handover_done_on,
      case when n < 0 then cast(maintained_until as date) else accepted_on + interval 2 years - interval 1 day end as ends_on
    from numbered join (select site_id, customer_prefix, maintained_until from sites) using (site_id)
  )
  select n, contract_id, site_id, customer_prefix || '000' || cast(1 + n % 2 + 2 * (n < 0)::integer as varchar) as customer_id,
    accepted_on, accepted_on - 26 - cast(floor(9 * u(n, 'contract/started')) as integer) as handover_started_on,
    known_day(handover_done_on) as handover_done_on,
    case when handover_done_on <= date '${LAST_DAY}' then case when u(n, 'contract/papers') < 0.04 then 1 + cast(floor(3 * u(n, 'contract/missing')) as integer) else 0 end end as documents_missing,
    cast(ends_on as date) as maintenance_ends_on,
    known_day(cast(ends_on - to_days(cast(floor(case when u(n, 'contract/forgets') < 0.04 then 40 + 40 * u(n, 'contract/reminded') else 93 + 25 * u(n, 'contract/reminded') end) as integer)) as date)) as reminded_on,
    case when ends_on <= date '${LAST_DAY}' then u(n, 'contract/renewed') < 0.72 end as renewed
  from handed
  order by accepted_on, contract_id`;

export const contractsExport: Export = {
  file: "维护合同与移交.csv",
  encoding: "gbk",
  bom: false,
  delimiter: ";",
  lineEnd: "\r\n",
  query: `
    select contract_id as 合同编号, customer_id as 客户编号, site_id as 系统, 'XX001' as 负责人, accepted_on as 终验日期,
      handover_started_on as 售后介入日期, handover_done_on as 移交完成日期, documents_missing as 缺失文档数,
      maintenance_ends_on as 维护期满日期, reminded_on as 期满提醒日期, case renewed when true then '是' when false then '否' end as 已续约
    from ${withPlanted("contracts", "contracts")} order by accepted_on, contract_id`,
};
