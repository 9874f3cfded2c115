import { rename } from "node:fs/promises";
import { join } from "node:path";
import { expect, test } from "vitest";
import { followCurrentVersion } from "../../dashboard/server/current-version.ts";
import { publish } from "../support/published.ts";

test("a version that could not be opened is tried again, with pauses, until it can", async () => {
  const published = await publish({ sites: ["site_id,name", "S1,甲"] });
  const pages = join(published.data, "published/1/pages.duckdb");
  await rename(pages, `${pages}.away`);
  const said: string[] = [];
  const current = await followCurrentVersion(published.data, { log: (line) => said.push(line) });
  expect(current.number()).toBeNull();
  await current.refresh();
  await current.refresh();
  // Not at every look.
  expect(said).toHaveLength(1);
  await rename(`${pages}.away`, pages);
  await expect.poll(() => current.number(), { timeout: 10_000 }).toBe(1);
  await current.close();
  await published.close();
});
