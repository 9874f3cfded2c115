import type { DuckDBConnection } from "@duckdb/node-api";
import type { Message } from "../../../dashboard/shared/loads.ts";
import { quoteName } from "../../../dashboard/shared/query/sql-text.ts";
import type { Contract } from "../../contract.ts";
import { normaliseName } from "../normalise-name.ts";
import type { Plan } from "../plan.ts";
import { distance } from "./likeness.ts";
import type { HintOf } from "./preview.ts";

/** Different texts of one column that are looked up. */
const TEXTS = 200;
/** Longest register in which a name that is nearly right is looked for. */
const REGISTER = 5000;

/** What a register has: its ids and, where they are nobody's personal names, what they are called. */
/** `plainId`, `plainName`: as they are compared. */
type Entry = { id: string; plainId: string; name: string | null; plainName: string | null };
type Register = { title: string; entries: Entry[] };

/**
 * Hints about cells of the table `sample` that refer to a site, an agent … that its own source does not have. Such rows
 * are taken all the same: the register may come later.
 */
export async function referenceHints(
  connection: DuckDBConnection,
  contracts: readonly Contract[],
  plan: Plan,
): Promise<HintOf> {
  const hints = new Map<string, Map<string, Message>>();
  for (const { column, from } of plan.fields) {
    const referred = contracts.find(({ id }) => id === column.refers);
    const [key, ...more] = referred?.key ?? [];
    // Within its own source a row may refer to one of the same file.
    if (!("cell" in from) || referred === undefined || key === undefined || more.length > 0) continue;
    if (referred.id === plan.contract.id) continue;
    const unknown = await findUnknown(connection, referred.id, key, from.cell.name);
    if (unknown.length === 0) continue;
    const register = await readRegister(connection, referred, key);
    hints.set(from.cell.name, new Map(unknown.map((text) => [text, hintOf(text, register)])));
  }
  return (name, text) => hints.get(name)?.get(text) ?? null;
}

async function findUnknown(connection: DuckDBConnection, source: string, key: string, cell: string): Promise<string[]> {
  const text = `trim(${quoteName(cell)})`;
  const result = await connection.runAndReadAll(`
    select distinct ${text} as text from sample
    where ${text} <> '' and exists (select 1 from sources.${source})
      and ${text} not in (select ${quoteName(key)} from sources.${source})
    order by text limit ${TEXTS}`);
  return result.getRows().map(([value]) => String(value));
}

async function readRegister(connection: DuckDBConnection, source: Contract, key: string): Promise<Register> {
  const named = source.columns.find(({ name, personal }) => name === "name" && !personal);
  const result = await connection.runAndReadAll(
    `select ${quoteName(key)}, ${named === undefined ? "null" : quoteName(named.name)} from sources.${source.id} limit ${REGISTER + 1}`,
  );
  const rows = result.getRows().map(([id, name]) => ({
    id: String(id),
    plainId: withoutZeros(String(id)),
    name: name == null ? null : String(name),
    plainName: name == null ? null : normaliseName(String(name)),
  }));
  return { title: source.title.zh, entries: rows.length > REGISTER ? [] : rows };
}

function hintOf(text: string, { title, entries }: Register): Message {
  const plain = normaliseName(text);
  const called = entries.find(({ plainName }) => plainName === plain);
  if (called !== undefined) {
    return {
      code: "name_for_id",
      zh: `“${text}”是名称，应填编号 ${called.id}`,
      en: `"${text}" is a name; its id is ${called.id}`,
    };
  }
  const bare = withoutZeros(text);
  const digits = entries.find(({ plainId }) => plainId === bare);
  const near = digits ?? nearestName(plain, entries);
  const zh = near === undefined ? "" : `，是 ${near.name ?? near.id}${near.name === null ? "" : `（${near.id}）`} 吗？`;
  const en = near === undefined ? "" : `; is it ${near.name === null ? near.id : `${near.name} (${near.id})`}?`;
  return {
    code: "unknown_reference",
    zh: `“${text}”：“${title}”里没有${zh}`,
    en: `"${text}" is not on record${en}`,
  };
}

function withoutZeros(id: string): string {
  return normaliseName(id).replace(/^0+/, "");
}

/** The one name that differs in a character, in longer ones in a quarter of them; ids that differ so are other ids. */
function nearestName(plain: string, entries: Register["entries"]): Register["entries"][number] | undefined {
  const size = [...plain].length;
  if (size < 3) return undefined;
  const most = Math.max(1, Math.floor(size / 4));
  const near = entries
    .flatMap((entry) => {
      const { plainName } = entry;
      // Names whose lengths differ by more are further apart than that.
      if (plainName === null || Math.abs(plainName.length - plain.length) > 2 * most) return [];
      return [{ entry, apart: distance(plain, plainName) }];
    })
    .filter(({ apart }) => apart <= most)
    .sort((a, b) => a.apart - b.apart);
  return near[0]?.apart === near[1]?.apart ? undefined : near[0]?.entry;
}
