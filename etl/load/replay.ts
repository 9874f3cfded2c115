import { noLoad } from "./no-load.ts";
import type { LoadChoices } from "../../dashboard/shared/loads.ts";
import type { Store } from "../store.ts";
import { findOriginal } from "./originals.ts";

/** What a load's kept file is to be loaded again with. */
export type Replay = {
  path: string;
  /** The file as a whole, and its part that the load was of. */
  name: string;
  only: string;
  source: string | null;
  mapping: string | null;
  choices: LoadChoices;
  replays: { load: number; place: number };
};

/**
 * Finds how a load's file is to be read again: as it was read then, by today's contract and mapping. What is read takes
 * the load's place, so that later loads still overrule it.
 *
 * @throws Problem `no_load`, `no_original`
 */
export async function findReplay(store: Store, load: number): Promise<Replay> {
  const result = await store.reader.runAndReadAll(
    "select file, whole, source, mapping, choices, original, coalesce(place, load), status from ledger.loads where load = $load",
    { load },
  );
  const [file, whole, source, mapping, choices, original, place] = result.getRows()[0] ?? [];
  if (file === undefined) {
    throw noLoad(load);
  }
  const only = String(file);
  return {
    path: await findOriginal(store, load, original == null ? null : String(original)),
    name: whole == null ? only : String(whole),
    only,
    source: source == null ? null : String(source),
    mapping: mapping == null ? null : String(mapping),
    choices: JSON.parse(String(choices ?? "{}")) as LoadChoices,
    replays: { load, place: Number(place) },
  };
}
