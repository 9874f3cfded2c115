import type { MetricEntry } from "../../dashboard/shared/catalogue.ts";
import type { Day } from "../naive/calendar.ts";
import type { Data } from "../naive/data.ts";
import type { System } from "./system.ts";

/** What a system is asked about: its figures must be those of `data`, as of `today` where nothing else is said. */
export type Situation = { system: System; metrics: MetricEntry[]; data: Data; today: Day };
