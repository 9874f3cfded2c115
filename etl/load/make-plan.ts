import { isUtf8 } from "node:buffer";
import type { Contract } from "../contract.ts";
import { Problem } from "../problem.ts";
import type { Store } from "../store.ts";
import { findDialect, type Dialect } from "./dialect.ts";
import { decodeHead, HEAD, markedEncoding, readHead } from "./encoding.ts";
import { checkExpressions } from "./check-expressions.ts";
import { columnsUsed } from "./expression.ts";
import type { HeaderCell } from "./header.ts";
import { lastCharacterStart } from "./inspect.ts";
import type { Mapping } from "./mapping.ts";
import { normaliseName } from "./normalise-name.ts";
import type { Field, Plan } from "./plan.ts";
import { checkMatches, countKnown, matchHeaders, missingOf, recogniseSource } from "./recognise.ts";

/** How a file is to be read, told from its beginning. */
export type Opening = {
  plan: Plan;
  encoding: string;
  delimiter: string;
  /** Refuses the file if it turns out not to be UTF-8 after all. */
  unknownEncoding: (byte: number) => Problem;
};

/**
 * Tells from a file's first bytes its encoding, delimiter, headers and source, and how its columns fill the contract.
 *
 * @throws Problem where anything of it is not certain
 */
export async function makePlan(
  store: Store,
  file: string,
  source: string | undefined,
  mapping: Mapping | undefined,
  path: string,
): Promise<Opening> {
  const head = await readHead(path);
  if (isWorkbook(head)) throw notText();
  const contract = findContract(store.contracts, source, mapping);
  const uses = mapping === undefined || contract === null ? null : await readExpressions(store, contract, mapping);
  const candidates = contract === null ? store.contracts : [contract];
  const known = (header: HeaderCell[]): number =>
    uses === null ? countKnown(candidates, header) : countUsed(uses, header);
  const stated = mapping?.read.encoding ?? markedEncoding(head);
  const looksUtf8 = isUtf8(head.subarray(0, head.length < HEAD ? head.length : lastCharacterStart(head)));
  const encoding = stated ?? (looksUtf8 ? "utf-8" : "gb18030");
  let dialect: Dialect;
  try {
    dialect = findDialect(decodeHead(head, encoding), mapping?.read.delimiter, known);
  } catch (error) {
    if (stated === null && !looksUtf8) throw unknownEncoding();
    throw error;
  }
  // Latin-1 bytes often decode as GBK too: only Chinese headers that are known prove it.
  if (
    stated === null &&
    !looksUtf8 &&
    known(dialect.header.filter(({ title }) => /\p{Script=Han}/u.test(title))) === 0
  ) {
    throw unknownEncoding();
  }
  const { header, delimiter } = dialect;
  const plan =
    uses === null || mapping === undefined || contract === null
      ? planByHeaders(contract ?? recogniseSource(store.contracts, header), header, file)
      : planByMapping(contract, mapping, uses, header, file);
  await checkExpressions(store.connection, plan);
  return { plan, encoding, delimiter, unknownEncoding };
}

function findContract(
  contracts: readonly Contract[],
  source: string | undefined,
  mapping: Mapping | undefined,
): Contract | null {
  if (source !== undefined && mapping !== undefined && source !== mapping.source) {
    throw new Problem({
      code: "other_source",
      zh: `指明的来源是 ${source}，映射 ${mapping.name} 却是给 ${mapping.source} 的；请只用其一`,
      en: `The source named is ${source}, but mapping ${mapping.name} is for ${mapping.source}; use one of them`,
    });
  }
  const id = source ?? mapping?.source;
  if (id === undefined) return null;
  const contract = contracts.find((candidate) => candidate.id === id);
  if (contract === undefined) {
    throw new Problem({
      code: "no_source",
      zh: `没有名为 ${id} 的来源；现有：${contracts.map((known) => known.id).join("、")}`,
      en: `There is no source ${id}; there are ${contracts.map((known) => known.id).join(", ")}`,
    });
  }
  return contract;
}

type Uses = Map<string, string[]>;

async function readExpressions(store: Store, contract: Contract, mapping: Mapping): Promise<Uses> {
  const names = contract.columns.map(({ name }) => name);
  const unknown = Object.keys(mapping.columns).find((name) => !names.includes(name));
  if (unknown !== undefined) {
    throw new Problem({
      code: "bad_mapping",
      zh: `映射 ${mapping.name} 写了 ${contract.id} 没有的列 ${unknown}；可用的列：${names.join("、")}`,
      en: `Mapping ${mapping.name} names ${unknown}, which ${contract.id} lacks; it has ${names.join(", ")}`,
      where: { column: unknown },
    });
  }
  const missing = missingOf(contract, Object.keys(mapping.columns));
  if (missing.length > 0) {
    const list = missing.map(({ name }) => name);
    throw new Problem({
      code: "missing_column",
      zh: `映射 ${mapping.name} 缺少必填列：${list.join("、")}`,
      en: `Mapping ${mapping.name} lacks required columns: ${list.join(", ")}`,
    });
  }
  const uses: Uses = new Map();
  for (const [column, sql] of Object.entries(mapping.columns)) {
    uses.set(column, await columnsUsed(store.connection, column, sql));
  }
  return uses;
}

