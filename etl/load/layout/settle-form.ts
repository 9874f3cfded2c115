import { splitCells } from "../parse-record.ts";
import type { RecordForm } from "../records.ts";
import { firstRecordOf, type Layout, type TitleLine } from "./find-layout.ts";
import { surveyRecords, type Survey } from "./survey.ts";

/** How the records of a layout are read, before the whole file has been looked at. */
export function formOf({ dialect, header, headerLine, headerLines, headerRows, recordsAbove }: Layout): RecordForm {
  return {
    dialect,
    width: header.length,
    spare: 0,
    lacking: 0,
    linesAbove: headerLine - 1 + headerLines,
    firstRecord: firstRecordOf({ recordsAbove, headerRows }),
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
export async function settleForm(
  path: string,
  layout: Layout,
  progress: (bytes: number) => void = () => undefined,
): Promise<Settled> {
  const { form, survey } = await chooseForm(path, formOf(layout), layout, progress);
  const { profile } = survey;
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

type Choice = { form: RecordForm; survey: Survey };

/** So many records have to say the same before all are read otherwise than their header says. */
const ENOUGH = 5;
const NEARLY_ALL = 0.9;

async function chooseForm(
  path: string,
  form: RecordForm,
  layout: Layout,
  progress: (bytes: number) => void,
): Promise<Choice> {
  const tried = async (other: RecordForm): Promise<Choice> => ({
    form: other,
    survey: await surveyRecords(path, other, progress),
  });
  const straight = await tried(form);
  const { survey } = straight;
  const wide = spareOf(survey, form, layout);
  if (wide !== null) return tried({ ...form, ...wide });
  // Quotes escaped by a backslash throughout: two of them at least, and none that is doubled.
  if (survey.escaped > 1 && survey.doubled === 0) {
    const escaped = await tried({ ...form, dialect: { ...form.dialect, escape: "backslash" } });
    if (escaped.survey.good > survey.good && escaped.survey.strayQuotes < survey.strayQuotes) return escaped;
  }
  // Quotes that enclose nothing anywhere, and stand in the text of many records.
  if (survey.quoted === 0 && survey.strayQuotes >= 4 * ENOUGH) {
    const bare = await tried({ ...form, dialect: { ...form.dialect, quote: "" } });
    if (bare.survey.good >= survey.good + survey.strayQuotes) return bare;
  }
  return straight;
}

/**
 * Whether nearly all records have spare delimiters at their ends that the header lacks, or lack those that it has:
 * exports write them, and the cells that they make are all empty. One such record among others is damaged.
 */
function spareOf(
  { good, others, emptyAtEnd, strayQuotes }: Survey,
  { width }: RecordForm,
  { header }: Layout,
): Pick<RecordForm, "width" | "spare" | "lacking"> | null {
  const all = good + strayQuotes + [...others.values()].reduce((sum, count) => sum + count, 0);
  const isRule = (count: number): boolean => count >= ENOUGH && count >= NEARLY_ALL * all;
  for (const [cells, count] of emptyAtEnd) if (isRule(count)) return { width, spare: cells - width, lacking: 0 };
  const untitled = header.length - 1 - header.findLastIndex(({ title }) => title !== "");
  for (const [cells, count] of others) {
    if (isRule(count) && cells < width && width - cells <= untitled) {
      return { width: cells, spare: 0, lacking: width - cells };
    }
  }
  return null;
}
