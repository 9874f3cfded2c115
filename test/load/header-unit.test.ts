import { expect, test } from "vitest";
import type { Column } from "../../etl/contract.ts";
import { withoutMarks } from "../../etl/load/header-marks.ts";
import { hasOtherUnit, splitUnit } from "../../etl/load/header-unit.ts";
import { openTestStore } from "./store-in-folder.ts";

const column = (type: Column["type"]): Column => ({ type }) as Column;

test.each([
  ["应收金额（万元）", { name: "应收金额", unit: "万元" }],
  ["应收金额 (单位：元)", { name: "应收金额", unit: "元" }],
  ["用时[分钟]", { name: "用时", unit: "分钟" }],
  ["应收金额<万元>", { name: "应收金额", unit: "万元" }],
  ["应收金额万元", { name: "应收金额", unit: "万元" }],
  ["应收金额/百万元", { name: "应收金额", unit: "百万元" }],
  ["应收金额_千元", { name: "应收金额", unit: "千元" }],
  ["*应收金额（万元）（必填）", { name: "应收金额", unit: "万元" }],
  ["应收金额（必填）（万元）*", { name: "应收金额(必填)", unit: "万元" }],
  ["应收金额", null],
  ["万元", null],
  ["（万元）", null],
])("%s says %j", (title, split) => expect(splitUnit(title)).toEqual(split));

test.each([
  ["*工单号", "工单号"],
  ["＊ 工单号", "工单号"],
  ["创建时间（必填）", "创建时间"],
  ["【选填】电话*", "电话"],
  ["Order ID (required)", "Order ID"],
  ["金额（含税）", "金额（含税）"],
  ["*", "*"],
  ["（必填）", "（必填）"],
])("%s is the header %s", (title, bare) => expect(withoutMarks(title)).toBe(bare));

test("what a template adds to its headers hides no column, and no unit", async () => {
  const store = await openTestStore();
  const file = "*账单号,户号（必填）,小区（必填）,【必填】应缴日期,应收金额（万元）（必填）\nB1,C1,S1,2026-03-10,3.5\n";
  expect(await store.give(file)).toMatchObject({ source: "bills", loaded: 1, rejected: 0 });
  expect(await store.ask("select bill_id, amount::varchar as amount from sources.bills")).toEqual([
    { bill_id: "B1", amount: "35000.00" },
  ]);
});

test.each([
  ["money", "应收金额（美元）", true],
  ["money", "应收金额（美元）（必填）", true],
  ["money", "应收金额（万元）", false],
  ["money", "应收金额（含税）", false],
  ["minutes", "用时（小时）", true],
  ["minutes", "用时（分钟）", false],
  ["text", "备注（小时）", false],
] as const)("a column of %s under %s has another unit: %s", (type, title, other) =>
  expect(hasOtherUnit(column(type), title)).toBe(other),
);

test("a number is read in its header's unit whatever stands around it, and by its own where it has one", async () => {
  const store = await openTestStore();
  const amounts = ["3.5", "¥3.5", "￥3.5", "RMB3.5", "CNY 3.5", "－3.5", "3.5-", "（3.5）", "1,234.5", "3.5元", "2万"];
  const lines = amounts.map((amount, at) => `B${String(at).padStart(2, "0")},C1,S1,2026-03-10,"${amount}"`);
  await store.give(["账单号,户号,小区,应缴日期,应收金额（万元）", ...lines, ""].join("\n"), { source: "bills" });
  const rows = await store.ask("select amount::varchar as amount from sources.bills order by bill_id");
  expect(rows.map(({ amount }) => amount)).toEqual([
    ...["35000.00", "35000.00", "35000.00", "35000.00", "35000.00"],
    ...["-35000.00", "-35000.00", "-35000.00", "12345000.00", "3.50", "20000.00"],
  ]);
});

test.each([
  ["%", "95", "0.95"],
  ["‰", "950", "0.95"],
  ["%", "95%", "0.95"],
  ["‰", "95%", "0.95"],
])("a share under a header in %s, written %s, is %s", async (unit, text, value) => {
  const store = await openTestStore();
  const file = `指标,周期,生效日期,方向,目标值（${unit}）\ncsat,月,2026-01-01,>=,${text}\n`;
  expect(await store.give(file, { source: "targets" })).toMatchObject({ loaded: 1 });
  expect(await store.ask("select value::varchar as value from sources.targets")).toEqual([{ value }]);
});
