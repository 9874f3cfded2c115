import type { Message } from "../../../dashboard/shared/loads.ts";
import type { HeaderCell } from "../header.ts";
import type { Dialect } from "../layout/dialect.ts";
import { splitCells } from "../parse-record.ts";
import { firstBroken, showBroken } from "./marks.ts";

/**
 * Where in a record a byte does not decode, and what to do about it.
 *
 * @param record well-formed, as wide as the header, with at least one mark
 */
export function brokenCell(
  record: string,
  header: readonly HeaderCell[],
  dialect: Dialect,
  encoding: string,
): { column: string | null; value: string | null; reason: Message } {
  const place = firstBroken(record) ?? { shown: "", before: 0 };
  const cells = splitCells(record, dialect);
  const index = cells.findIndex((cell) => firstBroken(cell) !== null);
  const cell = header[index];
  const column = cell === undefined ? null : cell.title || cell.name;
  const at = place.before + 1;
  return {
    column,
    value: index < 0 ? null : showBroken(cells[index] ?? ""),
    reason: {
      code: "bad_bytes",
      zh: `${column === null ? "" : `“${column}”：`}这一行第 ${at} 个字已损坏（${place.shown}），不是 ${encoding} 文字；请照原系统改正，或确认文件的编码后重新载入`,
      en: `${column === null ? "" : `In "${column}": `}byte ${place.shown} at character ${at} of this row is no ${encoding} text; correct the cell from the original, or check the file's encoding and load again`,
    },
  };
}