function countUsed(uses: Uses, header: readonly HeaderCell[]): number {
  const names = [...new Set([...uses.values()].flat())];
  return new Set(names.map((name) => findCell(header, name)).filter((cell) => cell !== undefined)).size;
}

/** The column that an expression calls by a name: as it is named, or as the header spells it more or less. */
function findCell(header: readonly HeaderCell[], name: string): HeaderCell | undefined {
  const same = name.toLowerCase();
  const alike = normaliseName(name);
  return (
    header.find((cell) => cell.name.toLowerCase() === same) ??
    header.find((cell) => normaliseName(cell.title) === alike)
  );
}

function planByHeaders(contract: Contract, header: HeaderCell[], file: string): Plan {
  const matches = matchHeaders(contract, header);
  checkMatches(contract, matches);
  const fields = contract.columns.flatMap((column): Field[] => {
    const match = matches.find((candidate) => candidate.column === column);
    return match === undefined ? [] : [{ column, from: { cell: match.cell } }];
  });
  const used = new Set(matches.map(({ cell }) => cell));
  const extras = header.filter((cell) => !used.has(cell));
  return { contract, header, fields, extras, spellings: [], usesLine: false, file };
}

function planByMapping(contract: Contract, mapping: Mapping, uses: Uses, header: HeaderCell[], file: string): Plan {
  const used = new Set<HeaderCell>();
  const spellings = new Map<string, [string, string]>();
  let usesLine = false;
  const fields = contract.columns.flatMap((column): Field[] => {
    const expression = mapping.columns[column.name];
    if (expression === undefined) return [];
    const names = uses.get(column.name) ?? [];
    if (names.some((name) => name.toLowerCase() === "_line")) usesLine = true;
    const own = names.filter((name) => !["_line", "_file"].includes(name.toLowerCase()));
    const from = own.map((name) => {
      const cell = findCell(header, name);
      if (cell === undefined) throw noColumn(mapping, column.name, name, header);
      if (cell.name.toLowerCase() !== name.toLowerCase()) spellings.set(name.toLowerCase(), [name, cell.name]);
      used.add(cell);
      return cell;
    });
    return [{ column, from: { expression, uses: from } }];
  });
  const extras = header.filter((cell) => !used.has(cell));
  return { contract, header, fields, extras, spellings: [...spellings.values()], usesLine, file };
}

function noColumn(mapping: Mapping, column: string, name: string, header: readonly HeaderCell[]): Problem {
  const names = header.map((cell) => cell.name);
  return new Problem({
    code: "missing_column",
    zh: `映射 ${mapping.name} 的 ${column} 要用的列“${name}”不在文件中；文件有：${names.join("、")}`,
    en: `Mapping ${mapping.name} takes ${column} from "${name}", which the file lacks; it has ${names.join(", ")}`,
    where: { column: name },
  });
}

function unknownEncoding(byte?: number): Problem {
  const zh = byte === undefined ? "" : `（第 ${byte + 1} 字节起不是 UTF-8）`;
  const en = byte === undefined ? "" : ` (not UTF-8 from byte ${byte + 1})`;
  return new Problem({
    code: "unknown_encoding",
    zh: `无法确定文件的编码${zh}；请另存为 UTF-8 的 CSV，或在映射文件中用 read.encoding 写明编码（如 gb18030、big5、windows-1252）`,
    en: `The file's encoding cannot be told with certainty${en}; save it as CSV UTF-8, or name the encoding in a mapping: read.encoding (gb18030, big5, windows-1252 …)`,
  });
}

/** Whether the bytes are an Excel workbook's, new (ZIP) or old (OLE). */
function isWorkbook(head: Buffer): boolean {
  return ["504b0304", "d0cf11e0"].includes(head.subarray(0, 4).toString("hex"));
}

function notText(): Problem {
  return new Problem({
    code: "not_csv",
    zh: "这是 Excel 工作簿，不是 CSV；请在 Excel 中另存为“CSV UTF-8（逗号分隔）”后再载入",
    en: 'This is an Excel workbook and no CSV; save it in Excel as "CSV UTF-8 (comma delimited)" and load that',
  });
}
