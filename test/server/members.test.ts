import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { publish, type Published } from "../support/published.ts";

const LOAN = "Payday loan, title loan";

let published: Published;

beforeAll(async () => {
  const complaint = (id: number, category: string, site: string) =>
    `${id},"${category}",${site},2026-03-05 10:00,投诉,${id < 4 ? "2026-03-06 10:00" : ""}`;
  published = await publish({
    complaints: [
      "complaint_id,category,site_id,received_at,content,resolved_at",
      complaint(1, LOAN, "S1"),
      complaint(2, LOAN, ""),
      complaint(3, "Mortgage", "S1"),
      complaint(4, "", "S1"),
      complaint(5, "", ""),
      complaint(6, "it's", "S2"),
    ],
    tickets: [
      "ticket_id,kind,site_id,created_at",
      "1,repair,S1,2026-03-01 10:00",
      "2,repair,,2026-03-01 10:00",
      "3,repair,,2026-03-01 10:00",
    ],
  });
});

afterAll(() => published?.close());

async function count(filter: string, metric = "complaint_count"): Promise<number | null | undefined> {
  const period = "grain=month&from=2026-03&to=2026-03";
  const [row] = await published.series(`metric=${metric}&${period}&${filter}`);
  const rows = await published.request(`/api/rows?metric=${metric}&grain=month&period=2026-03&${filter}`);
  expect(rows.status).toBe(200);
  // The rows behind it are the same.
  expect(Number(rows.headers.get("X-Heng-Value"))).toBe(row?.value ?? 0);
  return row?.value;
}

describe("a filter", () => {
  test("takes a member whose name holds a comma", async () => {
    expect(await count(`category=${encodeURIComponent(LOAN)}`)).toBe(2);
    expect(await count(`category=${encodeURIComponent("it's")}`)).toBe(1);
  });

  test("said again means any of them", async () => {
    expect(await count(`category=${encodeURIComponent(LOAN)}&category=Mortgage`)).toBe(3);
  });

  test("takes (none) for rows that have no member, alone and beside others", async () => {
    expect(await count("category=(none)")).toBe(2);
    expect(await count(`category=(none)&category=${encodeURIComponent(LOAN)}`)).toBe(4);
    expect(await count("category=(none)&site=S1")).toBe(1);
    expect(await count("site=%28none%29")).toBe(2);
  });

  test("holds for a balance too", async () => {
    expect(await count("site=(none)", "backlog")).toBe(2);
  });

  test("no longer splits at commas", async () => {
    expect(await count("site=S1,S2")).toBe(0);
    expect(await count("site=S1&site=S2")).toBe(4);
  });
});

describe("a parameter with a control character", () => {
  test.each(["site=S1%00", "metric=csat%00", "si%01te=S1", "site=%7F"])("is refused: %s", async (filter) => {
    const response = await published.request(`/api/series?metric=complaint_count&grain=month&${filter}`);
    expect(response.status).toBe(400);
    expect(await response.json()).toMatchObject({ error: { code: "control_character" } });
  });

  test("may be a line break, which stands in some cells", async () => {
    expect((await published.request("/api/series?metric=complaint_count&site=a%0Ab")).status).toBe(200);
  });
});

describe("the rows of a period", () => {
  const total = async (query: string) => {
    const response = await published.request(`/api/rows?metric=complaint_count&${query}`);
    return response.status === 200 ? Number(response.headers.get("X-Heng-Total")) : await response.json();
  };

  test("are those of the grain that its spelling says", async () => {
    expect(await total("period=2026-Q1")).toBe(6);
    expect(await total("period=2026")).toBe(6);
    expect(await total("period=2026-W10")).toBe(6);
    expect(await total("period=2026-03-05")).toBe(6);
    expect(await total("period=2026-03-01")).toBe(0);
  });

  test("may be named by its first day, whatever its grain", async () => {
    expect(await total("grain=quarter&period=2026-01-01")).toBe(6);
  });

  test("are refused where grain and period contradict each other", async () => {
    expect(await total("grain=month&period=2026-Q1")).toMatchObject({ error: { code: "bad_grain" } });
  });
});
