import { literal } from "../export.ts";
import { factQuery, planted } from "./fact.ts";
import type { Planting } from "./planting.ts";

type Person = {
  plant: string;
  /** Numbers from 9001 on, which no other customer has. */
  id: string;
  site: string;
  name: string;
  tier: string;
  segment: string;
  joined?: string;
  assigned?: string;
  contacted?: string;
  card?: string;
  /** Whose telephone number it is; by default their own. */
  phoneOf?: string;
};

/* prettier-ignore */
const PEOPLE: Person[] = [
  { plant: "arrears", id: "0039001", site: "XQ03", name: "邓国庆", tier: "普通", segment: "住宅" },
  { plant: "arrears", id: "0039002", site: "XQ03", name: "冯秀兰", tier: "普通", segment: "住宅" },
  { plant: "arrears", id: "0039003", site: "XQ03", name: "曾建华", tier: "普通", segment: "住宅" },
  { plant: "arrears", id: "0039004", site: "XQ03", name: "卢玉梅", tier: "普通", segment: "商铺" },
  { plant: "new customer", id: "0049001", site: "XQ04", name: "许佳怡", tier: "普通", segment: "住宅", joined: "2026-08-20", assigned: "2026-08-20 10:12" },
  { plant: "new customer", id: "0049002", site: "XQ04", name: "沈浩然", tier: "普通", segment: "住宅", joined: "2026-08-11", assigned: "2026-08-11 16:41" },
  { plant: "contacted customer", id: "0049003", site: "XQ04", name: "苏雪", tier: "普通", segment: "住宅", joined: "2026-08-18", assigned: "2026-08-18 11:07", contacted: "2026-08-20 09:36" },
  { plant: "card expires", id: "M19001", site: "DP01", name: "潘春梅", tier: "会员", segment: "网店买家", card: "2026-09-05" },
  { plant: "card expires", id: "M29001", site: "DP02", name: "任立军", tier: "会员", segment: "网店买家", card: "2026-09-19" },
  { plant: "card runs on", id: "M19002", site: "DP01", name: "姜晓燕", tier: "会员", segment: "网店买家", card: "2026-10-08" },
  { plant: "one telephone", id: "0059001", site: "XQ05", name: "钱海涛", tier: "普通", segment: "住宅" },
  { plant: "one telephone", id: "0099001", site: "XQ09", name: "陆丹", tier: "普通", segment: "住宅", phoneOf: "0059001" },
  { plant: "one telephone", id: "M39001", site: "DP03", name: "范磊", tier: "会员", segment: "网店买家", card: "2027-11-02", phoneOf: "0059001" },
  { plant: "one telephone of two", id: "P19001", site: "KS01", name: "石桂英", tier: "普通", segment: "患者" },
  { plant: "one telephone of two", id: "P29001", site: "KS02", name: "龙宇航", tier: "普通", segment: "患者", phoneOf: "P19001" },
  { plant: "visited customer", id: "Q19001", site: "XT01", name: "清河区水务站", tier: "大客户", segment: "企业" },
  { plant: "visited customer", id: "Q29001", site: "XT02", name: "东城物业分公司", tier: "大客户", segment: "企业" },
];

const text = (value: string | undefined): string => (value === undefined ? "cast(null as varchar)" : literal(value));

const people = PEOPLE.map(({ plant, id, site, name, tier, segment, joined, assigned, contacted, card, phoneOf }) => {
  const isNew = joined !== undefined;
  return `(${[
    plant,
    id,
    site,
    name,
    tier,
    segment,
    joined ?? "2019-05-06",
    assigned ?? "2024-01-02 10:17",
    isNew ? contacted : "2024-01-04 14:26",
    card,
    phoneOf ?? id,
    PEOPLE.find((person) => person.id === (phoneOf ?? id))?.site,
  ]
    .map(text)
    .join(", ")})`;
});

const PEOPLE_QUERY = `
  select plant, customer_id, people.site_id, people.name, tier, 'B' as credit, segment, own.region, cast(joined_on as date) as joined_on,
    case own.kind when '小区' then own.manager_id else 'KF001' end as assigned_to, cast(assigned_at as timestamp) as assigned_at,
    cast(first_contact_at as timestamp) as first_contact_at, cast(card_expires_on as date) as card_expires_on,
    phone_of(phones.site_number, cast(right(phone_of, 4) as integer)) as phone
  from (values ${people.join(", ")}) as people(plant, customer_id, site_id, name, tier, segment, joined_on, assigned_at, first_contact_at,
    card_expires_on, phone_of, phone_site)
  join sites as own on own.site_id = people.site_id
  join sites as phones on phones.site_id = people.phone_site`;

