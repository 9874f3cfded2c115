import fc from "fast-check";
import type { Area } from "../area.ts";
import { agent, delay, later, nullable, numbered, site, SITES, timeOf } from "../awkward.ts";
import { addDays, addMonths, type Day } from "../calendar.ts";
import type { Data, Rows } from "../data.ts";
import { maintenanceOf } from "../maintenance.ts";
import { placed, ratio, yes, type Happening } from "../metric.ts";
import { policyOn, type Policy } from "../policy.ts";
import type { NaiveSource } from "../source.ts";
import { clock, dayOf, type Members } from "../value.ts";

declare module "../data.ts" {
  interface Rows {
    tasks: Task;
    changes: Change;
    backups: Backup;
  }
}

type Task = {
  task_id: string;
  kind: "rectification" | "meeting" | "project" | "improvement" | "worklog" | "handbook" | "report" | "handover";
  site_id: string | null;
  owner_id: string | null;
  department: string | null;
  title: string;
  raised_on: string | null;
  due_on: string;
  done_on: string | null;
};

type Change = {
  change_id: string;
  site_id: string;
  agent_id: string | null;
  notified_at: string | null;
  changed_at: string;
  archived_at: string | null;
};

type Backup = {
  backup_id: string;
  site_id: string;
  backed_up_at: string;
  ok: boolean | null;
  restore_tested_at: string | null;
};

type Contract = Rows["contracts"];

const HANDOVER_DAYS: Policy = { rule: "handover_days", text: 14, others: [1, 13, 15, 30] };
const EXPIRY_MONTHS: Policy = { rule: "expiry_months", text: 3, others: [1, 2] };
const BACKUP_HOURS: Policy = { rule: "backup_hours", text: 24, others: [48, 12, 23] };
const RESTORE_MONTHS: Policy = { rule: "restore_test_months", text: 2, others: [1, 3] };

const tasks: NaiveSource<Task> = {
  columns: {
    task_id: "事项编号",
    kind: {
      header: "类型",
      words: {
        rectification: "整改",
        meeting: "遗留问题",
        project: "五个一工程",
        worklog: "日报",
        handbook: "服务手册",
      },
    },
    site_id: "项目",
    owner_id: "负责人",
    department: "承担部门",
    title: "事项",
    raised_on: "发现日期",
    due_on: "应完成日期",
    done_on: "实际完成日期",
  },
  key: ["task_id"],
  happened: ["raised_on", "done_on"],
  row: ({ days }) =>
    fc
      .record({
        task_id: numbered("Z", 40),
        kind: fc.constantFrom(
          ...([
            "rectification",
            "meeting",
            "project",
            "improvement",
            "worklog",
            "handbook",
            "report",
            "handover",
          ] as const),
        ),
        site_id: site,
        owner_id: agent,
        department: nullable(fc.constantFrom("工程部", "客服部")),
        title: fc.constant("路灯"),
        raised: nullable(fc.constantFrom(0, 1, 30)),
        due_on: days,
        done: nullable(fc.constantFrom(-31, -1, 0, 0, 1), 3),
      })
      .map(({ raised, done, ...row }): Task => {
        const done_on = done === null ? null : addDays(row.due_on, done);
        // Nothing is done before somebody asks for it.
        const raised_on =
          raised === null ? null : addDays(done_on !== null && done_on < row.due_on ? done_on : row.due_on, -raised);
        return { ...row, raised_on, done_on };
      }),
  most: 30,
  damages: [{ due_on: "月底" }, { title: "" }, { kind: "杂事" }],
};

const changes: NaiveSource<Change> = {
  columns: {
    change_id: "变更编号",
    site_id: "系统",
    agent_id: "变更人",
    notified_at: "告知客户时间",
    changed_at: "变更时间",
    archived_at: "存档时间",
  },
  key: ["change_id"],
  happened: ["changed_at"],
  row: ({ days }) =>
    fc
      .record({
        change_id: numbered("G", 20),
        site_id: fc.constantFrom(...SITES, "X99"),
        agent_id: agent,
        notified: nullable(fc.constantFrom(-86_400, -1, 0, 1, -1), 5),
        changed_at: timeOf(days),
        archived: nullable(delay, 4),
      })
      .map(({ notified, archived, ...row }): Change => ({
        ...row,
        notified_at: notified === null ? null : later(row.changed_at, notified),
        archived_at: archived === null ? null : later(row.changed_at, archived),
      })),
  most: 15,
};

const DAY = 86_400;

const backups: NaiveSource<Backup> = {
  columns: {
    backup_id: "备份编号",
    site_id: "系统",
    backed_up_at: "备份时间",
    ok: { header: "是否成功", cell: "bool" },
    restore_tested_at: "恢复演练时间",
  },
  key: ["backup_id"],
  happened: ["backed_up_at", "restore_tested_at"],
  row: ({ days }) =>
    fc
      .record({
        backup_id: numbered("U", 40),
        site_id: fc.constantFrom(...SITES, ...SITES, "X99"),
        backed_up_at: timeOf(days),
        ok: fc.constantFrom(true, true, true, true, false, null),
        tested: nullable(fc.constantFrom(0, 0, 1, 3600, DAY), 3),
      })
      .map(({ tested, ...row }): Backup => ({
        ...row,
        restore_tested_at: tested === null ? null : later(row.backed_up_at, tested),
      })),
  most: 30,
  damages: [{ backed_up_at: "" }, { restore_tested_at: "1999-01-01 00:00:00" }],
};

const RECTIFIED: readonly string[] = ["rectification", "project", "meeting", "improvement"];
const DELIVERED: readonly string[] = ["worklog", "handbook", "report", "training"];

