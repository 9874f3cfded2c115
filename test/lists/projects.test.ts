import { expect, test } from "vitest";
import { readPages } from "../support/pages.ts";
import { publish } from "../support/published.ts";

test("contracts that end within three months and of which nobody was reminded", async () => {
  const system = await publish(
    {
      contracts: [
        "contract_id,site_id,manager_id,accepted_on,maintenance_ends_on,reminded_on,renewed",
        "H1,XT01,GL01,2025-05-31,2026-05-31,,",
        "H2,XT01,GL01,2025-06-01,2026-06-01,,",
        "H3,XT02,GL01,2025-03-01,2026-03-01,,",
        "H4,XT02,GL01,2025-02-28,2026-02-28,,",
        "H5,XT03,GL02,2025-04-01,2026-04-01,2026-01-01,",
        "H6,XT03,GL02,2025-04-01,2026-04-01,,是",
      ],
    },
    "2026-03-01",
    { only: ["lists.contracts_expiring"] },
  );
  // Three months before 31 May is 28 February, before 1 June it is 1 March. H4 has ended, H5 was reminded, H6 goes on.
  expect(
    await readPages(
      system,
      "select contract_id, days_left, reminder_overdue_days from lists.contracts_expiring order by maintenance_ends_on",
    ),
  ).toEqual([
    ["H3", "0", "90"],
    ["H1", "91", "1"],
    ["H2", "92", "0"],
  ]);
  await system.close();
});

test("rectifications due within seven days or past, and not done", async () => {
  const system = await publish(
    {
      tasks: [
        "task_id,kind,site_id,owner_id,title,raised_on,due_on,done_on",
        "T1,rectification,XM01,GL01,天台违规搭建,2026-04-01,2026-04-20,",
        "T2,meeting,XM01,GL01,花名册签字流程,2026-04-01,2026-05-08,",
        "T3,meeting,XM01,GL01,特殊考勤,2026-04-01,2026-05-09,",
        "T4,project,XM01,GL01,五个一工程,2026-04-01,2026-04-20,2026-04-30",
        "T5,worklog,XM01,GL01,日志,2026-04-01,2026-04-20,",
        "T6,improvement,XM01,GL01,机房线路,2026-04-01,2026-05-01,",
      ],
    },
    "2026-05-01",
    { only: ["lists.rectifications_due"] },
  );
  expect(
    await readPages(system, "select task_id, overdue_days from lists.rectifications_due order by overdue_days desc"),
  ).toEqual([
    ["T1", "11"],
    ["T6", "0"],
    ["T2", "-7"],
  ]);
  await system.close();
});

test("systems in maintenance without a good backup in 24 hours or a restore test in two months", async () => {
  const system = await publish(
    {
      sites: [
        "site_id,name,kind,manager_id,in_maintenance_until",
        "XT01,智慧水务平台,system,GL01,2026-12-31",
        "XT02,物业收费系统,system,GL01,2026-12-31",
        "XT03,门禁系统,system,GL01,2026-12-31",
        "XT04,从未备份,system,GL01,2026-12-31",
        "XT05,已经期满,system,GL01,2026-02-28",
      ],
      backups: [
        "backup_id,site_id,backed_up_at,ok,restore_tested_at",
        "B1,XT01,2025-12-31 08:00:00,是,2025-12-31 09:00:00",
        "B2,XT01,2026-03-01 08:00:00,是,",
        "B3,XT02,2026-02-28 07:59:59,是,2026-02-28 09:00:00",
        "B4,XT02,2026-03-01 07:00:00,否,",
        "B5,XT03,2026-01-01 08:00:00,是,2026-01-01 09:00:00",
        "B6,XT03,2026-03-01 01:00:00,是,",
        "B7,XT05,2026-01-02 08:00:00,是,",
      ],
    },
    "2026-03-01",
    { only: ["lists.stale_backups"] },
  );
  // Now is 08:00. XT01 was last tested on 31 December, XT03 a day later, which is two months to the day.
  // XT02's last good backup is 24 hours and a second old.
  expect(
    await readPages(
      system,
      `select site_id, is_backed_up, is_restore_tested, round(hours_since_backup, 3), days_since_restore_test
       from lists.stale_backups order by site_id`,
    ),
  ).toEqual([
    ["XT01", true, false, 0, "60"],
    ["XT02", false, true, 24, "1"],
    ["XT04", false, false, null, null],
  ]);
  await system.close();
});
