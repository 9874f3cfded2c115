import { expect, test } from "vitest";
import { readPages } from "../support/pages.ts";
import { publish } from "../support/published.ts";

const AGENTS = [
  "agent_id,name,team,role,leader_id",
  "KF01,张三,电话组,专员,KF09",
  "KF02,李四,电话组,专员,KF09",
  "KF03,王五,夜班组,专员,KF08",
  "KF08,赵六,夜班组,组长,",
  "KF09,钱七,电话组,组长,",
];

test("a missed call is charged to whoever was on shift, else to the line's owner", async () => {
  const system = await publish(
    {
      agents: AGENTS,
      amounts: ["rule,holds_from,value", "missed_call,2026-04-01,80"],
      shifts: [
        "shift_id,agent_id,queue,starts_at,ends_at",
        "S1,KF01,服务热线,2026-03-02 09:00:00,2026-03-02 13:00:00",
        "S2,KF02,服务热线,2026-03-02 12:00:00,2026-03-02 18:00:00",
        "S3,KF03,服务热线,2026-03-02 18:00:00,2026-03-03 10:00:00",
        "S4,KF03,投诉热线,2026-03-02 12:15:00,2026-03-02 22:00:00",
      ],
      calls: [
        "call_id,queue,direction,site_id,agent_id,started_at,answered_at,ended_at,result",
        "C01,服务热线,inbound,XT01,,2026-03-02 09:00:00,,2026-03-02 09:00:30,missed",
        // Two on shift: who took over last, unless the call names the other one.
        "C02,服务热线,inbound,XT01,,2026-03-02 12:30:00,,2026-03-02 12:30:30,missed",
        "C03,服务热线,inbound,XT01,KF01,2026-03-02 12:30:00,,2026-03-02 12:30:30,missed",
        // 13:00 is no longer the first one's.
        "C04,服务热线,inbound,XT01,KF01,2026-03-02 13:00:00,,2026-03-02 13:00:30,missed",
        // A shift over midnight.
        "C05,服务热线,inbound,XT01,,2026-03-03 09:30:00,,2026-03-03 09:30:30,missed",
        // Nobody on shift: two of the line's three shifts of the month are of 钱七's people.
        "C06,服务热线,inbound,XT01,,2026-03-03 11:00:00,,2026-03-03 11:00:30,missed",
        // April has no shifts yet, so March's owner; and the amount of April.
        "C07,服务热线,inbound,XT01,,2026-04-02 11:00:00,,2026-04-02 11:00:30,missed",
        // A line without any shift has no owner.
        "C08,新热线,inbound,XT01,,2026-03-03 11:00:00,,2026-03-03 11:00:30,missed",
        // No fine: answered, after hours, outbound.
        "C09,服务热线,inbound,XT01,KF01,2026-03-02 10:00:00,2026-03-02 10:00:05,2026-03-02 10:01:00,answered",
        "C10,服务热线,inbound,XT01,,2026-03-02 22:00:00,,2026-03-02 22:00:30,missed",
        "C11,服务热线,outbound,XT01,KF01,2026-03-02 10:00:00,,2026-03-02 10:01:00,missed",
      ],
    },
    "2026-04-30",
    { only: ["accountability.missed_call"] },
  );
  expect(
    await readPages(
      system,
      "select key, agent_id, amount, effect, month::varchar, evidence_source from accountability.missed_call order by key",
    ),
  ).toEqual([
    ["C01", "KF01", "50.00", "fine", "2026-03-01", "calls"],
    ["C02", "KF02", "50.00", "fine", "2026-03-01", "calls"],
    ["C03", "KF01", "50.00", "fine", "2026-03-01", "calls"],
    ["C04", "KF02", "50.00", "fine", "2026-03-01", "calls"],
    ["C05", "KF03", "50.00", "fine", "2026-03-01", "calls"],
    ["C06", "KF09", "50.00", "fine", "2026-03-01", "calls"],
    ["C07", "KF09", "80.00", "fine", "2026-04-01", "calls"],
    ["C08", null, "50.00", "fine", "2026-03-01", "calls"],
  ]);
  expect(await readPages(system, "select note_zh, note_en from accountability.missed_call where key = 'C06'")).toEqual([
    [
      "2026-03-03 11:00 的来电（服务热线）无人接听，当时没有人当班，由线路负责人承担，乐捐 50.00 元。",
      "Call of 2026-03-03 11:00 (服务热线) was not answered; nobody was on shift, the line's owner answers for it: CNY 50.00.",
    ],
  ]);
  await system.close();
});

