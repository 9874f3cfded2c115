import type { Export } from "./export.ts";
import { withPlanted } from "./planted/plant.ts";

export const sitesExport: Export = {
  file: "小区与店铺.csv",
  encoding: "utf-8",
  bom: true,
  delimiter: ",",
  lineEnd: "\r\n",
  query: `select site_id as 编号, name as 名称, kind as 类型, region as 区域, company as 公司, manager_id as 责任人,
      nullif(category, '') as 行业, nullif(maintained_until, '') as 维护期至
    from sites order by case kind when '小区' then 1 when '店铺' then 2 when '系统' then 3 when '项目' then 3 when '科室' then 4 else 5 end, site_id`,
};

export const agentsExport: Export = {
  file: "员工.csv",
  encoding: "utf-8",
  bom: false,
  delimiter: ",",
  lineEnd: "\n",
  query: `select agent_id as 工号, name as 姓名, team as 班组, role as 岗位, nullif(leader_id, '') as 上级工号, hired_on as 入职日期,
      nullif(left_on, '') as 离职日期
    from agents order by agent_id`,
};

/** 房号 is a column that the contract does not know. Faults: one customer twice, two blank lines at the end. */
export const customersExport: Export = {
  file: "客户档案.csv",
  encoding: "gbk",
  bom: false,
  delimiter: ",",
  lineEnd: "\r\n",
  query: `
    with described as (
      select row_number() over (order by customer_id) as number, customer_id, name, site_id, manager_id, region, joined_on,
        cast(greatest(joined_on, date '2024-01-01') as timestamp) + minutes(600 + 480 * u(customer_id, 'assigned')) as assigned_at,
        case when u(customer_id, 'reachable') >= 0.03 then phone end as phone,
        case when site_kind in ('系统', '项目') then '大客户' when u(customer_id, 'tier') < 0.03 then '重点客户'
          when u(customer_id, 'tier') < 0.16 or site_kind = '店铺' and u(customer_id, 'tier') < 0.5 then '会员' else '普通' end as tier,
        pick(['A', 'A', 'A', 'B', 'B', 'C', 'D'], customer_id, 'credit') as credit,
        case site_kind when '小区' then case when u(customer_id, 'segment') < 0.08 then '商铺' else '住宅' end when '店铺' then '网店买家'
          when '科室' then '患者' when '网点' then '捐助人' else '企业' end as segment,
        case when site_kind = '小区' then concat_ws('-', 1 + k % 7, 1 + k % 3, 101 + 100 * (k % 17) + k % 2) end as room,
        case when site_kind = '小区' then manager_id else 'KF00' || (1 + k % 8) end as assigned_to,
        case when u(customer_id, 'contact') < 0.98 or joined_on < date '2026-06-01'
          then known(date_trunc('day', assigned_at) + minutes(1440 * floor(1 + 7.3 * pow(u(customer_id, 'contacted'), 2)) + 540 + 480 * u(customer_id, 'called'))) end as first_contact_at,
        -- Cards run for years from the day of joining; none of these ends in the next weeks.
        case when site_kind = '店铺' and u(customer_id, 'tier') < 0.5 then date '2026-10-20' + cast(floor(700 * u(customer_id, 'card')) as integer) end as card_expires_on
      from customers
    )
    select customer_id as 客户编号, name as 姓名, phone as 联系电话, tier as 客户等级, credit as 信用等级, region as 区域, site_id as 小区, segment as 客户分类,
      room as 房号, strftime(joined_on, '%Y/%-m/%-d') as 建档日期, assigned_to as 客服专员, office_text(assigned_at) as 分配时间,
      office_text(first_contact_at) as 首次沟通时间, strftime(card_expires_on, '%Y/%-m/%-d') as 会员卡到期日
    from ${withPlanted("customers", "described")}, unnest(range(case when number = 42 then 2 else 1 end)) as copies(copy)
    order by number nulls last, customer_id`,
  tail: ["", ",,,,,,,,,,,,,"],
};
