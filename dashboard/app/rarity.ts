import type { Language } from "../shared/words.ts";
import type { ListWords } from "./words-lists-zh.ts";

/** What happens less than once in so many tries nobody can picture. */
const MOST_TRIES = 1e9;

/** A probability in words: "凭运气 1,000 次里才有 1 次". */
export function raritySaid(probability: number | null, l: ListWords, lang: Language): string {
  if (probability === null) return l.impossible;
  if (probability * MOST_TRIES < 1) return l.rarerThan(bigNumber(MOST_TRIES, lang));
  if (probability >= 0.1) return l.timesIn(String(Math.round(probability * 10)), bigNumber(10, lang));
  // A round number of tries in which it happens once to nine times.
  const tries = 10 ** Math.ceil(-Math.log10(probability) - 1e-9);
  const times = Math.max(1, Math.round(probability * tries));
  return times === 1 ? l.oneIn(bigNumber(tries, lang)) : l.timesIn(String(times), bigNumber(tries, lang));
}

function bigNumber(n: number, lang: Language): string {
  if (lang === "en") return n >= 1e9 ? "1 billion" : n >= 1e6 ? `${n / 1e6} million` : n.toLocaleString("en");
  return n >= 1e8 ? `${n / 1e8} 亿` : n >= 1e4 ? `${n / 1e4} 万` : n.toLocaleString("en");
}
