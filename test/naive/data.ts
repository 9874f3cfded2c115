/**
 * Plain rows as a person would write them down: times are Shanghai wall time as text ("2024-02-29 23:59:59"), days
 * "2024-02-29", a month its first day, money whole fen, yes or no true or false, null an empty cell.
 *
 * Each area adds the rows of its own sources to `Rows` (`declare module "../data.ts"`); here are those that all areas
 * need: who is where, and what managers decided.
 */
export type Site = {
  site_id: string;
  name: string;
  kind: "community" | "shop" | "project" | "system" | "department" | "branch" | null;
  region: string | null;
  company: string | null;
  manager_id: string | null;
  category: string | null;
  in_maintenance_until: string | null;
};

export type Agent = { agent_id: string; name: string; team: string | null; leader_id: string | null };

/** A limit, an amount, an hour that holds from a day on. */
export type Amount = { rule: string; holds_from: string; value: number };

export interface Rows {
  sites: Site;
  agents: Agent;
  amounts: Amount;
}
export type Source = keyof Rows;

/** A record of a file; `damage` overwrites cells (contract column → text) so that the loader must reject the record. */
export type FileRecord<R> = { row: R; damage: Record<string, string> | null };

/** One file as handed in, in the order of handing in. */
export type Delivery = {
  [S in Source]: { source: S; uploader: string; loadedAt: string; records: FileRecord<Rows[S]>[] };
}[Source];

/** One accepted load, as the ledger knows it. */
export type LedgerLine = {
  load: number;
  source: Source;
  uploader: string;
  loadedAt: string;
  read: number;
  rejected: number;
};

/**
 * What the business knows after all deliveries: one row for each business key, the latest. `today` is the day that
 * counts as today unless a request says otherwise; rows that the calendar makes (a site's months) end with it. `now` is
 * the latest moment on it that anything tells of.
 */
export type Data = { [S in Source]: Rows[S][] } & { ledger: LedgerLine[]; today: string; now: string };
