import { readFile } from "node:fs/promises";
import { unzipSync } from "fflate";
import type { Page } from "playwright-core";
import { describe, expect, test } from "vitest";
import type { Catalogue } from "../../dashboard/shared/catalogue.ts";
import type { FindingsAnswer, ListAnswer } from "../../dashboard/shared/lists.ts";
import { seriousProblems, usePages } from "../support/browser-pages.ts";

const pages = usePages();
const { open } = pages;

async function api<T>(path: string): Promise<T> {
  return (await (await fetch(`${pages.heng().url}/api/${path}`)).json()) as T;
}

/** A worklist of the sample that has rows and sites. */
const LIST = "revisits_due";

async function openList(path = `/lists/${LIST}`, options = {}): Promise<Page> {
  const page = await open(path, options);
  await page.locator("table.list tbody tr").first().waitFor();
  return page;
}

const rowsOf = (page: Page) => page.locator("table.list tbody tr:not(.grp-head)");

describe("the index of lists", () => {
  test("counts each worklist, folds the empty ones, and leads to all of them", async () => {
    const { lists } = await api<Catalogue>("catalogue");
    const page = await open("/lists");
    await page.getByRole("heading", { name: "清单", level: 1 }).waitFor();
    for (const { id, title, rows, group } of lists) {
      const link = page.locator("main").getByRole("link", { name: title.zh, exact: true });
      expect(await link.getAttribute("href"), id).toBe(`/lists/${id}`);
      if (group === "worklist" && rows > 0) {
        const row = page.locator("tr").filter({ has: page.getByRole("link", { name: title.zh, exact: true }) });
        expect(await row.locator("td.n").innerText(), id).toBe(rows.toLocaleString("en"));
      }
    }
  });
});

describe("a list", () => {
  test("shows the rows that the API gives, told apart by site, each site with its count", async () => {
    const answer = await api<ListAnswer>(`lists/${LIST}?group=site&limit=100`);
    const page = await openList();
    expect(await rowsOf(page).count()).toBe(answer.rows.length);
    expect(await page.locator("tr.grp-head").count()).toBe(answer.groups.length);
    const counts = await page.locator("tr.grp-head .sum-l").allInnerTexts();
    expect(counts).toEqual(answer.groups.map(({ rows }) => `${rows} 条`));
    const [first] = await rowsOf(page).locator("th").allInnerTexts();
    expect(first).toBe(answer.rows[0]?.["survey_id"]);
  });

  test("is filtered and sorted through its address, and a filter can be dropped", async () => {
    const { members } = await api<ListAnswer>(`lists/${LIST}?limit=1`);
    const [most] = members["site"] ?? [];
    const page = await openList();
    await page.locator(".chips details summary").first().click();
    await page.locator(".chips details[open] label").first().click();
    await expect.poll(() => page.url()).toContain(`site=${most?.id}`);
    await expect.poll(() => rowsOf(page).count()).toBe(most?.rows);
    await page.keyboard.press("Escape");
    await page.getByRole("button", { name: "最迟回访" }).click();
    await expect.poll(() => page.url()).toContain("sort=due_until");
    expect(await page.locator("th[aria-sort]").innerText()).toContain("最迟回访");
    const shared = await openList(new URL(page.url()).pathname + new URL(page.url()).search);
    expect(await rowsOf(shared).count()).toBe(most?.rows);
  });

  test("without such rows says which way out there is", async () => {
    const page = await open(`/lists/${LIST}?site=nowhere`);
    await page.getByText("没有符合的").waitFor();
    await page.getByRole("link", { name: "去掉筛选" }).click();
    await page.locator("table.list").waitFor();
  });

  test("is taken away as XLSX with all its rows", async () => {
    const { total } = await api<ListAnswer>(`lists/${LIST}?limit=0`);
    const page = await openList();
    await page.locator(".tools details summary").click();
    const [download] = await Promise.all([
      page.waitForEvent("download"),
      page.getByRole("link", { name: /XLSX/ }).click(),
    ]);
    expect(download.suggestedFilename()).toMatch(/^待回访-\d{4}-\d\d-\d\d\.xlsx$/);
    const parts = unzipSync(new Uint8Array(await readFile(await download.path())));
    const sheet = new TextDecoder().decode(parts["xl/worksheets/sheet1.xml"]);
    expect(sheet.match(/<row /g)).toHaveLength(total + 1);
  });

  test("on paper has a head of its own, room for a pen, and nothing of the screen", async () => {
    const page = await openList();
    await page.emulateMedia({ media: "print" });
    expect(await page.locator(".sheet-head b").isVisible()).toBe(true);
    expect(await page.locator("td.box").first().isVisible()).toBe(true);
    expect(await page.locator("td.line").first().isVisible()).toBe(true);
    for (const gone of [".side", ".top", ".trust", ".seg", "h1"])
      expect(await page.locator(gone).first().isVisible(), gone).toBe(false);
  });

  test("that does not exist leads back to those that do", async () => {
    const page = await open("/lists/nothing");
    await page.getByRole("link", { name: "回到清单" }).click();
    await page.getByRole("heading", { name: "清单", level: 1 }).waitFor();
  });
});