/** Customers of the worklists, of one telephone number under several names, and messages sent twice. */
export const customersPlanting: Planting = {
  plants: [
    { source: "customers", queries: [PEOPLE_QUERY] },
    {
      source: "visits",
      /* prettier-ignore */
      rows: [
        { plant: "to be visited", visit_id: "BF2608-Q19001", customer_id: "Q19001", agent_id: "GL009", planned_on: "2026-08-18" },
        { plant: "to be visited", visit_id: "BF2608-Q29001", customer_id: "Q29001", agent_id: "XX002", planned_on: "2026-08-27" },
        { plant: "visited", visit_id: "BF2608-Q29001B", customer_id: "Q29001", agent_id: "XX002", planned_on: "2026-08-12", visited_on: "2026-08-13", method: "当面", result: "收据打印已恢复，希望月底前导出明细" },
        { plant: "planned before", visit_id: "BF2607-Q19001", customer_id: "Q19001", agent_id: "GL009", planned_on: "2026-07-20" },
      ],
    },
    {
      source: "messages",
      queries: [
        `select 'sent twice' as plant, message_id || 'C' as message_id, batch_id, channel, recipient, content_hash, scheduled_at,
           sent_at + seconds(1900 + 3600 * u(message_id, 'once more')) as sent_at, status
         from messages where batch_id = 'DX2608' and status = '成功' and message_id not like '%R' order by message_id limit 12`,
      ],
    },
  ],
  facts: [
    factQuery({
      layer: "worklists",
      id: "new_customers",
      source: "customers",
      keys: planted("customers", "new customer"),
      zh: "望江小区两户：一户 8 月 20 日分配、还没沟通，一户 8 月 11 日分配、已过七天",
      en: "Two households of 望江小区: one assigned on 20 August and not contacted, one past its seven days",
    }),
    factQuery({
      layer: "worklists",
      id: "new_customers",
      expected: "absent",
      source: "customers",
      keys: planted("customers", "contacted customer"),
      zh: "8 月 18 日分配，20 日已沟通",
      en: "Assigned on 18 August and contacted on the 20th",
    }),
    factQuery({
      layer: "worklists",
      id: "cards_expiring",
      source: "customers",
      keys: planted("customers", "card expires"),
      complete: true,
      zh: "两张会员卡在 9 月 5 日和 19 日到期；其余的都在 10 月以后",
      en: "Two cards end on 5 and 19 September; all others later than October",
    }),
    factQuery({
      layer: "worklists",
      id: "cards_expiring",
      expected: "absent",
      source: "customers",
      keys: planted("customers", "card runs on"),
      zh: "10 月 8 日到期，超过 30 天",
      en: "Ends on 8 October, in more than 30 days",
    }),
    factQuery({
      layer: "worklists",
      id: "visits_planned",
      source: "visits",
      keys: planted("visits", "to be visited"),
      zh: "两次 8 月的拜访没有做：一次已过计划日，一次在 27 日",
      en: "Two visits of August not made: one past its day, one planned for the 27th",
    }),
    factQuery({
      layer: "worklists",
      id: "visits_planned",
      expected: "absent",
      source: "visits",
      keys: `${planted("visits", "visited")} union all ${planted("visits", "planned before")}`,
      zh: "一次 8 月已拜访；一次计划在 7 月",
      en: "One of August was made; one was planned for July",
    }),
    factQuery({
      layer: "authenticity",
      id: "duplicate_person",
      source: "customers",
      keys: planted("customers", "one telephone"),
      zh: "两户业主和一位网店会员留了同一个电话",
      en: "Two households and a shop's member with one telephone number",
    }),
    factQuery({
      layer: "authenticity",
      id: "duplicate_person",
      source: "customers",
      keys: planted("customers", "one telephone of two"),
      zh: "两位患者留了同一个电话",
      en: "Two patients with one telephone number",
    }),
    factQuery({
      layer: "authenticity",
      id: "duplicate_person",
      source: "messages",
      keys: planted("messages", "sent twice"),
      month: "2026-08-01",
      zh: "2026 年 8 月短信批次 DX2608 里，有的号码收到两次；失败后重发的不算",
      en: "Batch DX2608 reached some numbers twice; those sent again after a failure do not count",
    }),
  ],
};
