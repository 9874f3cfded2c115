/** Communities in which frauds of revisits are planted: none of those with a story of its own. */
export const QUIET = "['XQ03', 'XQ05', 'XQ06', 'XQ07', 'XQ08', 'XQ09', 'XQ10', 'XQ11', 'XQ12']";

/** An honest score of a revisit, and an honest remark now and then. */
const honestScore = "case when u(survey_id, 'score') < 0.68 then 5 when u(survey_id, 'score') < 0.94 then 4 else 3 end";
const honestRemark = `case when u(survey_id, 'comment') < 0.15 then pick(['处理及时', '没有意见', '很满意', '可以'], survey_id, 'short') end`;

/** More in a bigger sample, in which one person's share of the rows would otherwise hide it. */
export const atScale = (least: number, tickets: number): number => least + Math.ceil(tickets / 600);

/**
 * Many revisits of one agent.
 *
 * @param at SQL for the moment of the revisit, from `n` (0, 1 …) and `survey_id`
 */
export function revisits(wanted: {
  plant: string;
  agent: string;
  prefix: string;
  count: number;
  at: string;
  site?: string;
  method?: string;
  score?: string;
  comment?: string;
}): string {
  const {
    plant,
    agent,
    prefix,
    count,
    at,
    site,
    method = "'电话'",
    score = honestScore,
    comment = honestRemark,
  } = wanted;
  return `
    select '${plant}' as plant, survey_id, '维修回访' as campaign, right(site_id, 2) as place, '0' || place || '0001' as customer_id, site_id, '${agent}' as agent_id,
      -- The fitters were done in the afternoon of one of the three days before.
      cast(cast(visited_at as date) as timestamp) - minutes(1440 * floor(2 * u(survey_id, 'days')) + 300 + 400 * u(survey_id, 'done')) as due_from,
      visited_at, ${method} as method, '已完成' as outcome, ${score} as score, ${comment} as comment, '是' as recorded_fully
    from (
      select survey_id, ${site ?? `pick(${QUIET}, survey_id, 'planted/site')`} as site_id, ${at} as visited_at
      from (select n, 'HF${prefix}-9' || lpad(cast(n as varchar), 5, '0') as survey_id from range(${count}) as numbers(n))
    )`;
}

/** Rounds of the grounds by one fitter, \`at\` and \`minutes\` as SQL from \`n\` and \`inspection_id\`. */
export function rounds(wanted: {
  plant: string;
  agent: string;
  prefix: string;
  count: number;
  at: string;
  minutes: string;
  site: string;
}): string {
  const { plant, agent, prefix, count, at, minutes, site } = wanted;
  return `
    select '${plant}' as plant, inspection_id, '环境巡查' as kind, ${site} as site_id, '${agent}' as inspector_id, ${at} as inspected_at,
      cast(${minutes} as integer) as duration_minutes, true as recorded, '无' as severity
    from (select n, 'XH${prefix}-9' || lpad(cast(n as varchar), 2, '0') as inspection_id from range(${count}) as numbers(n))`;
}

/** Turns of a fitter who does not patrol otherwise, so that the roster knows when they were on duty. */
export const turns = (agent: string, days: string): string => `
  select 'on duty' as plant, 'BC' || strftime(day, '%y%m%d') || '-${agent}9' as shift_id, '${agent}' as agent_id, '外勤巡查' as queue,
    day + interval 8 hours as starts_at, day + interval 18 hours as ends_at, day + interval 8 hours + minutes(-7 + 10 * u(shift_id, 'from')) as online_from,
    day + interval 18 hours + minutes(-1 + 10 * u(shift_id, 'to')) as online_to
  from (select unnest(${days}) as day)`;

export const days = (from: string, to: string): string =>
  `list_filter(generate_series(timestamp '${from}', timestamp '${to}', interval 1 day), lambda day: isodow(day) < 6)`;

/** The nth working day of a month's list, at a time of the morning or of the afternoon. */
export const onDay = (list: string, index: string, minute: string): string =>
  `${list}[1 + ${index}] + minutes(${minute})`;

export const JUNE = days("2026-06-01", "2026-06-30");
export const JULY = days("2026-07-01", "2026-07-31");
