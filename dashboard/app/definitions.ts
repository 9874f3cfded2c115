import type {
  Catalogue,
  CheckResult,
  ListEntry,
  MetricEntry,
  ModelEntry,
  RuleEntry,
  SourceEntry,
} from "../shared/catalogue.ts";
import type { Language, Words } from "../shared/words.ts";

export const KINDS = ["metrics", "lists", "accountability", "authenticity", "facts", "checks", "sources"] as const;
export type DefinitionKind = (typeof KINDS)[number];

/** One thing that has a page of its own: what its file, or its contract, says. */
export type Definition = {
  /** metrics.csat, lists.revisits_due, facts.tickets, sources.tickets … */
  id: string;
  kind: DefinitionKind;
  title: Words;
  about: Words;
  area: string | null;
  metric: MetricEntry | null;
  list: ListEntry | null;
  rule: RuleEntry | null;
  check: CheckResult | null;
  source: SourceEntry | null;
  model: ModelEntry | null;
  sql: string;
  path: string;
};

const NOTHING: Words = { zh: "", en: "" };

/** All of them, in the catalogue's order. */
export function definitionsOf(catalogue: Catalogue): Definition[] {
  const models = new Map(catalogue.models.map((model) => [model.id, model]));
  const base = (id: string, kind: DefinitionKind): Definition => {
    const model = models.get(id) ?? null;
    const name = id.slice(id.indexOf(".") + 1);
    return {
      id,
      kind,
      title: { zh: name, en: name },
      about: { zh: model?.grain ?? "", en: model?.grain ?? "" },
      area: null,
      metric: null,
      list: null,
      rule: null,
      check: null,
      source: null,
      model,
      sql: model?.sql ?? "",
      path: model?.path ?? "",
    };
  };
  const said = ({ title, about, sql, path }: MetricEntry | ListEntry | RuleEntry) => ({ title, about, sql, path });
  return [
    ...catalogue.metrics.map((metric) => ({
      ...base(`metrics.${metric.id}`, "metrics"),
      ...said(metric),
      area: metric.area,
      metric,
    })),
    ...catalogue.lists.map((list) => ({ ...base(`lists.${list.id}`, "lists"), ...said(list), area: list.area, list })),
    ...catalogue.rules.map((rule) => ({ ...base(`${rule.group}.${rule.id}`, rule.group), ...said(rule), rule })),
    ...catalogue.models.filter(({ id }) => id.startsWith("facts.")).map(({ id }) => base(id, "facts")),
    ...catalogue.checks
      .filter(({ id }) => models.has(`checks.${id}`))
      .map((check) => ({ ...base(`checks.${check.id}`, "checks"), title: check.title, about: NOTHING, check })),
    ...catalogue.sources.map((source) => ({
      ...base(`sources.${source.id}`, "sources"),
      title: source.title,
      about: NOTHING,
      source,
    })),
  ];
}

/** Whether all words looked for stand somewhere in it. */
export function matches({ id, title, about, metric, list, rule }: Definition, text: string): boolean {
  const asks = metric?.asks ?? list?.asks ?? rule?.asks ?? "";
  const all = [id, title.zh, title.en, about.zh, about.en, asks].join("\n").toLowerCase();
  return text
    .toLowerCase()
    .split(/\s+/)
    .every((word) => all.includes(word));
}

/** What a name in a query stands for: `accountability.findings` is all rules together. */
function readBy(catalogue: Catalogue, name: string): string[] {
  const all: Record<string, RuleEntry["group"]> = {
    "accountability.findings": "accountability",
    "authenticity.flags": "authenticity",
  };
  const group = all[name];
  return group === undefined
    ? [name]
    : catalogue.rules.filter((rule) => rule.group === group).map(({ id }) => `${group}.${id}`);
}

/** Everything that a model rests on, itself included. */
export function behind(catalogue: Catalogue, id: string): Set<string> {
  const models = new Map(catalogue.models.map((model) => [model.id, model]));
  const found = new Set<string>();
  const visit = (name: string): void => {
    for (const each of readBy(catalogue, name)) {
      if (found.has(each)) continue;
      found.add(each);
      for (const read of models.get(each)?.reads ?? []) visit(read);
    }
  };
  visit(id);
  return found;
}

/** Checks that look at something it rests on; those that found something first. */
export function checksOf(catalogue: Catalogue, id: string): CheckResult[] {
  const rests = behind(catalogue, id);
  const reads = new Map(catalogue.models.map((model) => [model.id, model.reads]));
  return catalogue.checks
    .filter((check) =>
      (reads.get(`checks.${check.id}`) ?? []).some((read) => !read.startsWith("ledger.") && rests.has(read)),
    )
    .sort((a, b) => Number(b.rows > 0) - Number(a.rows > 0));
}

/** Who reads a source: its contract does not say, but the models do. */
export function readersOf(catalogue: Catalogue, id: string): string[] {
  const model = catalogue.models.find((each) => each.id === id);
  return model ? model.readBy : catalogue.models.filter(({ reads }) => reads.includes(id)).map((each) => each.id);
}

/** The name of a model in a sentence. */
export function nameOf(definitions: ReadonlyMap<string, Definition>, id: string, lang: Language): string {
  return definitions.get(id)?.title[lang] ?? id;
}
