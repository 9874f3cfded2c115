import type { DuckDBConnection } from "@duckdb/node-api";
import type { Contract } from "../contract.ts";
import { quoteName } from "../../dashboard/shared/query/sql-text.ts";

/** The loads in force, with their places in the order in which they overrule each other. */
export const IN_FORCE = "select load, place from ledger.loads where status = 'accepted'";

/**
 * Marks anew which rows hold for all keys that the given loads speak of, after their statuses have changed. Afterwards
 * the current rows are those that there would be if the loads in force, in the order of their places, were all there
 * ever was.
 */
export async function markCurrent(
  connection: DuckDBConnection,
  contract: Contract,
  loads: readonly number[],
): Promise<void> {
  await findHolders(connection, contract, loads, IN_FORCE);
  const rows = `rows.${contract.id}`;
  await connection.run(`
    update ${rows} set _current = false
    where _current and rowid in (select position from standing) and rowid not in (select position from holders)`);
  await connection.run(`
    update ${rows} as held set _current = true, _shown = holders.shown
    from holders
    where held.rowid = holders.position and (not held._current or held._shown is distinct from holders.shown)`);
  await dropHolders(connection);
}

/**
 * Makes two temporary tables for the keys that the given loads speak of: `standing` (position: rowids of their rows that
 * hold now) and `holders` (position: rowids of the rows that hold by the loads `inForce`; shown: the load that says so
 * first, or null where it is the row's own).
 *
 * Every load says one thing last of each of its keys: its own last row, or the row that it has confirmed. The load
 * whose place is last decides.
 *
 * @param inForce a select of load and place
 * @param database where the store is not the connection's own: its name and a dot
 */
export async function findHolders(
  connection: DuckDBConnection,
  { id, key }: Contract,
  loads: readonly number[],
  inForce: string,
  database = "",
): Promise<void> {
  const names = key.map(quoteName);
  const keys = names.join(", ");
  const rows = `${database}rows.${id}`;
  const confirmed = `${database}confirmed.${id}`;
  const list = loads.join(", ");
  const sameKey = (left: string): string =>
    names.map((name) => `${left}.${name} is not distinct from touched.${name}`).join(" and ");
  await connection.run(`
    create or replace temp table touched as
    select row_number() over () as key_no, *
    from (select ${keys} from ${rows} where _load in (${list}) union select ${keys} from ${confirmed} where _load in (${list}))`);
  await connection.run(`
    create or replace temp table standing as
    select each.rowid as position from ${rows} as each semi join touched on ${sameKey("each")} where each._current`);
  await connection.run(`
    create or replace temp table holders as
    with
    counted as (select load, place::bigint * 4294967296 + load as turn from (${inForce})),
    last_rows as (
        select key_no, _load, max(position) as position
        from (select key_no, each.rowid as position, each._load from ${rows} as each join touched on ${sameKey("each")})
        group by all
    ),
    said as (
        select key_no, position, _load, counted.load, counted.turn
        from last_rows join counted on counted.load = last_rows._load
        union all
        select key_no, last_rows.position, last_rows._load, counted.load, counted.turn
        from (select key_no, each._load, each._row_load from ${confirmed} as each join touched on ${sameKey("each")}) as again
        join last_rows using (key_no)
        join counted on counted.load = again._load
        where last_rows._load = again._row_load
    ),
    winners as (select key_no, arg_max(position, turn) as position from said group by key_no),
    rivals as (
        select key_no, max(said.turn) as turn
        from said join winners using (key_no) where said.position <> winners.position
        group by key_no
    )
    select said.position, nullif(arg_min(said.load, said.turn), any_value(said._load)) as shown
    from said semi join winners on said.key_no = winners.key_no and said.position = winners.position
    left join rivals on rivals.key_no = said.key_no
    where said.turn > coalesce(rivals.turn, 0)
    group by said.position`);
}

export async function dropHolders(connection: DuckDBConnection): Promise<void> {
  for (const table of ["touched", "standing", "holders"]) await connection.run(`drop table temp.${table}`);
}
