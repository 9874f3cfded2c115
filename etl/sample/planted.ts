import type { DuckDBConnection } from "@duckdb/node-api";
import type { Size } from "./export.ts";
import { accountabilityPlanting } from "./planted/accountability.ts";
import { contradictionsPlanting } from "./planted/contradictions.ts";
import { customersPlanting } from "./planted/customers.ts";
import { deskPlanting } from "./planted/desk.ts";
import type { Fact } from "./planted/fact.ts";
import { fieldPlanting } from "./planted/field.ts";
import { habitsPlanting } from "./planted/habits.ts";
import { plantTable } from "./planted/plant.ts";
import type { Planting } from "./planted/planting.ts";
import { shopsPlanting } from "./planted/shops.ts";
import { timesPlanting } from "./planted/times.ts";

const plantings = (size: Size): Planting[] => [
  deskPlanting,
  customersPlanting,
  shopsPlanting,
  fieldPlanting,
  accountabilityPlanting,
  timesPlanting,
  habitsPlanting(size),
  contradictionsPlanting,
];

/** Statements that make `planted_<source>` of each source in which rows are planted; the sources' own tables come first. */
export function plantStatements(size: Size): string[] {
  const plants = plantings(size).flatMap((planting) => planting.plants);
  return [...new Set(plants.map(({ source }) => source))].map((source) =>
    plantTable(
      source,
      plants.filter((plant) => plant.source === source),
    ),
  );
}

/** Expected answers: what each list, rule and test must say of what is planted. */
export async function plantedFacts(connection: DuckDBConnection, size: Size): Promise<Fact[]> {
  const facts: Fact[] = [];
  for (const query of plantings(size).flatMap((planting) => planting.facts)) {
    const result = await connection.runAndReadAll(query);
    facts.push(...(result.getRowObjectsJson() as unknown as Fact[]));
  }
  return facts;
}
