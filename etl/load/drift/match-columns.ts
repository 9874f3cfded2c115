import type { Remembered } from "../../../dashboard/shared/file-report.ts";
import type { LoadChoices } from "../../../dashboard/shared/loads.ts";
import type { Contract } from "../../contract.ts";
import { Problem } from "../../problem.ts";
import type { HeaderCell } from "../header.ts";
import { findMending } from "../mending/mend-columns.ts";
import { normaliseName } from "../normalise-name.ts";
import { matchHeaders, type Match } from "../recognise.ts";

/** A match and why it is one. */
export type Matched = Match & { by: "name" | "remembered" | "chosen" };

/**
 * Finds which header fills which column: what is chosen for this file comes first, then the contract's own names, then
 * what the source remembers. A column is filled once by what was decided; two headers that by their names fill one
 * column are both matched, which is for the caller to refuse.
 */
export function matchColumns(
  contract: Contract,
  header: readonly HeaderCell[],
  choices: LoadChoices,
  remembered: readonly Remembered[],
): Matched[] {
  const columnOf = new Map(contract.columns.map((column) => [column.name, column]));
  // Most files come with no choice, and many a row is tried as a header.
  const asked = choices.columns === undefined ? [] : header;
  const chosen = new Map(asked.map((cell) => [cell, chosenFor(choices, header, cell)]));
  const decided = asked.flatMap((cell): Matched[] => {
    const column = columnOf.get(chosen.get(cell) ?? "");
    return column === undefined ? [] : [{ column, cell, by: "chosen" }];
  });
  const isFree = (matches: readonly Matched[], name: string): boolean =>
    !matches.some(({ column }) => column.name === name);
  // What a mending file has beside the original's columns fills none.
  const open = (findMending(header)?.own ?? header).filter((cell) => chosen.get(cell) === undefined);
  const named = matchHeaders(contract, open)
    .filter(({ column }) => isFree(decided, column.name))
    .map((match): Matched => ({ ...match, by: "name" }));
  const matches = [...decided, ...named];
  const byName = new Set(named.map(({ cell }) => cell));
  for (const cell of remembered.length === 0 ? [] : open) {
    if (byName.has(cell)) continue;
    const column = columnOf.get(rememberedFor(contract.id, remembered, cell)?.means ?? "");
    if (column !== undefined && isFree(matches, column.name)) matches.push({ column, cell, by: "remembered" });
  }
  return matches;
}

/** What was chosen for a header: a column, null for none, undefined where nothing was. */
function chosenFor(
  { columns }: LoadChoices,
  header: readonly HeaderCell[],
  cell: HeaderCell,
): string | null | undefined {
  // A name that is looked for in the whole header costs a wide one its square.
  if (columns === undefined) return undefined;
  const name = headerName(header, cell);
  return Object.hasOwn(columns, name) ? columns[name] : undefined;
}

export function rememberedFor(
  source: string,
  remembered: readonly Remembered[],
  { title }: HeaderCell,
): Remembered | undefined {
  const name = normaliseName(title);
  return remembered.find(
    (entry) => entry.source === source && entry.kind === "header" && normaliseName(entry.text) === name,
  );
}

/** The headers about which nothing is known and nobody has decided anything. */
export function openHeaders(
  { header, remembered }: { header: readonly HeaderCell[]; remembered: readonly Remembered[] },
  { id }: Contract,
  matches: readonly Match[],
  choices: LoadChoices,
): HeaderCell[] {
  return header.filter(
    (cell) =>
      cell.title !== "" &&
      !matches.some((match) => match.cell === cell) &&
      chosenFor(choices, header, cell) === undefined &&
      rememberedFor(id, remembered, cell)?.means !== null,
  );
}

/** How a column of the file is called in choices and reports: by its title, where that is not empty and tells it apart. */
export function headerName(header: readonly HeaderCell[], { title, name }: HeaderCell): string {
  return title === "" || header.filter((cell) => cell.title === title).length > 1 ? name : title;
}

/**
 * Checks that what was chosen exists.
 *
 * @throws Problem `bad_choice`
 */
export function checkChoices(contract: Contract, header: readonly HeaderCell[], choices: LoadChoices): void {
  const names = header.map((cell) => headerName(header, cell));
  const columns = Object.entries(choices.columns ?? {});
  for (const name of [...columns.map(([name]) => name), ...Object.keys(choices.words ?? {})]) {
    if (names.includes(name)) continue;
    throw new Problem({
      code: "bad_choice",
      zh: `文件没有“${name}”这一列；有：${names.join("、")}`,
      en: `The file has no column "${name}"; it has ${names.join(", ")}`,
      where: { column: name },
    });
  }
  for (const [name, column] of columns) {
    if (column === null || contract.columns.some((known) => known.name === column)) continue;
    throw new Problem({
      code: "bad_choice",
      zh: `“${name}”对应的 ${column} 不是${contract.title.zh}的列；有：${contract.columns.map((known) => known.name).join("、")}`,
      en: `"${name}" is to fill ${column}, which ${contract.id} lacks; it has ${contract.columns.map((known) => known.name).join(", ")}`,
      where: { column: name },
    });
  }
}

/**
 * The choices together with what was remembered and holds for this file: what a replay needs to read it the same way,
 * whatever has been remembered or forgotten by then.
 */
export function effectiveChoices(
  header: readonly HeaderCell[],
  matches: readonly Matched[],
  choices: LoadChoices,
  words: LoadChoices["words"],
): LoadChoices {
  const recalled = matches.flatMap(({ cell, column, by }) =>
    by === "remembered" ? [[headerName(header, cell), column.name] as const] : [],
  );
  const columns = { ...choices.columns, ...Object.fromEntries(recalled) };
  return {
    ...choices,
    ...(Object.keys(columns).length === 0 ? {} : { columns }),
    ...(words === undefined || Object.keys(words).length === 0 ? {} : { words }),
  };
}
