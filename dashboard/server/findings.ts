import type { DuckDBConnection } from "@duckdb/node-api";
import type { Catalogue, RuleEntry } from "../shared/catalogue.ts";
import type { Cell, Effect, EvidenceAnswer, Finding, FindingsAnswer, FindingsSum } from "../shared/lists.ts";
import { parseDays, periodStart, type Day } from "../shared/periods.ts";
import { isOneOf } from "../shared/query/events-sql.ts";
import { quoteDay, quoteName, quoteText } from "../shared/query/sql-text.ts";
import { BadRequest } from "./ask.ts";
import { cellSql } from "./lists.ts";

export type FindingsGroup = RuleEntry["group"];

/** What may be asked of a ledger, as text. `month`: 2026-07, `all`, or nothing for the newest that has any. */
export type FindingsQuestion = { month?: string | undefined; rule: string[]; site: string[]; agent: string[] };

/** The view that holds a group's findings; flags have no amount, findings no statistic. */
const VIEWS: Record<FindingsGroup, { view: string; own: string }> = {
  accountability: {
    view: "accountability.findings",
    own: `strftime(happened_at, '%Y-%m-%d') as happened_on, cast(amount as double) as amount, effect,
          null::double as statistic, null::double as rarity`,
  },
  authenticity: {
    view: "authenticity.flags",
    own: `null::varchar as happened_on, null::double as amount, null::varchar as effect,
          cast(statistic as double) as statistic, cast(rarity as double) as rarity`,
  },
};

const SUMS = `cast(count(*) as double) as rows,
  coalesce(sum(amount) filter (effect = 'fine'), 0) as fines,
  coalesce(sum(amount) filter (effect = 'reward'), 0) as rewards,
  cast(count(*) filter (effect in ('withheld', 'rank')) as double) as other`;

/** @throws BadRequest naming what is not known and what is */
export function parseFindings(
  catalogue: Catalogue,
  group: FindingsGroup,
  question: FindingsQuestion,
): FindingsQuestion & { day: Day | "all" | null } {
  const known = catalogue.rules.filter((rule) => rule.group === group).map(({ id }) => id);
  for (const rule of question.rule) {
    if (known.includes(rule)) continue;
    throw new BadRequest(
      "unknown_rule",
      `没有规则 ${rule}。现有：${known.join("、") || "（无）"}。`,
      `There is no rule ${rule}. There are: ${known.join(", ") || "none"}.`,
    );
  }
  const { month } = question;
  if (month === undefined || month === "") return { ...question, day: null };
  if (month === "all") return { ...question, day: "all" };
  const days = parseDays(month);
  if (days && days.first === periodStart("month", days.first)) return { ...question, day: days.first };
  throw new BadRequest("bad_month", `${month} 不是月份，要写作 2026-07。`, `${month} is not a month; write 2026-07.`);
}

/** A page of the findings of a month, and what they come to by person, rule and site. */
export async function readFindings(
  connection: DuckDBConnection,
  version: number,
  group: FindingsGroup,
  { day, rule, site, agent }: ReturnType<typeof parseFindings>,
  page: { limit: number; offset: number },
): Promise<FindingsAnswer> {
  const { view, own } = VIEWS[group];
  const query = async (sql: string): Promise<Record<string, Cell>[]> =>
    (await connection.runAndReadAll(sql)).getRowObjectsJS() as Record<string, Cell>[];
  const found = `(
    select rule, key, month, site_id as site, agent_id as agent, note_zh, note_en, evidence_source, len(evidence) as evidence,
      ${own}
    from ${view})`;
  const months = (
    await query(
      `select strftime(month, '%Y-%m-%d') as month, cast(count(*) as double) as rows from ${view}
       group by month order by month desc`,
    )
  ).map((row) => ({ month: String(row["month"]), rows: Number(row["rows"]) }));
  // A date that somebody mistyped lies in a month to come: it is found there, but nobody opens the ledger for it.
  const [now] = await query("select strftime(today, '%Y-%m-01') as month from ledger.today");
  const newest = months.find(({ month }) => month <= String(now?.["month"])) ?? months[0];
  const shown = day === "all" ? null : (day ?? newest?.month ?? null);
  const conditions = {
    month: day === "all" ? "true" : shown === null ? "false" : `month = ${quoteDay(shown)}`,
    rule: rule.length === 0 ? "true" : isOneOf("rule", rule),
    site: site.length === 0 ? "true" : isOneOf("site", site),
    agent: agent.length === 0 ? "true" : isOneOf("agent", agent),
  };
  /** All conditions, or all but one: what a menu offers must not vanish with its own choice. */
  const where = (without?: keyof typeof conditions): string =>
    Object.entries(conditions)
      .filter(([name]) => name !== without)
      .map(([, condition]) => condition)
      .join(" and ");
  const sumsBy = async (name: "rule" | "site" | "agent"): Promise<FindingsSum[]> =>
    (
      await query(
        `select ${name} as id, ${SUMS} from ${found} where ${where(name)}
         group by ${name} order by fines desc, rows desc, id`,
      )
    ).map((row) => ({
      id: row["id"] as string | null,
      rows: Number(row["rows"]),
      fines: Number(row["fines"]),
      rewards: Number(row["rewards"]),
      other: Number(row["other"]),
    }));
  const [counted] = await query(`select cast(count(*) as double) as rows from ${found} where ${where()}`);
  // Flags: the rarest first, and what is impossible before what is rare. Findings: as a ledger runs, by day.
  const order = group === "authenticity" ? "rarity nulls first, rule, key" : "happened_on nulls last, rule, key";
  const rows = await query(
    `select rule, key, strftime(month, '%Y-%m-%d') as month, happened_on, site, agent, note_zh, note_en, amount, effect,
       statistic, rarity, evidence_source, cast(evidence as double) as evidence
     from ${found} where ${where()}
     order by ${day === "all" ? "month desc, " : ""}${order} limit ${page.limit} offset ${page.offset}`,
  );
  return {
    version,
    month: shown,
    months,
    total: Number(counted?.["rows"] ?? 0),
    people: await sumsBy("agent"),
    rules: await sumsBy("rule"),
    sites: await sumsBy("site"),
    rows: rows.map(asFinding),
  };
}

