import { expect, test } from "vitest";
import { readPages } from "../support/pages.ts";
import { publish } from "../support/published.ts";

test("a log whose ticket is not there is told once, with its events", async () => {
  const system = await publish(
    {
      tickets: ["ticket_id,kind,created_at", "1,repair,2026-03-01 10:00"],
      ticket_events: [
        "ticket_id,occurred_at,event",
        "1,2026-03-01 10:00,created",
        "01,2026-03-01 10:00,created",
        "01,2026-03-01 11:00,resolved",
      ],
    },
    undefined,
    { only: ["checks.events_of_unknown_tickets"] },
  );
  expect(await readPages(system, "select ticket_id, events::integer from checks.events_of_unknown_tickets")).toEqual([
    ["01", 2],
  ]);
  await system.close();
});
