import { readRecords, type RecordForm } from "../records.ts";
import { splitCells } from "../parse-record.ts";
import { Profile } from "./profile.ts";

/** What a whole file's records look like when they are read in one way. */
export type Survey = {
  profile: Profile;
  good: number;
  strayQuotes: number;
  /** Damaged records whose quotes are sound, by their number of cells. */
  byCells: Map<number, number>;
};

/** Goes through a file's records without keeping any, to see whether they are rightly read so. */
export async function surveyRecords(path: string, form: RecordForm): Promise<Survey> {
  const profile = new Profile(form.width);
  const survey: Survey = { profile, good: 0, strayQuotes: 0, byCells: new Map() };
  await readRecords(path, { ...form, profile, learning: true }, ({ kind, bytes, start, end, cells }) => {
    if (kind === "good") {
      survey.good++;
      if (!profile.full) profile.learn(splitCells(bytes.toString("utf8", start, end), form.dialect));
    } else if (kind === "stray_quote") {
      survey.strayQuotes++;
    } else if (kind === "cell_count") {
      survey.byCells.set(cells, (survey.byCells.get(cells) ?? 0) + 1);
    }
  });
  return survey;
}
