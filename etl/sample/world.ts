import { FIRST_DAY, LAST_DAY, listLiteral, literal, type Size } from "./export.ts";
import { AGENTS, NAME_PARTS, SITES } from "./organisation.ts";

/** A day's share of the year is found by dividing all rows into this many equal parts, each with its day. */
const PARTS = 65536;

/**
 * Statements that make what all exports draw on: chance, the calendar with its seasons, sites, agents, customers.
 * Nothing here grows with the tickets but the customers, by their square root.
 */
export function worldStatements({ tickets, seed }: Size): string[] {
  return [...chance(seed), ...calendar(), sites(tickets), siteParts(), agents(), customers()];
}

/**
 * Chance is a hash of what is being decided and for which row, so that any row can be made again by itself, in any
 * order and on any number of threads. It is hashed twice: DuckDB's hash of several values is one value's hash xored
 * with the next one's, which leaves two decisions about one row dependent.
 */
function chance(seed: number): string[] {
  return [
    `create macro u(row_id, decision) as
       cast(hash(hash(row_id, decision, ${seed})) >> 11 as double) / 9007199254740992.0`,
    `create macro z(row_id, decision) as
       sqrt(-2 * ln(1 - u(row_id, decision))) * cos(6.283185307179586 * u(row_id, decision || '/angle'))`,
    `create macro pick(choices, row_id, decision) as
       choices[1 + cast(floor(u(row_id, decision) * len(choices)) as integer)]`,
    `create macro minutes(n) as to_seconds(60 * cast(floor(n) as bigint))`,
    `create macro seconds(n) as to_seconds(cast(floor(n) as bigint))`,
    `create macro last_moment() as timestamp '${LAST_DAY} 23:59:00'`,
    // What has not happened by the last moment is not in any export.
    `create macro known(moment) as case when moment <= last_moment() then moment end`,
    `create macro known_day(day) as case when day <= date '${LAST_DAY}' then day end`,
    `create macro minute_text(moment) as strftime(moment, '%Y-%m-%d %H:%M')`,
    `create macro second_text(moment) as strftime(moment, '%Y-%m-%d %H:%M:%S')`,
    // As spreadsheets write it: 2026/8/3 9:05.
    `create macro office_text(moment) as strftime(moment, '%Y/%-m/%-d %-H:%M')`,
    // No mobile number begins with 100: none of these can be anybody's. Two halves, each shifted by what the other says,
    // so that no two numbers of customers give the same.
    `create macro phone_high(site_number, k) as (site_number + cast(floor(10000 * u(k, 'phone')) as integer)) % 10000`,
    `create macro phone_of(site_number, k) as '100' || lpad(cast(phone_high(site_number, k) as varchar), 4, '0')
       || lpad(cast((k + cast(floor(10000 * u(phone_high(site_number, k), 'phone/low')) as integer)) % 10000 as varchar), 4, '0')`,
    `create macro surnames() as ${listLiteral(NAME_PARTS.surnames)}`,
    `create macro given_names() as ${listLiteral(NAME_PARTS.given)}`,
  ];
}

/** Seasons: frost and heat break pipes, festivals empty the town, shops live from 11.11, 12.12 and 6.18. */
function calendar(): string[] {
  return [
    `create table days as
     select
       day,
       case month(day) when 1 then 1.0 when 12 then 0.9 when 2 then 0.6 when 7 then 0.8 when 8 then 0.7 when 6 then 0.5
         when 11 then 0.3 else 0.1 end as strain,
       day between date '2025-01-26' and date '2025-02-04' or day between date '2026-02-14' and date '2026-02-23' as is_new_year,
       day between date '2024-10-01' and date '2024-10-07' or day between date '2025-10-01' and date '2025-10-07' as is_october,
       (case when isodow(day) = 7 then 0.52 when isodow(day) = 6 then 0.66 when isodow(day) = 1 then 1.14 else 1.0 end)
         * (1 + 0.35 * strain)
         * (case when is_new_year then 0.35 when is_october then 0.6 else 1.0 end)
         * (1 + 0.04 * date_diff('day', date '${FIRST_DAY}', day) / 365.0)
         * (0.9 + 0.2 * u(day, 'mood')) as ticket_weight,
       (case when is_new_year then 0.3 else 1.0 end)
         * (case when day - interval 4 days between make_date(year(day), 11, 9) and make_date(year(day), 11, 14) then 3.0
              when day - interval 4 days between make_date(year(day), 12, 11) and make_date(year(day), 12, 14) then 2.0
              when day - interval 4 days between make_date(year(day), 6, 16) and make_date(year(day), 6, 20) then 2.2
              else 1.0 end)
         * (0.85 + 0.3 * u(day, 'shops')) as rating_weight,
      -- Days on which offices work; the desks, the fitters and the clinic work on others too.
      day in (date '2024-09-14', date '2024-09-29', date '2024-10-12', date '2025-01-26', date '2025-02-08', date '2025-04-27',
        date '2025-09-28', date '2025-10-11', date '2026-01-04', date '2026-02-14', date '2026-02-28', date '2026-05-09')
        or isodow(day) <= 5 and not is_october and not is_new_year as is_workday
     from (select unnest(generate_series(date '${FIRST_DAY}', date '${LAST_DAY}', interval 1 day))::date as day)
     order by day`,
    dayParts("ticket_parts", "ticket_weight"),
    dayParts("rating_parts", "rating_weight"),
  ];
}