/** Tasks of the kinds on the day they are due; from its morning on, one not done is due and not done. */
function onTime(data: Data, kinds: readonly string[], members: (task: Task) => Members): Happening[] {
  return placed(
    data.tasks,
    members,
    ({ due_on }) => due_on,
    ({ kind, due_on, done_on }) => (kinds.includes(kind) ? [yes(done_on !== null && done_on <= due_on), 1] : null),
  );
}

const managerOf = ({ manager_id }: Contract): Members => ({ manager: manager_id });

/** The same day so many months before the end, or the last of a month that lacks it. */
function remindBy(data: Data, end: Day): Day {
  return addMonths(end, -policyOn(data, EXPIRY_MONTHS, end));
}

function isHandedOver(data: Data, { accepted_on, handover_done_on, documents_missing }: Contract): boolean {
  if (accepted_on === null || handover_done_on === null) return false;
  return (
    handover_done_on <= addDays(accepted_on, policyOn(data, HANDOVER_DAYS, accepted_on)) && documents_missing === 0
  );
}

/** At that moment of the day: a good backup no older than the limit, and a restore test since so many months. */
function isFresh(data: Data, site_id: string, day: Day, moment: number): boolean {
  const oldest = moment - policyOn(data, BACKUP_HOURS, day) * 3_600_000;
  const since = addMonths(day, -policyOn(data, RESTORE_MONTHS, day));
  let backedUp = false;
  let tested = false;
  for (const { backed_up_at, ok, restore_tested_at, ...backup } of data.backups) {
    if (backup.site_id !== site_id) continue;
    const at = clock(backed_up_at);
    if (ok === true && at <= moment && at >= oldest) backedUp = true;
    if (restore_tested_at === null || clock(restore_tested_at) > moment) continue;
    if (dayOf(restore_tested_at) >= since) tested = true;
  }
  return backedUp && tested;
}

/** Systems and the days of their maintenance, from the first backup of any system on; today as of now. */
function systemDays(data: Data): Happening[] {
  const found: Happening[] = [];
  const first = data.backups.map(({ backed_up_at }) => dayOf(backed_up_at)).sort()[0];
  if (first === undefined) return found;
  const now = clock(data.now);
  for (const system of data.sites) {
    if (system.kind !== "system") continue;
    const { from, until } = maintenanceOf(data, system);
    for (let day = first; day <= data.today; day = addDays(day, 1)) {
      if ((from !== null && day < from) || (until !== null && day > until)) continue;
      // Every other day at its last microsecond.
      const moment = day === data.today ? now : clock(`${addDays(day, 1)} 00:00:00`) - 0.001;
      const fresh = isFresh(data, system.site_id, day, moment);
      found.push({ day, members: { site: system.site_id }, x: yes(fresh), y: 1 });
    }
  }
  return found;
}

export const area: Area = {
  sources: { tasks, changes, backups },
  reads: ["contracts"],
  policies: [HANDOVER_DAYS, EXPIRY_MONTHS, BACKUP_HOURS, RESTORE_MONTHS],
  metrics: {
    rectification_on_time: ratio((data) =>
      onTime(data, RECTIFIED, ({ site_id, owner_id, department, kind }) => ({
        site: site_id,
        owner: owner_id,
        department,
        kind,
      })),
    ),
    deliverable_on_time: ratio((data) => onTime(data, DELIVERED, ({ owner_id, kind }) => ({ owner: owner_id, kind }))),
    handover_on_time: ratio((data) =>
      placed(
        data.contracts,
        managerOf,
        ({ accepted_on }) => accepted_on,
        (contract) => [yes(isHandedOver(data, contract)), 1],
        ({ accepted_on }) =>
          accepted_on === null ? null : addDays(accepted_on, policyOn(data, HANDOVER_DAYS, accepted_on)),
      ),
    ),
    expiry_reminded: ratio((data) =>
      placed(
        data.contracts,
        managerOf,
        ({ maintenance_ends_on }) => maintenance_ends_on,
        ({ maintenance_ends_on: end, reminded_on }) =>
          end === null ? null : [yes(reminded_on !== null && reminded_on <= remindBy(data, end)), 1],
      ),
    ),
    renewal_rate: ratio((data) =>
      placed(
        data.contracts,
        managerOf,
        ({ maintenance_ends_on }) => maintenance_ends_on,
        ({ renewed }) => [yes(renewed === true), 1],
      ),
    ),
    change_notified: ratio((data) =>
      placed(
        data.changes,
        ({ site_id, agent_id }) => ({ site: site_id, agent: agent_id }),
        ({ changed_at }) => changed_at,
        ({ notified_at, changed_at, archived_at }) => {
          const told = notified_at !== null && clock(notified_at) < clock(changed_at);
          return [yes(told && archived_at !== null), 1];
        },
      ),
    ),
    backup_fresh: ratio(systemDays),
  },
  situations: {
    "a task done on the day it was due": (data) => data.tasks.some(({ due_on, done_on }) => done_on === due_on),
    "an undone task that is due today": (data) =>
      data.tasks.some(({ due_on, done_on }) => done_on === null && due_on === data.today),
    "a change told at the moment it was made": (data) =>
      data.changes.some(({ notified_at, changed_at }) => notified_at === changed_at),
    "a fresh system": (data) => systemDays(data).some(({ x }) => x === 1),
    "a backup exactly a day old": (data) =>
      data.backups.some(({ backed_up_at }) => later(backed_up_at.slice(0, 19), DAY) === data.now),
    "a system whose maintenance ends": (data) =>
      data.sites.some((row) => {
        const { until } = maintenanceOf(data, row);
        return row.kind === "system" && until !== null && until < data.today;
      }),
  },
};
