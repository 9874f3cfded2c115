import type { Size } from "../export.ts";
import { factQuery, planted } from "./fact.ts";
import { atScale, JULY, JUNE, onDay, QUIET, revisits, rounds, turns } from "./patterns.ts";
import type { Planting } from "./planting.ts";

/** Ways of one person that others have not: in a burst, word for word, all fives, on round numbers. */
export function habitsPlanting({ tickets }: Size): Planting {
  // Invented sales are one order in sixty, so that they show at any size.
  const sales = Math.max(320, Math.ceil(Math.min(1_500_000, 0.75 * tickets) / 60));
  return {
    plants: [
      {
        source: "surveys",
        queries: [
          // Not by telephone: nobody is called at that hour.
          revisits({
            plant: "last hours of the month",
            agent: "KF007",
            prefix: "260731",
            count: atScale(34, tickets),
            method: "pick(['短信', '在线'], survey_id, 'method')",
            at: "timestamp '2026-07-31 20:47' + minutes(185 * u(survey_id, 'visited'))",
          }),
          revisits({
            plant: "one remark",
            agent: "KF005",
            prefix: "260600",
            count: atScale(34, tickets),
            comment: "'客户对本次上门服务表示非常满意，没有其他意见和建议。'",
            at: "timestamp '2026-06-01' + minutes(1440 * floor(29 * u(survey_id, 'day')) + 545 + 160 * u(survey_id, 'visited'))",
          }),
          revisits({
            plant: "all fives",
            agent: "KF006",
            prefix: "260700",
            count: atScale(36, tickets),
            site: "'XQ05'",
            score: "5",
            at: "timestamp '2026-07-01' + minutes(1440 * floor(30 * u(survey_id, 'day')) + 850 + 330 * u(survey_id, 'visited'))",
          }),
          revisits({
            plant: "on the five minutes",
            agent: "KF008",
            prefix: "260800",
            count: atScale(44, tickets),
            at: "timestamp '2026-08-01' + minutes(1440 * floor(22 * u(survey_id, 'day')) + 545 + 5 * floor(32 * u(survey_id, 'visited')))",
          }),
        ],
      },
      {
        source: "inspections",
        queries: [
          rounds({
            plant: "too fast",
            agent: "WX1005",
            prefix: "260617",
            count: 9,
            site: `${QUIET}[1 + n]`,
            at: "timestamp '2026-06-17 14:03' + minutes(3.4 * n + 0.5 * u(inspection_id, 'when'))",
            minutes: "14 + floor(24 * u(inspection_id, 'minutes'))",
          }),
          rounds({
            plant: "always 26 minutes",
            agent: "WX2005",
            prefix: "260701",
            count: 46,
            site: "case n % 2 when 0 then 'XQ04' else 'XQ06' end",
            at: onDay(
              JULY,
              "n // 2",
              "case n % 2 when 0 then 530 + 150 * u(inspection_id, 'when') else 830 + 200 * u(inspection_id, 'when') end",
            ),
            minutes: "26",
          }),
          rounds({
            plant: "on the five minutes",
            agent: "WX1004",
            prefix: "260601",
            count: 44,
            site: "case n % 2 when 0 then 'XQ03' else 'XQ07' end",
            at: onDay(
              JUNE,
              "n // 2",
              "case n % 2 when 0 then 530 + 150 * u(inspection_id, 'when') else 830 + 200 * u(inspection_id, 'when') end",
            ),
            minutes: "15 + 5 * floor(9 * u(inspection_id, 'minutes'))",
          }),
        ],
      },
      { source: "shifts", queries: [turns("WX1004", JUNE), turns("WX1005", JUNE), turns("WX2005", JULY)] },
      {
        source: "orders",
        queries: [
          // Sold to nobody: all at prices that begin with a high digit.
          `select 'invented sales' as plant, order_id, 'DP03' as shop_id, 'DS005' as agent_id, placed_at, paid_at, cast(68 + 31.9 * u(order_id, 'price') as decimal(10, 2)) as amount,
             paid_at + interval 48 hours as promised_ship_at, shipped_at, shipped_at + interval 96 hours as promised_delivery_at,
             shipped_at + minutes(1300 + 2900 * u(order_id, 'travels')) as delivered_at, '正常' as exception
           from (
             select order_id, placed_at, placed_at + minutes(1 + 6 * u(order_id, 'pays')) as paid_at, placed_at + minutes(120 + 2300 * u(order_id, 'ships')) as shipped_at
             from (
               select 'DD2511' || lpad(cast(5 + n % 20 as varchar), 2, '0') || '8' || lpad(cast(n as varchar), 5, '0') as order_id,
                 timestamp '2025-11-05' + minutes(1440 * (n % 20) + 480 + 900 * u(order_id, 'placed')) as placed_at
               from range(${sales}) as numbers(n)
             )
           )`,
        ],
      },
    ],
    facts: FACTS,
  };
}

