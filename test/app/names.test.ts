import { expect, test } from "vitest";
import type { Catalogue } from "../../dashboard/shared/catalogue.ts";
import { memberName, memberNames } from "../../dashboard/app/names.ts";

test("a filter on rows without a member says so in words", () => {
  const catalogue = { labels: {}, members: { site: [{ id: "S1", name: "金桂苑" }] } } as unknown as Catalogue;
  expect(memberNames(catalogue, "site", ["S1", "(none)"], "zh")).toBe("金桂苑、未填");
  expect(memberNames(catalogue, "site", ["(none)"], "en")).toBe("not given");
});

test("a word that means one thing in one export and another in the next is told by the metric's export", () => {
  const catalogue = {
    labels: {
      facet: { service: { zh: "服务", en: "Service" } },
      "ratings.facet": { service: { zh: "服务态度", en: "Manner" } },
    },
    members: {},
  } as unknown as Catalogue;
  expect(memberName(catalogue, "facet", "service", "zh")).toBe("服务");
  expect(memberName(catalogue, "facet", "service", "zh", ["sites", "ratings"])).toBe("服务态度");
});
