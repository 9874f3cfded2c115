import { ageBuckets, type Age } from "./plan.ts";
import { quoteText } from "./sql-text.ts";

/**
 * The bucket of something's age on a day.
 *
 * @param since expression of the day from which it ages
 * @param day expression of the day on which its age is asked
 */
export function ageBucketSql(age: Age, since: string, day: string): string {
  const labels = ageBuckets(age);
  // Whole years, not turns of the year: from 31 December to 1 January nobody becomes a year older.
  const value = age.unit === "years" ? `date_sub('year', ${since}, ${day})` : `date_diff('day', ${since}, ${day})`;
  const cases = age.edges.map((edge, i) => `when ${value} <= ${edge} then ${quoteText(labels[i] ?? "")}`);
  return `case ${cases.join(" ")} else ${quoteText(labels.at(-1) ?? "")} end`;
}