/** part 0 … PARTS-1 in the order of days, each day with as many parts as it has weight; `first_part` of its day. */
function dayParts(table: string, weight: string): string {
  return `create table ${table} as
    with shares as (
      select day, strain,
        sum(${weight}) over (order by day rows between unbounded preceding and current row) / sum(${weight}) over () as through
      from days
    ),
    bounds as (
      select day, strain, cast(round(coalesce(lag(through) over (order by day), 0) * ${PARTS}) as bigint) as first_part,
        cast(round(through * ${PARTS}) as bigint) as next_part
      from shares
    )
    select part, day, strain, first_part from bounds, unnest(range(first_part, next_part)) as parts(part)`;
}

/**
 * FROM clause that gives rows 0 … count-1 in the order of their days, with day, strain and the row's number in its
 * day. A join by equality keeps the order of range() and both threads busy; a join by inequality does neither.
 */
export function rowsByDay(table: string, count: number): string {
  return `(
    select i, parts.day, parts.strain,
      i - cast(ceil(parts.first_part * ${count} / ${PARTS}) as bigint) + 1 as number_in_day
    from range(${count}) as rows(i)
    join ${table} as parts on parts.part = i * ${PARTS} // ${count}
  )`;
}

function sites(tickets: number): string {
  const growth = Math.sqrt(tickets / 6000);
  const rows = SITES.map((site, index) => {
    const customers = Math.min(2000, Math.max(2, Math.round(site.customers * growth)));
    const texts = [site.id, site.name, site.kind, site.region, site.company, site.manager, site.category];
    return `(${[...texts, site.maintainedUntil, site.customerPrefix].map(literal).join(", ")}, ${site.ticketShare}, ${customers}, ${index})`;
  });
  return `create table sites as select * from (values ${rows.join(",\n")}) as sites(site_id, name, kind, region, company,
    manager_id, category, maintained_until, customer_prefix, ticket_share, customers, site_number)`;
}

/** slot 0 … 999: which site a ticket belongs to. */
function siteParts(): string {
  return `create table site_slots as
    with bounds as (
      select *, sum(ticket_share) over (order by site_id) - ticket_share as first_slot from sites
    )
    select cast(slot as integer) as slot, site_id, kind as site_kind, customers, customer_prefix
    from bounds, unnest(range(cast(first_slot as bigint), cast(first_slot + ticket_share as bigint))) as slots(slot)`;
}

function agents(): string {
  const rows = AGENTS.map(
    ({ id, name, team, role, leader, hiredOn, leftOn }) =>
      `(${[id, name, team, role, leader, hiredOn, leftOn].map(literal).join(", ")})`,
  );
  return `create table agents as select * from (values ${rows.join(",\n")})
    as agents(agent_id, name, team, role, leader_id, hired_on, left_on)`;
}

/**
 * Four fifths were there before the first day, the others joined one after the other: number k of n is on file from
 * the day on which `customers_by(n, day)` passes k. Whoever draws a customer for a day draws below that number.
 */
function customers(): string {
  return `create table customers as
    select
      customer_prefix || lpad(cast(k as varchar), 4, '0') as customer_id, site_id, kind as site_kind, manager_id, region, k,
      case when k <= 0.8 * customers
        then date '2012-01-01' + cast(floor(u(customer_id, 'joined') * 4580) as integer)
        else date '${FIRST_DAY}' + cast(floor(((k - u(customer_id, 'joined')) / customers - 0.8) / 0.2 * 750) as integer) end as joined_on,
      pick(surnames(), customer_id, 'surname') || pick(given_names(), customer_id, 'given') as name,
      phone_of(site_number, k) as phone
    from sites, unnest(range(1, customers + 1)) as numbers(k)
    order by customer_id`;
}

/** How many of a site's n customers are on file on a day; see customers(). */
export const customersBy = (n: string, day: string): string =>
  `greatest(1, floor(${n} * (0.8 + 0.2 * date_diff('day', date '${FIRST_DAY}', ${day}) / 753.0)))`;
