import { fork } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "vitest";
import { ROOT } from "../support/heng.ts";

test("a server whose starter is gone before it is ready does not stay behind", async () => {
  const data = await mkdtemp(join(tmpdir(), "heng-stop-"));
  const server = fork(join(ROOT, "dist/dashboard/server/main.js"), ["--data", data, "--port", "0"], { silent: true });
  const ended = once(server, "exit");
  server.disconnect();
  const outcome = await Promise.race([ended, new Promise((resolve) => setTimeout(resolve, 8000, "still there"))]);
  server.kill("SIGKILL");
  await rm(data, { recursive: true, force: true });
  expect(outcome).toEqual([0, null]);
});