const FACTS = [
  factQuery({
    layer: "authenticity",
    id: "back_filled",
    source: "surveys",
    keys: planted("surveys", "last hours of the month"),
    agent: "KF007",
    month: "2026-07-01",
    zh: "KF007 在 7 月 31 日 20:47 以后三个小时里记了一批回访",
    en: "KF007 wrote down a batch of revisits in the three hours after 20:47 on 31 July",
  }),
  factQuery({
    layer: "authenticity",
    id: "back_filled",
    source: "inspections",
    keys: planted("inspections", "too fast"),
    agent: "WX1005",
    month: "2026-06-01",
    zh: "WX1005 在 6 月 17 日半小时里巡查了九个小区，每处相隔三四分钟",
    en: "WX1005 went round nine communities in half an hour on 17 June, three or four minutes apart",
  }),
  factQuery({
    layer: "authenticity",
    id: "copy_paste",
    source: "surveys",
    keys: planted("surveys", "one remark"),
    agent: "KF005",
    month: "2026-06-01",
    zh: "KF005 六月的回访意见一字不差",
    en: "KF005's revisits of June have the same remark, word for word",
  }),
  factQuery({
    layer: "authenticity",
    id: "copy_paste",
    source: "appraisals",
    keys: `select appraisal_id as key from appraisals where assessor_id = 'DS001' and month between date '2026-03-01' and date '2026-07-01'`,
    agent: "DS001",
    month: "2026-07-01",
    zh: "三月到七月，DS001 给组里每个人的四项评分都是 92、90、91、95",
    en: "From March to July DS001 gave everybody of the team 92, 90, 91 and 95",
  }),
  factQuery({
    layer: "authenticity",
    id: "too_perfect",
    source: "surveys",
    keys: `${planted("surveys", "all fives")} union
        select survey_id as key from surveys where agent_id = 'KF006' and site_id = 'XQ05' and score = 5
          and visited_at between timestamp '2026-07-01' and timestamp '2026-07-31 23:59:00'`,
    site: "XQ05",
    agent: "KF006",
    month: "2026-07-01",
    zh: "KF006 七月在滨河家园回访的评分全是 5 分",
    en: "KF006's scores at 滨河家园 in July are all 5",
  }),
  factQuery({
    layer: "authenticity",
    id: "too_perfect",
    source: "inspections",
    keys: planted("inspections", "always 26 minutes"),
    agent: "WX2005",
    month: "2026-07-01",
    zh: "WX2005 七月的 46 次巡查都用时 26 分钟",
    en: "WX2005's 46 rounds of July all took 26 minutes",
  }),
  factQuery({
    layer: "authenticity",
    id: "digit_heaping",
    source: "inspections",
    keys: planted("inspections", "on the five minutes"),
    agent: "WX1004",
    month: "2026-06-01",
    zh: "WX1004 六月的 44 次巡查用时都是 5 的倍数",
    en: "WX1004's 44 rounds of June all took a multiple of five minutes",
  }),
  factQuery({
    layer: "authenticity",
    id: "digit_heaping",
    source: "surveys",
    keys: planted("surveys", "on the five minutes"),
    agent: "KF008",
    month: "2026-08-01",
    zh: "KF008 八月回访时间的分钟数都以 0 或 5 结尾",
    en: "The minutes of KF008's revisits of August all end in 0 or 5",
  }),
  factQuery({
    layer: "authenticity",
    id: "digit_heaping",
    source: "orders",
    keys: planted("orders", "invented sales"),
    site: "DP03",
    agent: "DS005",
    month: "2025-11-01",
    zh: "清源绿植小店 2025 年 11 月由 DS005 接待的一批订单，金额首位数字都是 6 到 9，不合本福特定律",
    en: "Orders of DP03 under DS005 in November 2025 whose amounts all begin with 6 to 9, against Benford's law",
  }),
];
