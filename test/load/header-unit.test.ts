import { expect, test } from "vitest";
import type { Column } from "../../etl/contract.ts";
import { hasOtherUnit, splitUnit } from "../../etl/load/header-unit.ts";

const column = (type: Column["type"]): Column => ({ type }) as Column;

test.each([
  ["应收金额（万元）", { name: "应收金额", unit: "万元" }],
  ["应收金额 (单位：元)", { name: "应收金额", unit: "元" }],
  ["用时[分钟]", { name: "用时", unit: "分钟" }],
  ["应收金额", null],
  ["（万元）", null],
])("%s says %j", (title, split) => expect(splitUnit(title)).toEqual(split));

test.each([
  ["money", "应收金额（美元）", true],
  ["money", "应收金额（万元）", false],
  ["money", "应收金额（含税）", false],
  ["minutes", "用时（小时）", true],
  ["minutes", "用时（分钟）", false],
  ["text", "备注（小时）", false],
] as const)("a column of %s under %s has another unit: %s", (type, title, other) =>
  expect(hasOtherUnit(column(type), title)).toBe(other),
);
