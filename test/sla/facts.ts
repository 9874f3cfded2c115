import { join } from "node:path";
import { openVersion } from "../../dashboard/server/version.ts";
import { publish } from "../support/published.ts";

export type Row = Record<string, string | number | boolean | null>;

/** Loads the files, builds the SLA's facts, and answers queries over what was published. */
export async function factsOf(
  files: Record<string, string[]>,
  queries: readonly string[],
  only: readonly string[] = ["facts.sla_clocks"],
): Promise<Row[][]> {
  const published = await publish(files, undefined, { only });
  const version = await openVersion(join(published.data, "published/1"));
  try {
    const answers: Row[][] = [];
    for (const query of queries) {
      answers.push(
        await version.read(
          async (connection) => (await connection.runAndReadAll(query)).getRowObjectsJson() as unknown as Row[],
        ),
      );
    }
    return answers;
  } finally {
    await version.close();
    await published.close();
  }
}