test("a problem on a system whose inspection or backup is missing costs twice a complaint's amount", async () => {
  const system = await publish(
    {
      sites: [
        "site_id,name,kind,manager_id,in_maintenance_until",
        "XT01,智慧水务平台,system,GL01,2026-12-31",
        "XT02,物业收费系统,system,GL02,2026-12-31",
        "XT03,已经期满,system,GL03,2026-01-31",
        "XQ01,金桂苑,community,GL04,",
      ],
      inspections: [
        "inspection_id,kind,site_id,inspector_id,inspected_at,duration_minutes",
        "I1,system,XT01,SH01,2026-01-20 10:07:00,43",
        "I2,system,XT02,SH01,2026-02-20 10:07:00,43",
        "I3,system,XT01,SH01,2026-03-21 10:07:00,43",
        // Not the month's inspection of the system, but of something else.
        "I4,quality,XT01,SH01,2026-02-20 11:07:00,43",
      ],
      backups: [
        "backup_id,site_id,backed_up_at,ok,restore_tested_at",
        "B1,XT01,2026-01-02 02:00:00,是,",
        "B2,XT01,2026-02-02 02:00:00,是,",
        "B3,XT02,2026-02-02 02:00:00,否,",
      ],
      complaints: [
        "complaint_id,site_id,agent_id,received_at,substantiated",
        // In January both are there; in February XT01's inspection is missing.
        "TS1,XT01,SH01,2026-01-10 10:00:00,是",
        "TS2,XT01,SH01,2026-02-10 10:00:00,是",
        "TS3,XT01,SH01,2026-02-10 10:00:00,否",
        "TS4,XT01,SH01,2026-02-10 10:00:00,",
        // No longer in maintenance, and no system at all.
        "TS5,XT03,SH01,2026-02-10 10:00:00,是",
        "TS6,XQ01,SH01,2026-02-10 10:00:00,是",
        // March is not over: its backup may still come.
        "TS7,XT01,SH01,2026-03-10 10:00:00,是",
        // Before the logs of inspections and backups begin.
        "TS8,XT01,SH01,2025-12-10 10:00:00,是",
      ],
      changes: [
        "change_id,site_id,agent_id,changed_at,incident",
        "G1,XT02,SH02,2026-02-12 10:00:00,是",
        "G2,XT02,SH02,2026-02-12 10:00:00,否",
      ],
    },
    "2026-03-30",
    { only: ["accountability.false_inspection"] },
  );
  expect(
    await readPages(
      system,
      "select key, agent_id, amount, note_zh, evidence_source, evidence from accountability.false_inspection order by key",
    ),
  ).toEqual([
    [
      "changes G1",
      "GL02",
      "200.00",
      "引发事故的变更 G1，当月没有成功的备份，按投诉的 2 倍乐捐 200.00 元。",
      "changes",
      ["G1"],
    ],
    [
      "complaints TS2",
      "GL01",
      "200.00",
      "属实的投诉 TS2，当月没有系统巡检，按投诉的 2 倍乐捐 200.00 元。",
      "complaints",
      ["TS2"],
    ],
  ]);
  await system.close();
});

