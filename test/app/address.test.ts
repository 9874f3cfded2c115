import { describe, expect, test } from "vitest";
import { addressOf, formatAddress, parseAddress, toggleMember } from "../../dashboard/app/address.ts";

function parse(path: string) {
  return parseAddress(new URL(path, "http://127.0.0.1:4173"));
}

describe("an address", () => {
  test("says page, period, filters and language", () => {
    expect(
      parse("/metrics/recovery_rate?period=2026-Q3&site=S01&site=S02&fee_kind=water&lang=en&rows=site:S01"),
    ).toMatchObject({
      page: "metric",
      metric: "recovery_rate",
      period: "2026-Q3",
      grain: "quarter",
      filters: { site: ["S01", "S02"], fee_kind: ["water"] },
      lang: "en",
      rows: "site:S01",
    });
  });

  test("without parameters follows the data", () => {
    expect(parse("/")).toMatchObject({ page: "overview", period: null, grain: null, filters: {}, lang: null });
  });

  test.each([
    ["2026", "year"],
    ["2026-08", "month"],
    ["2026-Q3", "quarter"],
    ["2026-W34", "week"],
    ["2026-08-23", "day"],
  ] as const)("takes the grain from how the period %s is spelled, whatever `grain` says", (period, grain) => {
    expect(parse(`/?period=${period}&grain=year`).grain).toBe(grain);
  });

  test("drops a period that does not exist", () => {
    expect(parse("/?period=2026-13&grain=week")).toMatchObject({ period: null, grain: "week" });
    expect(parse("/?period=2026-02-30")).toMatchObject({ period: null, grain: null });
  });

  test("of no page is lost", () => {
    expect(parse("/reports").page).toBe("lost");
    expect(parse("/metrics").page).toBe("lost");
  });

  test.each([
    "/",
    "/data?view=rejects&load=12",
    "/?period=2026-08&grain=month&site=S01&site=S02&status=miss&lang=en",
    "/metrics/csat?period=2026-W34&grain=week&channel=phone&trend=day&by=agent&rows=site:S01",
    "/lists/unpaid_orders?site=DP01&status=open&area=x&on=2026-07-31&sort=amount:desc,order_id&group=none",
    "/accountability?month=2026-07&rule=missed_call&finding=missed_call%20HJ%201",
    "/definitions?find=%E5%9B%9E%E6%94%B6",
    "/definitions/metrics/recovery_rate?lang=en",
    "/metrics/csat?site=%E9%87%91%2C%E6%A1%82&site=S02&category=(none)&rows=category:(none)",
  ])("%s reads back as it was written", (path) => {
    const address = parse(path);
    expect(parse(formatAddress(address))).toEqual(address);
  });
});

test("a list's filters may be called what is no filter on other pages", () => {
  expect(parse("/lists/tasks?status=open&area=x&sort=due_on").filters).toEqual({ status: ["open"], area: ["x"] });
  expect(parse("/?status=miss").filters).toEqual({});
});

test("a definition's path names no file, which the server would look for", () => {
  const address = parse("/definitions/metrics/csat");
  expect(address).toMatchObject({ page: "definition", model: "metrics.csat" });
  expect(formatAddress(address)).toBe("/definitions/metrics/csat");
});

test("a link to another page keeps period, site and language, and nothing else", () => {
  const from = parse("/metrics/csat?period=2026-07&site=S01&channel=phone&by=agent&rows=all&lang=en");
  expect(formatAddress(addressOf(from, "overview"))).toBe("/?period=2026-07&grain=month&site=S01&lang=en");
  expect(formatAddress(addressOf(from, "metric", { metric: "nps" }))).toBe(
    "/metrics/nps?period=2026-07&grain=month&site=S01&lang=en",
  );
});

test("switching the last member off removes the filter", () => {
  expect(toggleMember({ site: ["S01"], channel: ["phone"] }, "site", "S01")).toEqual({ channel: ["phone"] });
  expect(toggleMember({ site: ["S01"] }, "site", "S02")).toEqual({ site: ["S01", "S02"] });
});
