import type { Catalogue, MetricEntry } from "../shared/catalogue.ts";
import { memberTitle } from "../shared/members.ts";
import { NO_MEMBER } from "../shared/query/plan.ts";
import type { Language } from "../shared/words.ts";
import { words } from "./words.ts";

/**
 * What a member of a dimension is called: an enum's word, a site's or agent's name, else its id.
 *
 * @param sources where it comes from; some words mean one thing in one export and another in the next
 */
export function memberName(
  catalogue: Catalogue,
  dimension: string,
  id: string | null,
  lang: Language,
  sources: readonly string[] = [],
): string {
  if (id === null || id === "" || id === NO_MEMBER) return words[lang].unknownMember;
  return memberTitle(catalogue, dimension, id, lang, sources) ?? id;
}

export function dimensionTitle(catalogue: Catalogue, dimension: string, lang: Language): string {
  return catalogue.dimensionTitles[dimension]?.[lang] ?? dimension;
}

export function metricOf(catalogue: Catalogue, id: string | null): MetricEntry | null {
  return catalogue.metrics.find((metric) => metric.id === id) ?? null;
}

/** Names of several members in one breath: "金桂苑、锦绣新村". */
export function memberNames(
  catalogue: Catalogue,
  dimension: string,
  ids: readonly string[],
  lang: Language,
  sources: readonly string[] = [],
): string {
  return ids.map((id) => memberName(catalogue, dimension, id, lang, sources)).join(lang === "zh" ? "、" : ", ");
}
