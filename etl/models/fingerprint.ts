import { createHash } from "node:crypto";
import type { Contract } from "../contract.ts";
import { unionOf, type LinkedModel } from "./lineage.ts";
import type { StatedTarget } from "./targets.ts";
import type { Today } from "./today.ts";
import type { Workspace } from "./workspace.ts";

/** Raised when the layout of a version's files changes, so that no part of an older one is taken over. */
const FORMAT = "2";

/** One fingerprint of several texts. */
export function fingerprintOf(...parts: string[]): string {
  return createHash("sha256").update(parts.join("\0")).digest("hex").slice(0, 32);
}

/**
 * What each source's current rows were made from: its contract and the loads in force, by content and not by number
 * alone: a store that was begun anew counts from one again. Key: sources.tickets.
 */
export async function sourceFingerprints(
  workspace: Workspace,
  contracts: readonly Contract[],
  { day, now }: Today,
  targets: readonly StatedTarget[],
): Promise<Map<string, string>> {
  const rows = await workspace.query(
    "select source, string_agg(load || sha256 || recipe, ',' order by load) as loads from ledger.loads where status = 'accepted' group by source",
  );
  const loads = new Map(rows.map((row) => [String(row["source"]), String(row["loads"])]));
  const ledger = await workspace.query(
    "select string_agg(load || status || sha256, ',' order by load) as loads from ledger.loads where status in ('accepted', 'undone')",
  );
  return new Map([
    ...contracts.map((contract): [string, string] => [
      `sources.${contract.id}`,
      // What a load may be like changes no row of those that were taken.
      fingerprintOf(FORMAT, JSON.stringify({ ...contract, budget: undefined }), loads.get(contract.id) ?? ""),
    ]),
    ["ledger.loads", fingerprintOf(FORMAT, String(ledger[0]?.["loads"]))],
    ["ledger.rejects", fingerprintOf(FORMAT, String(ledger[0]?.["loads"]))],
    ["ledger.today", fingerprintOf(FORMAT, day, now)],
    ["ledger.targets", fingerprintOf(FORMAT, JSON.stringify(targets))],
  ]);
}

/** Fingerprints of what is known and of every model, in the order given: its text and the fingerprints of all it reads. */
export function modelFingerprints(
  ordered: readonly LinkedModel[],
  known: ReadonlyMap<string, string>,
): Map<string, string> {
  const all = new Map(known);
  for (const model of ordered) {
    const inputs = model.references.map(({ schema, table }) => {
      const layer = unionOf(`${schema}.${table}`);
      if (layer === null) return all.get(`${schema}.${table}`) ?? "";
      const parts = ordered
        .filter((other) => other.layer === layer)
        .map(({ name }) => all.get(`${layer}.${name}`) ?? "");
      return fingerprintOf(...parts);
    });
    // A list for any day is kept as of today.
    if (model.header["on"] === true) inputs.push(all.get("ledger.today") ?? "");
    all.set(`${model.layer}.${model.name}`, fingerprintOf(model.sql, ...inputs));
  }
  return all;
}

/** One fingerprint over all parts and the day that was given for today, if one was. */
export function wholeFingerprint(parts: ReadonlyMap<string, string>, asOf: string | undefined): string {
  return fingerprintOf(asOf ?? "", ...[...parts].sort(([a], [b]) => (a < b ? -1 : 1)).flat());
}
