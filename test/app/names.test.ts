import { expect, test } from "vitest";
import type { Catalogue } from "../../dashboard/shared/catalogue.ts";
import { memberNames } from "../../dashboard/app/names.ts";

test("a filter on rows without a member says so in words", () => {
  const catalogue = { labels: {}, members: { site: [{ id: "S1", name: "金桂苑" }] } } as unknown as Catalogue;
  expect(memberNames(catalogue, "site", ["S1", "(none)"], "zh")).toBe("金桂苑、未填");
  expect(memberNames(catalogue, "site", ["(none)"], "en")).toBe("not given");
});
