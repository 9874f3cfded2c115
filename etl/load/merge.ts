import type { DuckDBConnection } from "@duckdb/node-api";
import type { Contract } from "../contract.ts";
import { quoteName } from "../../dashboard/shared/query/sql-text.ts";

/** `known`: keys that stood before. */
export type MergeCounts = { loaded: number; updated: number; unchanged: number; known: number };

/**
 * Merges a load's accepted rows by business key, in the order of the file: a new key is loaded, the same content as
 * the row before it (in the file, or the one that stood in the store) is unchanged, any other is updated.
 *
 * @param place the table that holds the load's rows: `rows.<source>` itself, or a temporary one shaped alike
 */
export async function mergeRows(
  connection: DuckDBConnection,
  contract: Contract,
  load: number,
  place: string,
): Promise<MergeCounts> {
  const rows = `rows.${contract.id}`;
  const keys = contract.key.map(quoteName);
  const content = [...contract.columns.map(({ name }) => quoteName(name)), "cast(extra as varchar)"].join(", ");
  const sameKey = keys.map((key) => `standing.${key} is not distinct from incoming.${key}`).join(" and ");
  // Contents are compared by a 64-bit hash among rows of one key: over five million rows sent again, the chance of one
  // change being missed is less than one in a trillion; it spares carrying whole rows through the join.
  await connection.run(`
    create or replace temp table merging as
    with
    incoming as (
        select rowid as position, ${keys.join(", ")}, hash(${content}) as content
        from ${place} where _load = ${load} and _current
    ),
    standing as (
        select rowid as position, ${keys.join(", ")}, hash(${content}) as content, _load
        from ${rows} as standing
        where _current and _load <> ${load} and exists (from incoming where ${sameKey})
    ),
    compared as (
        select
            incoming.*,
            standing.position as standing,
            standing._load as standing_load,
            lag(incoming.content, 1, standing.content) over (
                partition by ${keys.map((key) => `incoming.${key}`).join(", ")} order by incoming.position
            ) as before
        from incoming left join standing on ${sameKey}
    )
    select * exclude (content, before),
        case when before is null then 'loaded' when before = content then 'unchanged' else 'updated' end as outcome
    from compared`);
  const counts: MergeCounts = { loaded: 0, updated: 0, unchanged: 0, known: 0 };
  const result = await connection.runAndReadAll(`select outcome, count(*) from merging group by outcome`);
  for (const [outcome, count] of result.getRows()) counts[outcome as keyof MergeCounts] = Number(count);
  const known = await connection.runAndReadAll("select count(distinct standing) from merging");
  counts.known = Number(known.getRows()[0]?.[0]);

  if (counts.unchanged > 0) {
    await connection.run(
      `delete from ${place} where rowid in (select position from merging where outcome = 'unchanged')`,
    );
    await connection.run(`
      insert into confirmed.${contract.id}
      select ${keys.join(", ")}, ${load}, any_value(standing_load)
      from merging
      group by ${keys.join(", ")}
      having bool_and(outcome = 'unchanged') and count(standing) > 0`);
  }
  if (counts.updated > 0) {
    await connection.run(`
      update ${place} set _current = false
      where rowid in (
          select position from merging where outcome <> 'unchanged'
          qualify position < max(position) over (partition by ${keys.join(", ")})
      )`);
    await connection.run(
      `update ${rows} set _current = false where rowid in (select standing from merging where outcome = 'updated')`,
    );
  }
  await connection.run("drop table merging");
  return counts;
}
