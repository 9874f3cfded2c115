import { repairedRelation } from "./csv-relation.ts";
import { refuseOtherScale } from "./scale.ts";
import { settleForm } from "./layout/settle-form.ts";
import type { OpenedText } from "./open-text.ts";
import type { FileRelation, Plan } from "./plan.ts";
import type { RecordForm } from "./records.ts";
import { repair, repairedDelimiter, repairOrder, type Aside } from "./repair.ts";

/** The records of a file that is not clean, made such that DuckDB can be given them, and how many were set aside. */
export type Diverted = { relation: FileRelation; form: RecordForm; records: number; damaged: number; blank: number };

/**
 * Sets aside what is no sound record of a file.
 *
 * @param to where the sound ones may be written
 */
export async function divert(
  plan: Plan,
  { path, layout }: Pick<OpenedText, "path" | "layout">,
  to: string,
  aside: Aside,
  progress: (bytes: number, rows?: number) => void,
): Promise<Diverted> {
  for (const { line, raw } of layout.titles) refuseOtherScale(plan, line, raw);
  const settled = await settleForm(path, layout, progress);
  const { form } = settled;
  const order = repairOrder(path, to, layout, settled, keyPlaces(plan));
  const { good, blank, damaged, blanks, controls, bytes } = await repair(order, aside, progress);
  const relation = repairedRelation(plan, to, repairedDelimiter(form), { blanks, controls, bytes, records: good });
  return { relation, form, records: good, damaged, blank };
}

/** Places in a record of the cells that its key is made from. */
function keyPlaces({ contract, fields, header }: Plan): number[] {
  const cells = fields.flatMap(({ column, from }) =>
    !contract.key.includes(column.name) ? [] : "cell" in from ? [from.cell] : from.uses,
  );
  return [...new Set(cells.map((cell) => header.indexOf(cell)))];
}
