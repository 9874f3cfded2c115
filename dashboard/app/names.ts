import type { Catalogue, MetricEntry } from "../shared/catalogue.ts";
import { NO_MEMBER } from "../shared/query/plan.ts";
import type { Language } from "../shared/words.ts";
import { words } from "./words.ts";

/** What a member of a dimension is called: an enum's word, a site's or agent's name, else its id. */
export function memberName(catalogue: Catalogue, dimension: string, id: string | null, lang: Language): string {
  if (id === null || id === "" || id === NO_MEMBER) return words[lang].unknownMember;
  const label = catalogue.labels[dimension]?.[id];
  if (label) return label[lang];
  return catalogue.members[dimension]?.find((member) => member.id === id)?.name ?? id;
}

export function dimensionTitle(catalogue: Catalogue, dimension: string, lang: Language): string {
  return catalogue.dimensionTitles[dimension]?.[lang] ?? dimension;
}

export function metricOf(catalogue: Catalogue, id: string | null): MetricEntry | null {
  return catalogue.metrics.find((metric) => metric.id === id) ?? null;
}

/** Names of several members in one breath: "金桂苑、锦绣新村". */
export function memberNames(catalogue: Catalogue, dimension: string, ids: readonly string[], lang: Language): string {
  return ids.map((id) => memberName(catalogue, dimension, id, lang)).join(lang === "zh" ? "、" : ", ");
}
