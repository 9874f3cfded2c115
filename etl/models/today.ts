import type { SourceEntry } from "../../dashboard/shared/catalogue.ts";
import { quoteName, quoteText } from "../../dashboard/shared/query/sql-text.ts";
import type { Contract } from "../contract.ts";
import { describeSources, happenings, lastDay } from "./catalogue.ts";
import type { Workspace } from "./workspace.ts";

/**
 * What counts as today in all that is built. `now`: the latest moment of that day that any export tells of, or its last
 * second where none tells of one: a desk whose exports end at 8:10 is not late for what is due at 18:00.
 */
export type Today = { day: string; now: string; sources: SourceEntry[] };

/**
 * @param clockDay the real day: what the exports say of later days is a mistake
 * @param asOf the day that a person has fixed; by default the last day with data
 */
export async function findToday(
  workspace: Workspace,
  contracts: readonly Contract[],
  clockDay: string,
  asOf: string | undefined,
): Promise<Today> {
  const sources = await describeSources(workspace, contracts, clockDay);
  const day = asOf ?? lastDay(sources, clockDay);
  const moments = contracts.flatMap((contract) =>
    happenings(contract)
      .filter((name) => contract.columns.some((column) => column.name === name && column.type === "ts"))
      .map((name) => {
        const column = quoteName(name);
        return `select max(${column}) filter (${column} < date ${quoteText(day)} + 1) as moment from sources.${quoteName(contract.id)}`;
      }),
  );
  const rows = await workspace.query(
    `select strftime(max(moment), '%Y-%m-%d %H:%M:%S.%f') as moment
     from (select null::timestamp as moment ${moments.map((moment) => `union all ${moment}`).join(" ")})`,
  );
  const latest = (rows[0]?.["moment"] as string | null) ?? "";
  return { day, now: latest.startsWith(day) ? latest : `${day} 23:59:59`, sources };
}

/** Keeps today in the version and shows it as `ledger.today`. */
export async function keepToday({ connection }: Workspace, { day, now }: Today): Promise<void> {
  await connection.run(
    `create table pages.ledger.today as select date ${quoteText(day)} as today, timestamp ${quoteText(now)} as now`,
  );
  await connection.run("create view ledger.today as from pages.ledger.today");
}
