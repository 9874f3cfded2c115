import type { Catalogue } from "./catalogue.ts";
import type { Language } from "./words.ts";

/** What a member is called: an enum's word, a site's or a person's name; null where nothing names it. */
export function memberTitle(
  { labels, members }: Pick<Catalogue, "labels" | "members">,
  dimension: string,
  id: string,
  lang: Language,
): string | null {
  const label = labels[dimension]?.[id];
  if (label) return label[lang];
  return members[dimension]?.find((member) => member.id === id)?.name ?? null;
}
