import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import type { DecisionAnswer, LedgerEntry, LoadAnswer } from "../../dashboard/shared/loads.ts";
import { heng, hengJson } from "../support/heng.ts";

test("a held load is declined, its rejects go to a file, and come back mended", async () => {
  const folder = await mkdtemp(join(tmpdir(), "heng-cli-decisions-"));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  const data = ["--data", join(folder, "data")];
  const file = join(folder, "sites.csv");
  const mend = join(folder, "mend.csv");
  await writeFile(
    file,
    `小区编号,小区\n${Array.from({ length: 40 }, (_, i) => `A${i},${i < 20 ? "" : "某"}`).join("\n")}\n`,
  );

  const { loads } = await hengJson<LoadAnswer>("load", file, "--no-build", ...data);
  expect(loads[0]).toMatchObject({ load: 1, status: "held", rejected: 20 });
  expect(await hengJson<DecisionAnswer>("decline", "1", "--by", "李经理", ...data)).toMatchObject({
    load: 1,
    problem: null,
  });
  expect((await heng("decline", "1", ...data)).status).toBe(1);
  expect(await hengJson("rejects", "1", "--mend", mend, ...data)).toEqual({ load: 1, file: mend, rejects: 20 });
  const taken = await heng("rejects", "1", "--mend", mend, ...data);
  expect(taken.status).toBe(1);
  expect(taken.stderr).toContain(`${mend} 已经存在，没有覆盖`);
  const text = await readFile(mend, "utf8");
  expect(text.split("\r\n")[0]).toBe("\uFEFF小区编号,小区,原文,行号（第1次载入）,退回原因");
  await writeFile(mend, text.replaceAll(/\r\nA(\d+),,/g, "\r\nA$1,补$1,"));
  const again = await hengJson<LoadAnswer>("load", mend, "--no-build", ...data);
  expect(again.loads[0]).toMatchObject({ load: 2, status: "accepted", read: 20, loaded: 20 });
  const ledger = await hengJson<{ loads: LedgerEntry[] }>("loads", ...data);
  expect(ledger.loads).toMatchObject([
    { load: 2, mends: 1 },
    { load: 1, status: "declined", decidedBy: "李经理", rejected: 20, mended: 20 },
  ]);
  expect((await heng("rejects", "1", ...data)).stdout).toContain("共 20 行退回");
});

test("the lines that a load passed over are shown", async () => {
  const folder = await mkdtemp(join(tmpdir(), "heng-skipped-"));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  const data = ["--data", join(folder, "data")];
  const file = join(folder, "bills.csv");
  await writeFile(
    file,
    "八月应收\n账单号,户号,小区,应缴日期,应收金额\nB1,C1,S1,2026-03-10,100\n合计,,,,100\n制表人：张三,,,,\n",
  );
  expect((await heng("load", file, "--no-build", ...data)).status).toBe(0);
  expect(await hengJson("rejects", "1", "--skipped", ...data)).toEqual({
    skipped: [
      { line: 1, code: "title", raw: "八月应收" },
      { line: 4, code: "total", raw: "合计,,,,100" },
      { line: 5, code: "signature", raw: "制表人：张三,,,," },
    ],
    total: 3,
  });
  const shown = (await heng("rejects", "1", "--skipped", ...data)).stdout;
  expect(shown).toMatch(/4\s+合计 sums\s+合计,,,,100/u);
  expect(shown).toContain("共 3 行不是记录，已略过");
});
