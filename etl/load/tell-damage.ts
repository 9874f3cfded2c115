import type { Message } from "../../dashboard/shared/loads.ts";
import { brokenCell } from "./encoding/broken-cell.ts";
import type { HeaderCell } from "./header.ts";
import { damageReason } from "./reason.ts";
import type { Damage } from "./repair.ts";

/** Where in a damaged record the damage is, and what to do about it. */
export function tellDamage(
  { kind, cells, raw }: Pick<Damage, "kind" | "cells" | "raw">,
  header: readonly HeaderCell[],
  delimiter: string,
  encoding: string,
): { column: string | null; value: string | null; reason: Message } {
  return kind === "bad_bytes"
    ? brokenCell(raw, header, delimiter, encoding)
    : { column: null, value: null, reason: damageReason(kind, cells, header.length) };
}
