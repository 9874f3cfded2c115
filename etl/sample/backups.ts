import type { Export } from "./export.ts";

/**
 * Table `backups`: each system every night, once more in the morning where it failed, and every four weeks or so one is
 * restored to see whether it can be. On the last day 智慧水务平台 (XT01) fails, and 物业收费系统 (XT02) has not been
 * restored for two months.
 */
export const backupsTable = `create table backups as
  with nights as (
    select site_id, day, site_id || strftime(day, '%y%m%d') as chance,
      cast(day as timestamp) + minutes(95 + 22 * cast(substr(site_id, 4) as integer) + 12 * u(chance, 'start')) as backed_up_at,
      site_id = 'XT01' and day = date '2026-08-23' as is_down,
      date_diff('day', date '2024-07-04', day) - 9 * cast(substr(site_id, 4) as integer) as since,
      -- None of the nights that are restored from, and not the last ones, fails by chance.
      (u(chance, 'ok') >= 0.015 or since % 29 = 0 or day >= date '2026-08-20') and not is_down as ok
    from days, (values ('XT01'), ('XT02'), ('XT03')) as systems(site_id)
  ),
  runs as (
    select site_id, backed_up_at, ok, 'B' || strftime(day, '%y%m%d') || site_id as backup_id,
      -- XT02: never after 21 June 2026.
      case when ok and since % 29 = 0 and not (site_id = 'XT02' and day > date '2026-06-18')
        or site_id = 'XT02' and day = date '2026-06-18' then known(backed_up_at + minutes(3700 + 400 * u(chance, 'restored'))) end as restore_tested_at
    from nights
    union all
    select site_id, cast(cast(backed_up_at as date) as timestamp) + minutes(500 + 120 * u(chance, 'again')), true, 'B' || strftime(day, '%y%m%d') || site_id || 'R', null
    from nights where not ok and not is_down and u(chance, 'retried') < 0.75
  )
  select * from runs order by backed_up_at, backup_id`;

/** Faults by row: 33 has an unknown outcome 部分成功, 420 comes twice. */
export const backupsExport: Export = {
  file: "备份记录.csv",
  encoding: "utf-8",
  bom: false,
  delimiter: ",",
  lineEnd: "\n",
  query: `
    with numbered as (select *, row_number() over (order by backed_up_at, backup_id) as number from backups)
    select backup_id as 备份编号, site_id as 系统, second_text(backed_up_at + seconds(hash(backup_id) % 60)) as 备份时间,
      case when number = 33 then '部分成功' when ok then '成功' else '失败' end as 结果,
      minute_text(restore_tested_at) as 恢复演练时间
    from numbered, unnest(range(case when number = 420 then 2 else 1 end)) as copies(copy)
    order by number`,
};
