import { expect, test } from "vitest";
import { mendingPath, rowsPath, seriesPath } from "../../dashboard/app/api.ts";

const filters = { category: ["Payday loan, title loan", "(none)"], site: ["S1"] };
const SAID = "category=Payday%20loan%2C%20title%20loan&category=(none)&site=S1";

test("each member of a filter is a parameter of its own, whatever its name holds", () => {
  expect(seriesPath({ metrics: ["csat", "nps"], grain: "month", filters })).toBe(
    `/api/series?metric=csat,nps&grain=month&${SAID}`,
  );
  expect(rowsPath({ metric: "csat", grain: "month", period: "2026-08-01", filters })).toBe(
    `/api/rows?metric=csat&grain=month&period=2026-08-01&${SAID}`,
  );
});

test("rejected rows are downloaded in the page's language", () => {
  expect(mendingPath(12, "en")).toBe("/api/loads/12/mending.csv?lang=en");
});