describe("a scorecard", () => {
  test("is computed anew for the day chosen", async () => {
    const page = await openList("/lists/scorecard_agents");
    const now = await rowsOf(page).first().innerText();
    await page.locator("input[type=date]").fill("2026-04-30");
    await page.locator("input[type=date]").dispatchEvent("change");
    await expect.poll(() => page.url()).toContain("on=2026-04-30");
    await expect.poll(() => rowsOf(page).first().innerText()).not.toBe(now);
    const then = await api<ListAnswer>("lists/scorecard_agents?on=2026-04-30&limit=1");
    expect(then.rows[0]?.["month"]).not.toBe(
      (await api<ListAnswer>("lists/scorecard_agents?limit=1")).rows[0]?.["month"],
    );
  });
});

describe("the accountability ledger", () => {
  test("totals what each person comes to, and a finding opens to the rows it rests on", async () => {
    const answer = await api<FindingsAnswer>("findings?month=2026-07&limit=1000");
    const page = await open("/accountability?month=2026-07");
    await page.locator("table.ledger tbody tr").first().waitFor();
    expect(await page.locator("table.ledger tbody tr").count()).toBe(answer.total);
    const fines = answer.rows.reduce((sum, { amount, effect }) => sum + (effect === "fine" ? (amount ?? 0) : 0), 0);
    const total = await page.locator("table.sums tfoot td").nth(1).innerText();
    expect(Number(total.replaceAll(",", ""))).toBeCloseTo(fines, 2);

    await page.locator("table.ledger tbody a").first().click();
    const panel = page.getByRole("dialog");
    await panel.locator("tbody tr").first().waitFor();
    expect(page.url()).toContain("finding=");
    await page.keyboard.press("Escape");
    await expect.poll(() => panel.count()).toBe(0);
  });
});

describe("flags of the data", () => {
  test("say that they are questions, how rare they are, and open to their rows", async () => {
    const page = await open("/authenticity?month=all");
    await page.getByText("疑点是要问的问题，不是结论。").waitFor();
    const row = page.locator("table.ledger tbody tr").first();
    await row.waitFor();
    expect(await row.innerText()).toMatch(/凭运气 .+ 次|不可能发生/);
    await row.getByRole("link").click();
    await page.getByRole("dialog").locator("tbody tr").first().waitFor();
  });
});

describe("definitions", () => {
  test("are found by their words, and each metric, list and rule has one", async () => {
    const { metrics, lists, rules } = await api<Catalogue>("catalogue");
    const page = await open("/definitions");
    await page.getByRole("searchbox").waitFor();
    const links = await page
      .locator("main section a")
      .evaluateAll((all) => all.map((link) => new URL((link as HTMLAnchorElement).href).pathname));
    const expected = [
      ...metrics.map(({ id }) => `/definitions/metrics/${id}`),
      ...lists.map(({ id }) => `/definitions/lists/${id}`),
      ...rules.map(({ id, group }) => `/definitions/${group}/${id}`),
    ];
    expect(links).toEqual(expect.arrayContaining(expected));
    await page.getByRole("searchbox").fill("回收率");
    await expect.poll(() => page.url()).toContain("find=");
    expect(await page.locator("main section li").count()).toBeLessThan(10);
  });

  test("show the file's words and SQL, the targets, what it reads and what reads it", async () => {
    const page = await open("/definitions/metrics/recovery_rate");
    await page.getByText("责任小区每季度回收率达到90%以上").first().waitFor();
    const sql = await readFile(new URL("../../sql/metrics/recovery_rate.sql", import.meta.url), "utf8");
    const shown = await page.locator("pre").innerText();
    expect(shown.replace(/\s+/g, " ").trim()).toBe(sql.replace(/\s+/g, " ").trim());
    await page.locator("#h-targets").waitFor();
    await page.locator("pre a").first().click();
    await expect.poll(() => page.url()).toContain("/definitions/facts/");
    await page.getByRole("link", { name: "回收率", exact: true }).waitFor();
  });
});

describe("a metric cut by two dimensions", () => {
  test("shows the server's own totals, and a cell filters the page by both", async () => {
    const page = await open("/metrics/csat?period=2026-07&by=site,method");
    const table = page.locator("table.cross");
    await table.waitFor();
    const big = await page.locator(".big .val").innerText();
    expect(await table.locator("tfoot td").last().innerText()).toBe(big.replace("%", ""));
    await table.locator("tbody td a").first().click();
    await expect.poll(() => page.url()).toMatch(/site=.+&method=/);
  });
});

const PATHS = [
  "/lists",
  `/lists/${LIST}`,
  "/lists/scorecard_agents",
  "/accountability?month=2026-07",
  "/authenticity?month=all",
  "/definitions",
  "/definitions/metrics/csat",
  "/metrics/csat?period=2026-07&by=site,method",
];

describe.each(["light", "dark"] as const)("in %s colours", (colorScheme) => {
  test.each(PATHS)("axe finds nothing serious on %s", async (path) => {
    expect(await seriousProblems(await open(path, { colorScheme, bypassCSP: true }))).toEqual([]);
  });
});

describe("on a phone of 360 px", () => {
  test.each([...PATHS, "/definitions/lists/scorecard_agents"])("%s does not scroll sideways", async (path) => {
    const page = await open(path, { viewport: { width: 360, height: 740 } });
    await page.locator("main").waitFor();
    await page.waitForTimeout(1200);
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(360);
  });
});
