import { expect, test } from "vitest";
import { readPages } from "../support/pages.ts";
import { publish } from "../support/published.ts";

test("sites, staff and customers whom only field work names are told when no list knows them", async () => {
  const system = await publish(
    {
      sites: ["site_id,name", "known,金桂苑"],
      agents: ["agent_id,name", "known,李明"],
      customers: ["customer_id,name", "known,王芳"],
      inspections: [
        "inspection_id,kind,site_id,inspector_id,inspected_at",
        "1,network,known,known,2026-03-02 10:00",
        "2,network,new_site,new_inspector,2026-03-02 11:00",
      ],
      collections: [
        "collection_id,customer_id,site_id,collector_id,collected_at",
        "1,known,known,known,2026-03-02 10:00",
        "2,new_customer,lost_site,new_collector,2026-03-02 11:00",
      ],
      contracts: ["contract_id,customer_id", "1,known", "2,new_client"],
    },
    undefined,
    { only: ["checks.unknown_sites", "checks.unknown_agents", "checks.unknown_customers"] },
  );
  expect(await readPages(system, "select source, site_id, rows from checks.unknown_sites order by all")).toEqual([
    ["collections", "lost_site", "1"],
    ["inspections", "new_site", "1"],
  ]);
  expect(await readPages(system, "select source, agent_id from checks.unknown_agents order by all")).toEqual([
    ["collections", "new_collector"],
    ["inspections", "new_inspector"],
  ]);
  expect(await readPages(system, "select source, customer_id from checks.unknown_customers order by all")).toEqual([
    ["collections", "new_customer"],
    ["contracts", "new_client"],
  ]);
  await system.close();
});
