import { FIRST_DAY, LAST_DAY, type Export, type Size } from "./export.ts";
import { SITES } from "./organisation.ts";
import { withPlanted } from "./planted/plant.ts";
import { rowsByDay } from "./world.ts";

/** Stars by chance: `five`, `four` … are bounds of u in [0, 1); from May 2026 the parcels of DP02 come late and crushed. */
const stars = (facet: string): string => `case
  when u(i, '${facet}') < five then 5 when u(i, '${facet}') < five + 0.16 * (1 - five) / 0.21 then 4
  when u(i, '${facet}') < five + 0.185 * (1 - five) / 0.21 then 3 when u(i, '${facet}') < five + 0.2 * (1 - five) / 0.21 then 2 else 1 end`;

/**
 * View `ratings`: one row per rating, in the order of days; a quarter of the number of tickets, half a million at
 * most. In November 2025 one buyer of DP03 gives five stars again and again.
 */
export function ratingsView({ tickets }: Size): string {
  const count = Math.min(500_000, Math.max(1, Math.round(tickets / 4)));
  return `create view ratings as
  with given as (
    select i, day, number_in_day,
      day between date '2025-11-05' and date '2025-11-25' and u(i, 'brushed') < 0.3 as is_brushed,
      case when is_brushed then 'DP03' when u(i, 'shop') < 0.42 then 'DP01' when u(i, 'shop') < 0.77 then 'DP02' else 'DP03' end as shop_id,
      cast(day as timestamp) + minutes(480 + 900 * u(i, 'rated')) as rated_at,
      shop_id = 'DP02' and day >= date '2026-05-01' as is_crushed,
      case when is_brushed then 1.0 when shop_id = 'DP02' then 0.80 when shop_id = 'DP01' then 0.83 else 0.81 end as five
    from ${rowsByDay("rating_parts", count)}
  ),
  scored as (
    select *, ${stars("description")} as description, ${stars("service")} as service,
      case when is_crushed then pick([5, 5, 5, 5, 4, 4, 3, 3, 2, 2, 1, 1], i, 'logistics') else ${stars("logistics")} end as logistics,
      case when least(logistics, description, service) = 1 then '差评' when least(logistics, description, service) = 2 then '中评' else '好评' end as sentiment
    from given
  )
  select *,
    'PJ' || strftime(day, '%y%m%d') || lpad(cast(number_in_day as varchar), 4, '0') as rating_id,
    case when is_brushed then 'tb_huahua88' else 'tb' || cast(floor(u(i, 'buyer') * ${count * 2}) as bigint) end as buyer_id,
    case when u(i, 'replies') < 0.95 then rated_at + minutes(case when u(i, 'replies') < 0.91 then 10 + 500 * u(i, 'replied') else 2880 end) end as replied
  from scored`;
}

/** Faults by row: 77 has no time; 205 comes twice. */
export const ratingsExport: Export = {
  file: "店铺评价.csv",
  encoding: "utf-8",
  bom: false,
  delimiter: "\t",
  lineEnd: "\n",
  query: `
    with numbered as (select *, row_number() over () as number from ratings),
    -- Unnested in the list and not in FROM, where it would become a join that keeps no order.
    twice as (select *, unnest(case when number = 205 then [1, 2] else [1] end) as copy from numbered),
    described as (
      select rating_id, shop_id, 'DD' || strftime(day - interval 6 days, '%y%m%d') || right(rating_id, 4) as order_id, buyer_id,
        case when number is distinct from 77 then rated_at end as rated_at, description, service, logistics, sentiment,
        case when u(i, 'says') < 0.3 then case when sentiment = '好评' then pick(['不错', '好用，会再来', '包装仔细'], i, 'says/text')
          when is_crushed then pick(['快递慢，还压坏了', '物流一周没动', '箱子破了, 少配件'], i, 'says/text') else pick(['一般', '和图片有差别'], i, 'says/text') end end as comment,
        known(replied) as replied_at, 'DS00' || (1 + i % 5) as agent_id
      from twice
    )
    select rating_id as 评价编号, shop_id as 店铺编号, order_id as 订单编号, buyer_id as 买家昵称, second_text(rated_at) as 评价时间,
      description as 描述相符, service as 服务态度, logistics as 物流服务, sentiment as 评价, comment as 评价内容, second_text(replied_at) as 回复时间,
      agent_id as 工号
    from ${withPlanted("ratings", "described")}`,
};

const categories = SITES.filter((site) => site.category !== "").map((site) => `'${site.category}'`);

/** One row per trade, month and facet. */
export const industryRatingsExport: Export = {
  file: "同行业DSR.csv",
  encoding: "gbk",
  bom: false,
  delimiter: ";",
  lineEnd: "\r\n",
  query: `
    select category as 类目, strftime(month, '%Y年%-m月') as 月份, facet as 维度,
      round(4.70 + 0.04 * u(category || facet, 'level') + 0.02 * u(category || facet || cast(month as varchar), 'mean'), 3) as 行业平均,
      round(4.93 + 0.05 * u(category || facet || cast(month as varchar), 'high'), 3) as 行业最高,
      round(4.20 + 0.20 * u(category || facet || cast(month as varchar), 'low'), 3) as 行业最低
    from unnest([${categories.join(", ")}]) as categories(category),
      unnest(generate_series(timestamp '${FIRST_DAY}', timestamp '${LAST_DAY}', interval 1 month)) as months(month),
      unnest(['描述相符', '服务态度', '物流服务']) as facets(facet)
    order by category, month, facet`,
};