function asFinding(row: Record<string, Cell>): Finding {
  return {
    rule: String(row["rule"]),
    key: String(row["key"]),
    month: String(row["month"]),
    happenedOn: row["happened_on"] as string | null,
    site: row["site"] as string | null,
    agent: row["agent"] as string | null,
    note: { zh: String(row["note_zh"] ?? ""), en: String(row["note_en"] ?? row["note_zh"] ?? "") },
    amount: row["amount"] as number | null,
    effect: row["effect"] as Effect | null,
    statistic: row["statistic"] as number | null,
    rarity: row["rarity"] as number | null,
    evidenceSource: String(row["evidence_source"] ?? ""),
    evidence: Number(row["evidence"] ?? 0),
  };
}

/** Rows of evidence in one answer, at most; a flag may rest on thousands. */
const MOST_EVIDENCE = 500;

/** The source rows that a finding rests on, as the build kept them. */
export async function readEvidence(
  connection: DuckDBConnection,
  catalogue: Catalogue,
  ruleId: string,
  key: string,
): Promise<EvidenceAnswer> {
  const rule = catalogue.rules.find(({ id }) => id === ruleId);
  if (!rule) {
    throw new BadRequest("unknown_rule", `没有规则 ${ruleId}。`, `There is no rule ${ruleId}.`);
  }
  const found = await connection.runAndReadAll(
    `select evidence_source, cast(len(evidence) as double) from pages.${rule.group}.${quoteName(rule.id)}
     where cast(key as varchar) = ${quoteText(key)}`,
  );
  const [row] = found.getRows();
  if (!row) {
    throw new BadRequest(
      "unknown_finding",
      `${rule.title.zh}里没有 ${key} 这一条，可能数据已经改好。`,
      `${rule.id} has no finding ${key}; the data may have been mended.`,
    );
  }
  const source = String(row[0]);
  const described = await connection.runAndReadAll(
    `select column_name, column_type from (describe pages.evidence.${quoteName(source)}) where column_name <> 'evidence_key'`,
  );
  const types = described.getRows().map(([name, type]) => [String(name), String(type)] as const);
  const entry = catalogue.sources.find(({ id }) => id === source);
  const rows = await connection.runAndReadAll(
    `select ${types.map(([name, type]) => `${cellSql(`rows.${quoteName(name)}`, type)} as ${quoteName(name)}`).join(", ")}
     from pages.evidence.${quoteName(source)} as rows
     where rows.evidence_key in (
       select unnest(evidence) from pages.${rule.group}.${quoteName(rule.id)} where cast(key as varchar) = ${quoteText(key)})
     order by rows.evidence_key limit ${MOST_EVIDENCE}`,
  );
  return {
    source,
    columns: types.map(([id]) => {
      const column = entry?.columns.find((each) => each.id === id);
      return {
        id,
        title: column?.title ?? { zh: id, en: id },
        dimension: id.endsWith("_id") ? id.slice(0, -3) : null,
        personal: column?.personal ?? false,
      };
    }),
    total: Number(row[1]),
    rows: rows.getRowObjectsJS() as Record<string, Cell>[],
  };
}
