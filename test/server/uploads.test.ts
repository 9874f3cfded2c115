import { mkdir, readdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { sweepUploads } from "../../dashboard/server/uploads.ts";
import type { LedgerEntry, LoadAnswer } from "../../dashboard/shared/loads.ts";
import { publishAndWrite, type Writing } from "../support/writing.ts";

let published: Writing;

beforeAll(async () => {
  published = await publishAndWrite();
});

afterAll(() => published?.close());

async function upload(name: string, text: string): Promise<LoadAnswer> {
  const response = await published.request(`/api/uploads?name=${encodeURIComponent(name)}`, {
    method: "POST",
    headers: { "X-Heng": "1" },
    body: text,
  });
  expect(response.status).toBe(200);
  return (await response.json()) as LoadAnswer;
}

const LONG_NAME = `${"各小区上门维修工单回访满意度明细".repeat(12)}.csv`;

describe("an upload", () => {
  test("may have a name longer than a file system takes, which the ledger keeps", async () => {
    const { loads } = await upload(LONG_NAME, "survey_id,campaign,visited_at,score\n1,ticket,2026-03-01 10:00,5\n");
    expect(loads[0]).toMatchObject({ status: "accepted", loaded: 1, file: LONG_NAME });
    const ledger = (await (await published.request("/api/loads")).json()) as { loads: LedgerEntry[] };
    expect(ledger.loads[0]?.file).toBe(LONG_NAME);
    const names = await readdir(join(published.data, "uploads"));
    expect(names).toEqual([expect.stringMatching(/^[0-9a-f-]{36}\.csv$/)]);
  });
});

describe("the download of rejected rows", () => {
  test("speaks the language asked for, and is no file when the writer is away", async () => {
    const { loads } = await upload("回访.csv", "survey_id,campaign,visited_at,score\n7,ticket,2026-03-32 10:00,5\n");
    const path = `/api/loads/${loads[0]?.load}/rejects.csv`;
    const english = (await (await published.request(`${path}?lang=en`)).text()).split("\r\n");
    expect(english[0]).toBe("Line,Column,Value,Reason,Raw text");
    expect(english[1]).toMatch(/^2,visited_at,2026-03-32 10:00,/);
    expect(english[1]).not.toMatch(/\p{Script=Han}/u);
    const chinese = (await (await published.request(path)).text()).split("\r\n");
    expect(chinese[0]).toBe("行,列,原值,为什么退回,原文");
    expect(chinese[1]).toMatch(/\p{Script=Han}/u);

    await published.stopWriter();
    const away = await published.request(path);
    expect(away.status).toBe(503);
    expect(away.headers.get("Content-Disposition")).toBeNull();
  });
});

test("a server that starts sweeps away what uploads of dead ones left, and nothing else", async () => {
  const data = join(published.data, "swept");
  await mkdir(join(data, "uploads"), { recursive: true });
  // Process 1 always lives; no process has a number this high.
  for (const name of ["a.999999999.part", "b.1.part", "c.csv.part", "d.csv", `e.${process.pid}.part`]) {
    await writeFile(join(data, "uploads", name), "half");
  }
  await sweepUploads(data);
  expect((await readdir(join(data, "uploads"))).sort()).toEqual(["b.1.part", "d.csv"]);
  await sweepUploads(join(data, "nowhere"));
});
