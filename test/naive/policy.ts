import type { Day } from "./calendar.ts";
import type { Data } from "./data.ts";

/** A value that managers may change from a day on: what the texts say, and what else random managers say. */
export type Policy = { rule: string; text: number; others: readonly number[] };

/** The value that holds on the day: the latest that began by then, before all of them what the texts say. */
export function policyOn(data: Data, policy: Policy, day: Day): number {
  let value = policy.text;
  let since = "";
  for (const { rule, holds_from, value: decided } of data.amounts) {
    if (rule !== policy.rule || holds_from > day || holds_from < since) continue;
    since = holds_from;
    value = decided;
  }
  return value;
}
