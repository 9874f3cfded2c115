import type { SourceGuess } from "../../dashboard/shared/file-report.ts";
import type { Column, Contract } from "../contract.ts";
import { Problem } from "../problem.ts";
import type { HeaderCell } from "./header.ts";
import { withoutMarks } from "./header-marks.ts";
import { hasOtherUnit, knowsUnit, splitUnit } from "./header-unit.ts";
import { normaliseName } from "./normalise-name.ts";

/** A column of the file that fills a column of the contract. */
export type Match = { column: Column; cell: HeaderCell };

/** Finds which header fills which column; headers that the contract does not know are left out. */
export function matchHeaders(contract: Contract, header: readonly HeaderCell[]): Match[] {
  const columns = columnsByName(contract);
  return header.flatMap((cell) => {
    const { plain, bare, unit } = namesOfCell(cell);
    const known = columns.get(plain);
    if (known !== undefined) return [{ column: known, cell }];
    // 应收金额（万元） is 应收金额, in a unit that is minded when its cells are read.
    const column = bare === null ? undefined : columns.get(bare);
    return column === undefined || !knowsUnit(column, unit) ? [] : [{ column, cell }];
  });
}

type CellNames = { plain: string; bare: string | null; unit: string };

const CELL_NAMES = new WeakMap<HeaderCell, CellNames>();

/** A header as names are compared, with and without its unit. All contracts are asked for it, so it is worked out once. */
function namesOfCell(cell: HeaderCell): CellNames {
  const worked = CELL_NAMES.get(cell);
  if (worked !== undefined) return worked;
  const split = splitUnit(cell.title);
  const bare = split === null ? null : normaliseName(withoutMarks(split.name));
  const names = { plain: normaliseName(withoutMarks(cell.title)), bare, unit: split?.unit ?? "" };
  CELL_NAMES.set(cell, names);
  return names;
}

/** How headers are matched where more than the contract's names is known: `matchHeaders`, or what stands on it. */
export type Matcher = (contract: Contract, header: readonly HeaderCell[]) => readonly Match[];

const NAMES = new WeakMap<Contract, Map<string, Column>>();

/** The columns under all their names. Many rows are tried as a header, so this is worked out once. */
function columnsByName(contract: Contract): Map<string, Column> {
  const worked = NAMES.get(contract);
  if (worked !== undefined) return worked;
  const columns = new Map<string, Column>();
  for (const column of contract.columns) {
    for (const name of [column.name, ...column.aliases]) columns.set(normaliseName(name), column);
  }
  NAMES.set(contract, columns);
  return columns;
}

/** How many of the headers any of the contracts knows: the measure by which delimiters and encodings are told. */
export function countKnown(
  contracts: readonly Contract[],
  header: readonly HeaderCell[],
  match: Matcher = matchHeaders,
): number {
  return Math.max(0, ...contracts.map((contract) => match(contract, header).length));
}

/**
 * How likely each source is by the headers alone, likeliest first; those of which no header is known are left out.
 * Above 0.5 are only those that the file could be loaded as: one, or several that fit it alike.
 */
export function rankSources(
  contracts: readonly Contract[],
  header: readonly HeaderCell[],
  match: Matcher = matchHeaders,
): SourceGuess[] {
  const titles = header.filter(({ title }) => title !== "").length;
  const ranked = contracts.flatMap((contract) => {
    const matches = match(contract, header);
    const known = new Set(matches.map(({ column }) => column.name)).size;
    const missing = missingColumns(contract, matches).length;
    return known === 0 ? [] : [{ contract, known, missing, needed: contract.columns.filter(isNeeded).length }];
  });
  const lead = Math.max(0, ...ranked.map(({ known }) => known));
  return ranked
    .map(({ contract: { id, title }, known, missing, needed }): SourceGuess => {
      const share = known / Math.max(titles, 1);
      const confidence =
        missing === 0 && known === lead
          ? 0.51 + 0.49 * Math.min(1, share)
          : (0.5 * known * (missing === 0 ? 1 : needed / (needed + missing))) / Math.max(lead, titles);
      return { id, title, confidence: Math.round(confidence * 100) / 100 };
    })
    .sort((a, b) => b.confidence - a.confidence);
}

function isNeeded({ required }: Column): boolean {
  return required;
}

/**
 * Finds the source that a file belongs to by its headers: all required columns are there, and no source, not even one
 * that misses some of its own, knows more of the headers.
 *
 * @throws Problem `unknown_source` if none fits, `ambiguous_source` if several fit equally well
 */
