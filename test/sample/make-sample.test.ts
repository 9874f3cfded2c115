import { mkdtemp, readdir, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { SMALL } from "../../etl/sample/export.ts";
import { makeSample, PLANTED } from "../../etl/sample/make-sample.ts";

const COMMITTED = "data/sample";
/** Tickets that etl/sample/planted adds, whatever the size. */
const PLANTED_TICKETS = 22;
const NAMES = [
  "小区与店铺.csv",
  "员工.csv",
  "客户档案.csv",
  "工单_2024-2026.csv",
  "工单_补录.csv",
  "投诉登记.csv",
  "回访记录.csv",
  "应收账单.csv",
  "实收流水.csv",
  "店铺评价.csv",
  "同行业DSR.csv",
  "目标值.csv",
  "工单流水.csv",
  "催收记录.csv",
  "订单与售后.csv",
  "服务电话话单.csv",
  "排班与在线.csv",
  "巡查巡检.csv",
  "事项与交付物.csv",
  "维护合同与移交.csv",
  "系统变更.csv",
  "备份记录.csv",
  "客户拜访计划.csv",
  "短信与邮件群发.csv",
  "论坛与留言.csv",
  "候诊记录.csv",
  "考核评分.csv",
  "工作时间.csv",
  "节假日与调休.csv",
  "时效标准.csv",
  "金额与阈值.csv",
];

/** What people decided, not chance. */
const FIXED = [
  "小区与店铺.csv",
  "员工.csv",
  "目标值.csv",
  "工作时间.csv",
  "节假日与调休.csv",
  "时效标准.csv",
  "金额与阈值.csv",
];

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "heng-sample-"));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

const make = (name: string, size: { tickets: number; seed: number }, log: string[] = []) =>
  makeSample({ folder: join(folder, name), ...size, log: (line) => log.push(line) });

test("making the small sample again gives the committed bytes, says each file and leaves nothing else behind", async () => {
  const log: string[] = [];
  const { files, lastDay } = await make("again", SMALL, log);
  expect(lastDay).toBe("2026-08-23");
  expect(files.map((file) => basename(file))).toEqual(NAMES);
  expect(log).toEqual(["making 6000 tickets and what belongs to them", ...NAMES.map((name) => `writing ${name}`)]);
  expect((await readdir(join(folder, "again"))).sort()).toEqual([...NAMES, PLANTED].sort());
  for (const name of [...NAMES, PLANTED]) {
    const [made, committed] = await Promise.all([
      readFile(join(folder, "again", name)),
      readFile(join(COMMITTED, name)),
    ]);
    expect(made.equals(committed), name).toBe(true);
  }
});

test("the committed sample is at most 6.5 MB", async () => {
  const sizes = await Promise.all(NAMES.map(async (name) => (await readFile(join(COMMITTED, name))).length));
  expect(sizes.reduce((sum, size) => sum + size, 0)).toBeLessThanOrEqual(6_500_000);
});

test("another seed gives other rows under the same headers", async () => {
  const { files } = await make("seed", { ...SMALL, seed: SMALL.seed + 1 });
  const header = (bytes: Buffer): string => bytes.toString("latin1").split(/\r?\n/)[0] ?? "";
  for (const file of files) {
    const [made, committed] = await Promise.all([readFile(file), readFile(join(COMMITTED, basename(file)))]);
    expect(header(made)).toBe(header(committed));
    const isFixed = FIXED.includes(basename(file));
    expect(made.equals(committed), basename(file)).toBe(isFixed);
  }
});

test("as many tickets are made as were asked for, in the order of their days, few or many; the same bytes come again", async () => {
  for (const tickets of [1, 50, 200_000]) {
    const { files } = await make(`${tickets}`, { tickets, seed: 7 });
    const text = await readFile(files[NAMES.indexOf("工单_2024-2026.csv")] ?? "", "utf8");
    const numbers = [...text.matchAll(/^WO\d{6}-(\d{5}),/gm)];
    const own = numbers.filter(([, number]) => Number(number) < 90_000).map(([line]) => line);
    expect(new Set(own).size).toBe(tickets);
    expect(own).toEqual([...own].sort());
    expect(numbers.slice(0, tickets).map(([line]) => line)).toEqual(own);
    expect(numbers.length - tickets).toBe(PLANTED_TICKETS);
  }
  // More rows than DuckDB gives to one thread at a time: the order of the work must not show.
  const { files } = await make("once more", { tickets: 200_000, seed: 7 });
  for (const file of files) {
    const [first, again] = await Promise.all([readFile(join(folder, "200000", basename(file))), readFile(file)]);
    expect(again.equals(first), basename(file)).toBe(true);
  }
});

test("files are spelt as the systems that would write them do", async () => {
  const bytes = async (name: string): Promise<Buffer> => readFile(join(COMMITTED, name));
  const bom = Buffer.from([0xef, 0xbb, 0xbf]);
  expect((await bytes("小区与店铺.csv")).subarray(0, 3)).toEqual(bom);
  expect((await bytes("工单_2024-2026.csv")).subarray(0, 12).toString("utf8")).toBe("工单编号");
  const strict = { fatal: true };
  for (const [name, header] of [
    [
      "客户档案.csv",
      "客户编号,姓名,联系电话,客户等级,信用等级,区域,小区,客户分类,房号,建档日期,客服专员,分配时间,首次沟通时间,会员卡到期日\r\n",
    ],
    ["应收账单.csv", "账单号,户号,小区,责任人,费用类型,账期,应缴日期,应收金额,争议\r\n"],
    ["实收流水.csv", "流水号|账单号|实收日期|实收金额|收款方式\n"],
    ["同行业DSR.csv", "类目;月份;维度;行业平均;行业最高;行业最低\r\n"],
  ] as const) {
    const content = await bytes(name);
    expect(() => new TextDecoder("utf-8", strict).decode(content)).toThrow();
    const text = new TextDecoder("gb18030", strict).decode(content);
    expect(text.startsWith(header), name).toBe(true);
  }
});
