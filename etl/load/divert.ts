import { Problem } from "../problem.ts";
import { repairedRelation } from "./csv-relation.ts";
import type { TitleLine } from "./layout/find-layout.ts";
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
  progress: (bytes: number) => void,
): Promise<Diverted> {
  refuseOtherUnits(plan, layout.titles);
  const settled = await settleForm(path, layout, progress);
  const { form } = settled;
  const order = repairOrder(path, to, layout, settled, keyPlaces(plan));
  const { good, blank, damaged, blanks, controls, bytes } = await repair(order, aside, progress);
  const relation = repairedRelation(plan, to, repairedDelimiter(form), { blanks, controls, bytes, records: good });
  return { relation, form, records: good, damaged, blank };
}

/**
 * A title may say that all amounts are in tens of thousands. Taken as they stand, all would be wrong.
 *
 * @throws Problem `scaled_amounts`
 */
function refuseOtherUnits({ fields }: Plan, titles: readonly TitleLine[]): void {
  if (!fields.some(({ column, from }) => column.type === "money" && "cell" in from)) return;
  for (const { line, raw } of titles) {
    const [, unit] = /单位\s*[:：,，]?\s*(?:人民币)?\s*([百千万亿]+)元/u.exec(raw) ?? [];
    if (unit === undefined) continue;
    throw new Problem({
      code: "scaled_amounts",
      zh: `第 ${line} 行注明金额单位是${unit}元，按元读会全部错位；请换算成元后重新导出，或在映射文件中写明换算`,
      en: `Line ${line} says that amounts are in ${unit}元, not 元; convert them and export again, or convert them in a mapping`,
      where: { line },
    });
  }
}

/** Places in a record of the cells that its key is made from. */
function keyPlaces({ contract, fields, header }: Plan): number[] {
  const cells = fields.flatMap(({ column, from }) =>
    !contract.key.includes(column.name) ? [] : "cell" in from ? [from.cell] : from.uses,
  );
  return [...new Set(cells.map((cell) => header.indexOf(cell)))];
}