/** A test of authenticity that doubts one inspection and one backup. */
const DOUBT = `/*
title: 存疑 | In doubt
about: 测试 | test
grain: one row per doubt
statistic: 次数 | count
*/
select
    source || ' ' || id as key, date '2026-03-01' as month, null as site_id, null as agent_id,
    '存疑' as note_zh, 'in doubt' as note_en, source as evidence_source, [id] as evidence, 1 as statistic, 0.5 as rarity
from (values ('inspections', 'I2'), ('backups', 'B3')) as doubts(source, id)
`;

test("a flagged inspection is its inspector's, and the running month's too", async () => {
  const system = await publish(
    {
      amounts: [
        "rule,holds_from,value",
        "substantiated_complaint,2026-03-01,150",
        "false_inspection_factor,2026-03-01,3",
      ],
      sites: [
        "site_id,name,kind,manager_id,in_maintenance_until",
        "XT01,智慧水务平台,system,GL01,",
        "XT02,物业收费系统,system,GL02,",
        "XT03,门禁系统,system,GL03,",
      ],
      inspections: [
        "inspection_id,kind,site_id,inspector_id,inspected_at",
        "I1,system,XT01,SH01,2026-03-03 10:00:00",
        "I2,system,XT01,SH02,2026-03-04 10:00:00",
      ],
      backups: [
        "backup_id,site_id,backed_up_at,ok",
        "B1,XT01,2026-03-02 02:00:00,是",
        "B2,XT02,2026-03-02 02:00:00,是",
        "B3,XT02,2026-03-03 02:00:00,是",
        "B4,XT03,2026-03-03 02:00:00,是",
      ],
      complaints: [
        "complaint_id,site_id,agent_id,received_at,substantiated",
        "TS1,XT01,SH09,2026-03-05 10:00:00,是",
        "TS2,XT02,SH09,2026-03-05 10:00:00,是",
        "TS3,XT03,SH09,2026-03-05 10:00:00,是",
      ],
    },
    "2026-03-10",
    { models: { "authenticity/doubt.sql": DOUBT }, only: ["accountability.false_inspection"] },
  );
  expect(
    await readPages(system, "select key, agent_id, amount, note_zh from accountability.false_inspection order by key"),
  ).toEqual([
    ["complaints TS1", "SH02", "450.00", "属实的投诉 TS1，当月巡检记录存疑，按投诉的 3 倍乐捐 450.00 元。"],
    ["complaints TS2", "GL02", "450.00", "属实的投诉 TS2，当月备份记录存疑，按投诉的 3 倍乐捐 450.00 元。"],
  ]);
  await system.close();
});

test("an improvement that was rewarded brings the amount of the day of approval, and is no fine", async () => {
  const system = await publish(
    {
      agents: AGENTS,
      amounts: ["rule,holds_from,value", "improvement_reward,2026-03-01,800"],
      tasks: [
        "task_id,kind,site_id,owner_id,title,due_on,done_on,approved_on,rewarded",
        "T1,improvement,XT01,KF01,自动备份,2026-02-20,2026-02-20,2026-03-05,是",
        "T2,improvement,XT01,KF02,巡检脚本,2026-02-20,2026-02-21,,是",
        "T3,improvement,XT01,KF02,未获奖,2026-02-20,2026-02-21,2026-03-05,否",
      ],
      calls: [
        "call_id,queue,direction,started_at,answered_at,ended_at,result",
        "C1,服务热线,inbound,2026-03-02 09:00:00,,2026-03-02 09:00:30,missed",
      ],
    },
    "2026-03-31",
    { only: ["penalty_amount"] },
  );
  expect(
    await readPages(
      system,
      "select key, agent_id, amount, effect, month::varchar, note_zh from accountability.improvement_reward order by key",
    ),
  ).toEqual([
    ["T1", "KF01", "800.00", "reward", "2026-03-01", "“自动备份”获得优化奖励 800.00 元。"],
    ["T2", "KF02", "500.00", "reward", "2026-02-01", "“巡检脚本”获得优化奖励 500.00 元。"],
  ]);
  const [march] = await system.series("metric=penalty_amount&grain=month&from=2026-03&to=2026-03");
  expect(march?.value).toBe(50);
  await system.close();
});
