import { LAST_DAY, FIRST_DAY, type Export } from "./export.ts";

/** Table `posts`: about forty a month on three boards; nearly all get an answer within the day. */
export const postsTable = `create table posts as
  with posted as (
    select n, cast(date '${FIRST_DAY}' + cast(floor((n + u(n, 'post/day')) * ${753 / 1050}) as integer) as timestamp) + minutes(420 + 1000 * u(n, 'post/minute')) as posted_at,
      pick(['业主论坛', '业主论坛', '意见建议', '捐助留言'], n, 'post/board') as board
    from range(1050) as numbers(n)
  )
  select 'TZ' || lpad(cast(20400 + n as varchar), 6, '0') as post_id, board, posted_at,
    case when u(n, 'post/answered') < case when board = '业主论坛' then 0.97 else 0.99 end
      then known(posted_at + minutes(exp(ln(150) + 0.9 * z(n, 'post/answer')))) end as replied_at,
    case when replied_at is not null then case when board = '捐助留言' then 'GY00' || cast(1 + n % 2 as varchar) else 'KF00' || cast(1 + n % 8 as varchar) end end as agent_id
  from posted
  where posted_at < timestamp '${LAST_DAY} 23:59:00'
  order by posted_at, n`;

/** Faults by row: 20 is answered before it was posted, 64 has no time. */
export const postsExport: Export = {
  file: "论坛与留言.csv",
  encoding: "utf-8",
  bom: true,
  delimiter: ",",
  lineEnd: "\n",
  query: `
    with numbered as (select *, row_number() over (order by posted_at, post_id) as number from posts)
    select post_id as 帖子编号, board as 版块, case when number is distinct from 64 then minute_text(posted_at) end as 发帖时间,
      minute_text(case when number = 20 then posted_at - interval 90 minutes else replied_at end) as 回复时间, agent_id as 回复人
    from numbered order by number`,
};
