import type {
  ColumnReport,
  FileChoices,
  FileReport,
  PartCheck,
  PartChoices,
  PartReport,
} from "../shared/file-report.ts";
import type { DateOrder } from "../shared/loads.ts";

/** Below it, whoever knows the file has to say which encoding its text is in. */
const SURE_ENCODING = 0.8;
/** More than one source above it means that a person has to say. */
const LIKELY_SOURCE = 0.5;

/** What only a person can say about a part before it is loaded. */
export type Question =
  | { kind: "source" }
  | { kind: "encoding" }
  | { kind: "column"; header: string; column: string }
  | { kind: "dates"; header: string }
  | { kind: "system"; header: string }
  | { kind: "word"; header: string; word: string };

/**
 * Everything about a part that waits for a decision, in the order in which deciding makes sense.
 *
 * @param left words, by `wordKey`, of which a person has said that they mean nothing here
 */
export function questionsOf(part: PartReport, choices: PartChoices, left: readonly string[] = []): Question[] {
  if (choices.skip) return [];
  const questions: Question[] = [];
  const best = part.encodings[0];
  if (choices.encoding === undefined && best && best.confidence < SURE_ENCODING && part.encodings.length > 1) {
    questions.push({ kind: "encoding" });
  }
  const likely = part.sources.filter(({ confidence }) => confidence > LIKELY_SOURCE);
  if (choices.source === undefined && (!isRecognised(part) || likely.length > 1)) {
    questions.push({ kind: "source" });
  }
  for (const column of part.columns) questions.push(...questionsOfColumn(column, choices));
  return questions.filter(
    (question) => question.kind !== "word" || !left.includes(wordKey(part, question.header, question.word)),
  );
}

/** Whether the source is told; the likeliest one of a part that nothing fits is a help for choosing, and no answer. */
export function isRecognised({ source, problems }: PartReport): boolean {
  return source !== null && !problems.some(({ code }) => code === "unknown_source");
}

/** Nothing of it can be read, whatever is chosen. */
export function isHopeless({ problem, parts }: FileReport): boolean {
  return problem !== null || !parts.some(({ legible }) => legible);
}

/** Of a word under a header: what it means depends on the source and the column that the header fills there. */
export function wordKey({ name, source, columns }: PartReport, header: string, word: string): string {
  const column = columns.find((each) => each.header === header)?.column ?? null;
  return JSON.stringify([name, source, column, header, word]);
}

function questionsOfColumn(report: ColumnReport, choices: PartChoices): Question[] {
  const { header, column, by, dateOrder, dateSystem, newWords } = report;
  const questions: Question[] = [];
  const mapped = choices.columns && Object.hasOwn(choices.columns, header);
  if (by === "guess" && column !== null && !mapped) questions.push({ kind: "column", header, column });
  if (dateOrder?.order === null && dateOrder.fits.length > 0 && !choices.dateOrders?.[header]) {
    questions.push({ kind: "dates", header });
  }
  if (dateSystem?.system === null && !choices.dateSystems?.[header]) questions.push({ kind: "system", header });
  for (const { word } of newWords) {
    const told = choices.words?.[header];
    if (!told || !Object.hasOwn(told, word)) questions.push({ kind: "word", header, word });
  }
  return questions;
}

/** A file that is certain in all respects needs nobody's yes; rows that cannot be taken are returned in any case. */
export function isCertain(report: FileReport): boolean {
  const { problem, parts } = report;
  if (problem !== null) return false;
  const tables = parts.filter(({ spare }) => !spare);
  return (
    tables.length > 0 &&
    tables.every(
      (part) => part.problems.length === 0 && questionsOf(part, {}).length === 0 && !takesNothing(part.check),
    )
  );
}

/** Not one row could be taken: then it is the file that is read wrongly, not its rows that are wrong. */
export function takesNothing(check: PartCheck | null): boolean {
  return check !== null && check.rejected > 0 && check.read === check.rejected + check.blank;
}

/** What is chosen for a part; one that is no table is left out unless somebody wants it. */
export function choicesOf({ parts }: FileChoices, { name, spare }: PartReport): PartChoices {
  return parts?.[name] ?? (spare ? { skip: true } : {});
}

/** The choices with all of one part's taken by others. */
export function withPart(choices: FileChoices, part: string, chosen: PartChoices): FileChoices {
  return { ...choices, parts: { ...choices.parts, [part]: chosen } };
}

/** The choices with another source: what was chosen for columns and words belongs to the source they are of. */
export function withSource({ columns: _columns, words: _words, ...others }: PartChoices, source: string): PartChoices {
  return { ...others, source };
}

/**
 * The choices with a header filling a column; another header that was chosen to fill it is kept unread. What words of a
 * header mean goes with the column that it filled.
 */
export function withColumn(part: PartReport, choices: PartChoices, header: string, column: string | null): PartChoices {
  const columns: Record<string, string | null> = { ...choices.columns, [header]: column };
  if (column !== null) {
    for (const other of part.columns) {
      const fills = Object.hasOwn(columns, other.header)
        ? columns[other.header]
        : other.by === "guess"
          ? null
          : other.column;
      if (other.header !== header && fills === column) columns[other.header] = null;
    }
  }
  const moved = part.columns.filter(
    (each) => Object.hasOwn(columns, each.header) && columns[each.header] !== each.column,
  );
  const { words, ...others } = choices;
  if (words === undefined) return { ...others, columns };
  const stay = Object.entries(words).filter(([name]) => !moved.some((each) => each.header === name));
  return { ...others, columns, words: Object.fromEntries(stay) };
}

/** The choices with the order of a column's dates; null: as its values tell. */
export function withDateOrder(choices: PartChoices, header: string, order: DateOrder | null): PartChoices {
  const { [header]: _former, ...others } = choices.dateOrders ?? {};
  return { ...choices, dateOrders: order === null ? others : { ...others, [header]: order } };
}

export function withWord(choices: PartChoices, header: string, word: string, member: string): PartChoices {
  return { ...choices, words: { ...choices.words, [header]: { ...choices.words?.[header], [word]: member } } };
}
