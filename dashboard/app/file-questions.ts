import type {
  ColumnReport,
  FileChoices,
  FileReport,
  PartCheck,
  PartChoices,
  PartReport,
} from "../shared/file-report.ts";

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
  if (choices.source === undefined && (part.source === null || likely.length > 1)) {
    questions.push({ kind: "source" });
  }
  for (const column of part.columns) questions.push(...questionsOfColumn(column, choices));
  return questions.filter(
    (question) => question.kind !== "word" || !left.includes(wordKey(part.name, question.header, question.word)),
  );
}

export function wordKey(part: string, header: string, word: string): string {
  return JSON.stringify([part, header, word]);
}

function questionsOfColumn(report: ColumnReport, choices: PartChoices): Question[] {
  const { header, column, by, dateOrder, newWords } = report;
  const questions: Question[] = [];
  const mapped = choices.columns && Object.hasOwn(choices.columns, header);
  if (by === "guess" && column !== null && !mapped) questions.push({ kind: "column", header, column });
  if (dateOrder && dateOrder.order === null && dateOrder.fits.length > 1 && !choices.dateOrders?.[header]) {
    questions.push({ kind: "dates", header });
  }
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
function takesNothing(check: PartCheck | null): boolean {
  return check !== null && check.rejected > 0 && check.read === check.rejected + check.blank;
}

/** What is chosen for a part; one that is no table is left out unless somebody wants it. */
export function choicesOf({ parts }: FileChoices, { name, spare }: PartReport): PartChoices {
  return parts?.[name] ?? (spare ? { skip: true } : {});
}

/** The choices with one part's changed. */
export function withPart(choices: FileChoices, part: string, change: PartChoices): FileChoices {
  return { ...choices, parts: { ...choices.parts, [part]: { ...choices.parts?.[part], ...change } } };
}

/** The choices with a header filling a column; another header that was chosen to fill it is kept unread. */
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
  return { ...choices, columns };
}

export function withWord(choices: PartChoices, header: string, word: string, member: string): PartChoices {
  return { ...choices, words: { ...choices.words, [header]: { ...choices.words?.[header], [word]: member } } };
}
