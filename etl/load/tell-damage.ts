import type { Message } from "../../dashboard/shared/loads.ts";
import { brokenCell } from "./encoding/broken-cell.ts";
import type { HeaderCell } from "./header.ts";
import type { Dialect } from "./layout/dialect.ts";
import { damageReason } from "./layout/damage-reason.ts";
import type { Damage } from "./repair.ts";

/** Where in a damaged record the damage is, and what to do about it. */
export function tellDamage(
  { code, cells, raw }: Omit<Damage, "line">,
  header: readonly HeaderCell[],
  dialect: Dialect,
  encoding: string,
): { column: string | null; value: string | null; reason: Message } {
  return code === "bad_bytes"
    ? brokenCell(raw, header, dialect, encoding)
    : { column: null, value: null, reason: damageReason(code, cells, header.length) };
}
