import type {
  Catalogue,
  CheckResult,
  DimensionMember,
  ListEntry,
  ModelEntry,
  RuleEntry,
  SourceEntry,
} from "../../dashboard/shared/catalogue.ts";
import { AREAS, DIMENSION_TITLES, MEMBER_LABELS } from "../../dashboard/shared/dimensions.ts";
import { quoteName, quoteText } from "../../dashboard/shared/query/sql-text.ts";
import type { Words } from "../../dashboard/shared/words.ts";
import type { Contract } from "../contract.ts";
import type { LinkedModel } from "./lineage.ts";
import type { BuiltMetric } from "./metrics.ts";
import { ALL_FINDINGS, RULE_LAYERS } from "../../dashboard/shared/rule-layers.ts";
import type { Workspace } from "./workspace.ts";

/** How many rows each source has, and up to which day its events go; days after `today` are mistakes and do not count. */
export async function describeSources(
  workspace: Workspace,
  contracts: readonly Contract[],
  today: string,
): Promise<SourceEntry[]> {
  const entries: SourceEntry[] = [];
  const loadDays = await lastLoadDays(workspace);
  for (const contract of contracts) {
    // An export cannot tell of a day after it was loaded either: a slip of the year there would become today in time.
    const loaded = loadDays.get(contract.id) ?? today;
    const until = quoteText(loaded < today ? loaded : today);
    const lasts = happenings(contract)
      .map(quoteName)
      .map((column) => `max(cast(${column} as date)) filter (cast(${column} as date) <= ${until})`);
    const last = lasts.length > 0 ? `strftime(greatest(${lasts.join(", ")}), '%Y-%m-%d')` : "null";
    const rows = await workspace.query(
      `select cast(count(*) as double) as rows, ${last} as through from sources.${quoteName(contract.id)}`,
    );
    entries.push({
      id: contract.id,
      title: contract.title,
      rows: Number(rows[0]?.["rows"]),
      through: (rows[0]?.["through"] as string | null) ?? null,
      columns: contract.columns.map(({ name, aliases, personal }) => ({
        id: name,
        title: { zh: aliases[0] ?? name, en: name.replaceAll("_", " ") },
        personal,
      })),
    });
  }
  return entries;
}

/** The day of each source's latest load in force. */
async function lastLoadDays(workspace: Workspace): Promise<Map<string, string>> {
  const rows = await workspace.query(
    `select source, strftime(cast(max(loaded_at) as date), '%Y-%m-%d') as day
     from ledger.loads where status = 'accepted' group by source`,
  );
  return new Map(rows.map(({ source, day }) => [String(source), String(day)]));
}

/** Columns that tell of something that has happened: the one that a contract names, and what may only follow it. */
export function happenings({ through, order }: Contract): string[] {
  if (through === null) return [];
  return [through, ...order.filter(([start]) => start === through).map(([, end]) => end)];
}

/** The last day on which any source has an event; `today` when there is no data. */
export function lastDay(sources: readonly SourceEntry[], today: string): string {
  const days = sources.flatMap(({ through }) => through ?? []).sort();
  return days.at(-1) ?? today;
}

/** Names of members: sites and agents from their lists, everything else from the contracts' enum words. */
export async function describeMembers(workspace: Workspace): Promise<Record<string, DimensionMember[]>> {
  const sites = await workspace.query("select site_id as id, name from sources.sites order by site_id");
  const agents = await workspace.query(
    "select agent_id as id, coalesce(name, agent_id) as name from sources.agents order by agent_id",
  );
  const asMembers = (rows: typeof sites) => rows.map(({ id, name }) => ({ id: String(id), name: String(name) }));
  const staff = ["agent", "collector", "inspector", "owner", "manager", "leader"];
  return { site: asMembers(sites), ...Object.fromEntries(staff.map((dimension) => [dimension, asMembers(agents)])) };
}

/**
 * Words of enum members by dimension: labels.channel.phone. Where two exports mean different things by one word, the
 * second one's stand under its own name: labels["ratings.facet"].service.
 */
export function describeLabels(contracts: readonly Contract[]): Record<string, Record<string, Words>> {
  const labels: Record<string, Record<string, Words>> = structuredClone(MEMBER_LABELS);
  for (const { id: source, columns } of contracts) {
    for (const { name, values } of columns) {
      for (const { id, words } of values ?? []) {
        const members = (labels[name] ??= {});
        members[id] ??= words;
        if (members[id].zh !== words.zh) (labels[`${source}.${name}`] ??= {})[id] = words;
      }
    }
  }
  labels["source"] = Object.fromEntries(contracts.map(({ id, title }) => [id, title]));
  return labels;
}

/** Every model with what it reads, what reads it, and what its last build took. */
export function describeModels(
  ordered: readonly LinkedModel[],
  builds: ReadonlyMap<string, { ms: number; unchanged: boolean }>,
): ModelEntry[] {
  const reads = new Map(
    ordered.map(({ layer, name, references }) => [
      `${layer}.${name}`,
      [...new Set(references.map(({ schema, table }) => `${schema}.${table}`))].sort(),
    ]),
  );
  return ordered.map(({ layer, name, path, sql, header }) => {
    const id = `${layer}.${name}`;
    const readers = new Set([
      id,
      ...RULE_LAYERS.filter((each) => each === layer).map((each) => `${each}.${ALL_FINDINGS[each]}`),
    ]);
    const build = builds.get(id);
    return {
      id,
      path,
      sql: layer === "facts" || layer === "checks" ? sql : "",
      grain: String(header["grain"] ?? ""),
      reads: reads.get(id) ?? [],
      readBy: [...reads].filter(([, read]) => read.some((each) => readers.has(each))).map(([reader]) => reader),
      builtInMs: build?.ms ?? 0,
      unchanged: build?.unchanged ?? false,
    };
  });
}

export function assembleCatalogue(input: {
  version: number;
  publishedAt: string;
  asOf: string;
  metrics: readonly BuiltMetric[];
  behind: ReadonlyMap<string, ReadonlySet<string>>;
  sources: SourceEntry[];
  lists: ListEntry[];
  rules: RuleEntry[];
  models: ModelEntry[];
  members: Record<string, DimensionMember[]>;
  labels: Record<string, Record<string, Words>>;
  checks: CheckResult[];
  rejected: number;
  sample: boolean;
}): Catalogue {
  const { metrics, behind, ...rest } = input;
  const areas = [...AREAS];
  for (const { header } of metrics) {
    if (!areas.some(({ id }) => id === header.area)) {
      areas.push({ id: header.area, title: { zh: header.area, en: header.area } });
    }
  }
  const dimensions = new Set([
    ...metrics.flatMap(({ header }) => header.by),
    ...rest.lists.flatMap(({ columns }) => columns.flatMap(({ dimension }) => dimension ?? [])),
    "rule",
  ]);
  return {
    ...rest,
    areas: areas.filter(({ id }) => metrics.some(({ header }) => header.area === id)),
    metrics: metrics.map(({ header, unplaced }) => {
      const {
        near: _near,
        age: _age,
        distinct: _distinct,
        closingDays: _closingDays,
        snapshot: _snapshot,
        targetFor: _targetFor,
        known: _known,
        scale: _scale,
        spread: _spread,
        ...entry
      } = header;
      return { ...entry, unplaced, sources: [...(behind.get(`metrics.${header.id}`) ?? [])].sort() };
    }),
    dimensionTitles: Object.fromEntries(
      [...dimensions].map((dim) => [dim, DIMENSION_TITLES[dim] ?? { zh: dim, en: dim }]),
    ),
  };
}
