import { expect, test } from "vitest";
import type { Catalogue } from "../../dashboard/shared/catalogue.ts";
import { readPages } from "../support/pages.ts";
import { publish } from "../support/published.ts";

test("a survey whose complaint is not there is told, and one without a complaint is not", async () => {
  const system = await publish(
    {
      complaints: ["complaint_id,received_at", "1,2026-03-01 10:00"],
      surveys: [
        "survey_id,campaign,complaint_id,visited_at,outcome",
        "known,complaint,1,2026-03-02 10:00,completed",
        "lost,complaint,01,2026-03-02 10:00,completed",
        "of_none,ticket,,2026-03-02 10:00,completed",
      ],
    },
    undefined,
    { only: ["checks.surveys_of_unknown_complaints"] },
  );
  const { checks } = (await (await system.request("/api/catalogue")).json()) as Catalogue;
  expect(checks.find(({ id }) => id === "surveys_of_unknown_complaints")).toMatchObject({ severity: "warn", rows: 1 });
  expect(await readPages(system, "select survey_id from checks.surveys_of_unknown_complaints")).toEqual([["lost"]]);
  await system.close();
});
