import { splitCells } from "../parse-record.ts";
import { readRecords, type RecordForm } from "../records.ts";
import { syntaxOf, type Dialect } from "./dialect.ts";
import { Profile } from "./profile.ts";

/** What a whole file's records look like when they are read in one way. */
export type Survey = {
  profile: Profile;
  good: number;
  strayQuotes: number;
  /** Good records in which a quote occurs, and those in which one is written twice inside quotes. */
  quoted: number;
  doubled: number;
  /** Quotes after a backslash in records whose quotes do not pair. */
  escaped: number;
  /** Records that are well-formed with another number of cells than the header, by that number. */
  others: Map<number, number>;
  /** How many of those with more end in as many empty cells as are too many. */
  emptyAtEnd: Map<number, number>;
};

/** Goes through a file's records without keeping any, to see whether they are rightly read so. */
export async function surveyRecords(
  path: string,
  form: RecordForm,
  progress: (bytes: number) => void,
): Promise<Survey> {
  const { dialect, width } = form;
  const { delimiter } = dialect;
  const quote = syntaxOf(dialect).quoteByte;
  const profile = new Profile(width);
  const survey: Survey = {
    profile,
    good: 0,
    strayQuotes: 0,
    quoted: 0,
    doubled: 0,
    escaped: 0,
    others: new Map(),
    emptyAtEnd: new Map(),
  };
  const count = (counts: Map<number, number>, cells: number): unknown =>
    counts.set(cells, (counts.get(cells) ?? 0) + 1);
  const doubtful: string[][] = [];
  // What comes after a single piece of text may have begun in it.
  let afterPiece = false;
  await readRecords(
    path,
    { ...form, profile, learning: true },
    ({ kind, bytes, start, end, cellsStart, cellsEnd, cells, multiline }) => {
      if (kind === "good") {
        survey.good++;
        if (quote >= 0 && bytes.subarray(start, end).includes(quote)) {
          survey.quoted++;
          if (hasDoubled(bytes.toString("utf8", start, end), dialect)) survey.doubled++;
        }
        if (!profile.full && !afterPiece)
          profile.learn(splitCells(bytes.toString("utf8", cellsStart, cellsEnd), dialect));
      } else if (kind === "doubtful") {
        if (!multiline && cells === width && doubtful.length < MOST_DOUBTFUL) {
          doubtful.push(splitCells(bytes.toString("utf8", cellsStart, cellsEnd), dialect));
        }
      } else if (kind === "stray_quote") {
        survey.strayQuotes++;
        survey.escaped += bytes.toString("utf8", start, end).split(`\\${dialect.quote}`).length - 1;
      } else if (kind === "cell_count") {
        count(survey.others, cells);
        const spare = cells - width;
        if (spare > 0 && bytes.toString("utf8", start, end).trimEnd().endsWith(delimiter.repeat(spare))) {
          count(survey.emptyAtEnd, cells);
        }
      }
      if (kind !== "blank") afterPiece = kind === "cell_count" && cells === 1;
    },
    async (bytes) => progress(bytes),
  );
  // Two stray quotes, at a file's beginning and at its end, leave nothing to learn from but what lies between. Lines of
  // two cells may as well be a list in a text.
  if (width > 2 && survey.good < FEW && doubtful.length >= SOME) for (const cells of doubtful) profile.learn(cells);
  return survey;
}

const FEW = 5;
const SOME = 3;
const MOST_DOUBTFUL = 500;

/** Whether a quote is written twice in a cell that is not merely an empty one. */
function hasDoubled(record: string, { quote, delimiter }: Dialect): boolean {
  const twice = quote + quote;
  if (!record.includes(twice)) return false;
  return record.split(delimiter).some((piece) => piece.includes(twice) && piece.trim() !== twice);
}
