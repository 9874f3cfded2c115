import type { Data } from "./data.ts";
import type { Members } from "./value.ts";

/** Dimensions whose members are staff; each has a team and a leader. */
const STAFF = ["agent", "collector", "inspector", "owner", "manager"];

/**
 * The members and what follows from them: a site has its region and company, a member of staff a team and a leader.
 * What a row says of itself (a customer's region) comes before what its site says.
 */
export function organised(data: Data, members: Members): Members {
  const all: Members = {};
  if ("site" in members) {
    const site = data.sites.find(({ site_id }) => site_id === members["site"]);
    all["region"] = site?.region ?? null;
    all["company"] = site?.company ?? null;
  }
  const staff = STAFF.find((dimension) => dimension in members);
  if (staff !== undefined) {
    const agent = data.agents.find(({ agent_id }) => agent_id === members[staff]);
    all["team"] = agent?.team ?? null;
    all["leader"] = agent?.leader_id ?? null;
  }
  return { ...all, ...members };
}
