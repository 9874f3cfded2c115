import { mkdir, mkdtemp, rm, utimes, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Hono } from "hono";
import { afterAll, beforeAll, expect, test } from "vitest";
import { staticFiles } from "../../dashboard/server/static-files.ts";

let folder: string;
let app: Hono;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "heng-static-"));
  await mkdir(join(folder, "assets"));
  await writeFile(join(folder, "index.html"), "old");
  await writeFile(join(folder, "assets/a-1.js"), "one");
  app = new Hono();
  app.get("*", staticFiles(folder));
});

afterAll(() => rm(folder, { recursive: true, force: true }));

const text = async (path: string) => (await app.request(path)).text();

test("index.html is read again when a new build has replaced it", async () => {
  expect(await text("/metrics/csat")).toBe("old");
  await writeFile(join(folder, "index.html"), "new");
  await utimes(join(folder, "index.html"), new Date(), new Date(Date.now() + 5000));
  expect(await text("/metrics/csat")).toBe("new");
  await rm(join(folder, "index.html"));
  expect((await app.request("/")).status).toBe(404);
});

test("an asset that an open page still names is kept after the build that made it is gone", async () => {
  expect(await text("/assets/a-1.js")).toBe("one");
  await rm(join(folder, "assets/a-1.js"));
  expect(await text("/assets/a-1.js")).toBe("one");
});

test.each(["/%E0%A4%A", "/%", "/a%00.js", "/..%2f..%2fetc/passwd.css"])("%s is not there, no failure", async (path) => {
  expect((await app.request(path)).status).toBe(404);
});
