import type { Catalogue } from "./catalogue.ts";
import type { Language } from "./words.ts";

/**
 * What a member is called: an enum's word, a site's or a person's name; null where nothing names it.
 *
 * @param sources exports it comes from, whose own meaning of a word goes before the common one
 */
export function memberTitle(
  { labels, members }: Pick<Catalogue, "labels" | "members">,
  dimension: string,
  id: string,
  lang: Language,
  sources: readonly string[] = [],
): string | null {
  const own = sources.map((source) => labels[`${source}.${dimension}`]?.[id]).find((label) => label !== undefined);
  const label = own ?? labels[dimension]?.[id];
  if (label) return label[lang];
  return members[dimension]?.find((member) => member.id === id)?.name ?? null;
}
