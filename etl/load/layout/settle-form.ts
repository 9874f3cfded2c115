import { splitCells } from "../parse-record.ts";
import type { RecordForm } from "../records.ts";
import { firstRecordOf, type Layout, type TitleLine } from "./find-layout.ts";
import { surveyRecords } from "./survey.ts";

/** How the records of a layout are read, before the whole file has been looked at. */
export function formOf({ dialect, header, headerLine, headerLines, headerRows }: Layout): RecordForm {
  return {
    dialect,
    width: header.length,
    spare: 0,
    linesAbove: headerLine - 1 + headerLines,
    firstRecord: firstRecordOf({ headerLine, headerRows }),
    profile: null,
    learning: false,
  };
}

/** What the whole file says of its layout. */
export type Settled = {
  form: RecordForm;
  /** Lines above the header that are no records, and those that look like some. */
  titles: TitleLine[];
  notTitles: TitleLine[];
};

/**
 * Looks through a whole file that is not clean, to learn what its records look like before any of them is judged.
 *
 * @param path the file as UTF-8
 */
export async function settleForm(path: string, layout: Layout): Promise<Settled> {
  const form = formOf(layout);
  const { profile } = await surveyRecords(path, form);
  const looksLikeRecord = ({ raw }: TitleLine): boolean => {
    const cells = splitCells(raw, form.dialect);
    const filled = cells.filter((cell) => cell.trim() !== "").length;
    return cells.length === form.width && filled * 2 > form.width && profile.fits(cells) !== false;
  };
  return {
    form: { ...form, profile },
    titles: layout.titles.filter((title) => !looksLikeRecord(title)),
    notTitles: layout.titles.filter(looksLikeRecord),
  };
}