export function recogniseSource(
  contracts: readonly Contract[],
  header: readonly HeaderCell[],
  match: Matcher = matchHeaders,
): Contract {
  const candidates = contracts
    .map((contract) => {
      const matches = match(contract, header);
      const missing = missingColumns(contract, matches);
      return { contract, known: new Set(matches.map(({ column }) => column.name)).size, missing };
    })
    .sort((a, b) => b.known - a.known);
  const fitting = candidates.filter(({ missing }) => missing.length === 0);
  const [best, second] = fitting;
  // A source that asks for little fits many a file: one of which another source knows more columns is rather that one's.
  if (best === undefined || (candidates[0] ?? best).known > best.known) throw unknownSource(candidates[0]);
  if (second !== undefined && second.known === best.known) {
    const ids = fitting.filter(({ known }) => known === best.known).map(({ contract }) => contract);
    throw new Problem({
      code: "ambiguous_source",
      zh: `表头同时符合多个来源：${ids.map(({ id, title }) => `${title.zh}（${id}）`).join("、")}；请指明来源后重新载入`,
      en: `The headers fit several sources alike: ${ids.map(({ id }) => id).join(", ")}; name the source and load again`,
    });
  }
  return best.contract;
}

function unknownSource(nearest: { contract: Contract; known: number; missing: Column[] } | undefined): Problem {
  const near = nearest !== undefined && nearest.known > 0 ? nearest : null;
  return new Problem({
    code: "unknown_source",
    zh:
      "认不出这是哪种文件" +
      (near === null
        ? "：表头中没有认识的列；请核对表头，或为它写一个映射文件"
        : `；最接近${near.contract.title.zh}（${near.contract.id}），但缺少必填的列：${near.missing.map(namesOf).join("、")}；请补上这些列，或指明来源`),
    en:
      "This file is of no known kind" +
      (near === null
        ? ": none of its headers is known; check the header row, or write a mapping for it"
        : `; nearest is ${near.contract.id}, but required columns are missing: ${near.missing.map(namesInEnglish).join("; ")}; add them, or name the source`),
  });
}

/**
 * Checks that the file can fill the contract.
 *
 * @throws Problem `missing_column`, `double_column`, `other_unit`
 */
export function checkMatches(contract: Contract, matches: readonly Match[]): void {
  for (const { column, cell } of matches) {
    if (hasOtherUnit(column, cell.title)) {
      throw new Problem({
        code: "other_unit",
        zh: `表头“${cell.title}”的单位与“${column.aliases[0] ?? column.name}”所用的不同，不能直接载入；请换算后再载入，或用映射文件写明算法`,
        en: `Header "${cell.title}" states another unit than ${column.name} has; convert it first, or say how in a mapping`,
        where: { column: cell.title },
      });
    }
    const cells = matches.filter((match) => match.column === column).map(({ cell }) => cell.title);
    if (cells.length > 1) {
      throw new Problem({
        code: "double_column",
        zh: `表头${cells.map((title) => `“${title}”`).join("、")}都对应“${column.aliases[0] ?? column.name}”；请只保留一个，或用映射文件指明`,
        en: `Headers ${cells.map((title) => `"${title}"`).join(", ")} all mean ${column.name}; keep one, or say which in a mapping`,
        where: { column: cells[1] ?? column.name },
      });
    }
  }
  const missing = missingColumns(contract, matches);
  if (missing.length > 0) {
    throw new Problem({
      code: "missing_column",
      zh: `${contract.title.zh}缺少必填的列：${missing.map(namesOf).join("；")}`,
      en: `${contract.title.en} lacks required columns: ${missing.map(namesInEnglish).join("; ")}`,
    });
  }
}

function missingColumns(contract: Contract, matches: readonly Match[]): Column[] {
  const known = matches.map(({ column }) => column.name);
  return missingOf(contract, known);
}

/** Columns that the contract asks for and that are not among the known; of a group that needs one, all. */
export function missingOf(contract: Contract, known: readonly string[]): Column[] {
  const groups = contract.oneOf.filter((group) => !group.some((name) => known.includes(name))).flat();
  return contract.columns.filter(({ name, required }) => (required && !known.includes(name)) || groups.includes(name));
}

function namesOf({ name, aliases }: Column): string {
  const [title = name, ...others] = aliases;
  return `“${title}”${others.length === 0 ? "" : `（也可写作${others.join("、")}）`}`;
}

function namesInEnglish({ name, aliases }: Column): string {
  return `${name} (headers accepted: ${[name, ...aliases].join(", ")})`;
}
