import { describe, expect, test } from "vitest";
import { rowsOfModel } from "../support/list-rows.ts";

describe("sites not inspected this month", () => {
  const FILES = {
    sites: [
      "site_id,name,kind,manager_id,in_maintenance_until",
      "never,甲苑,小区,U1,",
      "long,乙苑,小区,U1,",
      "done,丙苑,小区,U1,",
      "other,丁苑,小区,U2,",
      "shop,旗舰店,店铺,U2,",
      "kept,系统一,系统,U3,2026-08-24",
      "ended,系统二,系统,U3,2026-08-23",
      "coming,系统三,系统,U3,2027-01-01",
    ],
    contracts: ["contract_id,site_id,accepted_on,maintenance_ends_on", "H1,coming,2026-09-01,2027-01-01"],
    inspections: [
      "inspection_id,kind,site_id,inspector_id,inspected_at",
      "I1,network,long,U8,2026-05-01 09:00",
      "I2,network,long,U9,2026-07-31 23:59:59",
      "I3,network,done,U9,2026-08-01 00:00:00",
      // Of another kind, and of tomorrow.
      "I4,cleaning,other,U9,2026-08-20 07:00",
      "I5,network,other,U9,2026-06-20 07:00",
      "I6,network,other,U9,2026-08-25 07:00",
      "I7,network,kept,U9,2026-08-20 07:00",
      "I8,system,kept,U9,2026-07-20 07:00",
    ],
  };

  test("come by how long ago they were inspected, those never inspected first", async () => {
    const rows = await rowsOfModel("lists.unpatrolled_sites", FILES, "2026-08-24");
    expect(rows.map((row) => [row["site_id"], row["kind"], row["days_since"], row["last_inspector_id"]])).toEqual([
      ["never", "community", null, null],
      ["other", "community", "65", "U9"],
      ["kept", "system", "35", "U9"],
      ["long", "community", "24", "U9"],
    ]);
    expect(rows[0]).toMatchObject({ manager_id: "U1", is_never_inspected: true, days_left: "7" });
  });

  test("are gone with an inspection, and back with the next month", async () => {
    expect(await rowsOfModel("lists.unpatrolled_sites", FILES, "2026-08-25")).not.toContainEqual(
      expect.objectContaining({ site_id: "other" }),
    );
    const rows = await rowsOfModel("lists.unpatrolled_sites", FILES, "2026-09-01");
    expect(rows.map((row) => row["site_id"])).toEqual(["coming", "never", "long", "done", "other"]);
  });
});

describe("a leak for want of a patrol", () => {
  const FILES = {
    sites: ["site_id,name,kind,manager_id", "A,甲苑,小区,U1", "B,乙苑,小区,U2", "C,丙苑,小区,U3"],
    amounts: ["rule,holds_from,value", "leak_without_patrol,2026-07-01,0.125"],
    inspections: [
      "inspection_id,kind,site_id,inspected_at,loss_amount,missed_inspection",
      "first,network,A,2026-04-10 09:00,,",
      // Before the log of patrols begins.
      "before,quality,B,2026-03-10 09:00,500.00,",
      "put_down,network,A,2026-05-10 09:00,1000.05,是",
      "patrolled,quality,A,2026-05-11 09:00,1000.00,否",
      "unpatrolled,quality,B,2026-05-31 23:59,2000.00,",
      // A patrol later in the month is one.
      "patrolled_later,quality,B,2026-06-01 09:00,2000.00,",
      "patrol,network,B,2026-06-30 09:00,,",
      "other_share,quality,C,2026-07-31 09:00,80.00,",
      "no_loss,quality,C,2026-07-30 09:00,0.00,是",
      "this_month,quality,C,2026-08-05 09:00,80.00,",
      "put_down_now,quality,C,2026-08-06 09:00,80.00,是",
    ],
  };

  test("costs the site's manager the share of the day, once it is certain", async () => {
    const rows = await rowsOfModel("accountability.leak_without_patrol", FILES, "2026-08-24");
    expect(rows.map((row) => [row["key"], row["agent_id"], row["amount"]])).toEqual([
      ["other_share", "U3", "10.00"],
      ["put_down", "U1", "100.01"],
      ["put_down_now", "U3", "10.00"],
      ["unpatrolled", "U2", "200.00"],
    ]);
    expect(rows[3]).toMatchObject({
      month: "2026-05-01",
      happened_at: "2026-05-31",
      site_id: "B",
      effect: "fine",
      note_zh: "漏水损失 2,000.00 元，当月没有做管网巡查，按 10% 扣罚 200.00 元。",
      note_en: "Loss by a leak, CNY 2,000.00: no network inspection in the month. 10% of it is CNY 200.00.",
      evidence_source: "inspections",
      evidence: ["unpatrolled"],
    });
  });

  test("is certain on the month's last day, not before", async () => {
    const before = await rowsOfModel("accountability.leak_without_patrol", FILES, "2026-08-30");
    expect(before.map((row) => row["key"])).not.toContain("this_month");
    const after = await rowsOfModel("accountability.leak_without_patrol", FILES, "2026-08-31");
    expect(after.map((row) => row["key"])).toContain("this_month");
  });
});
