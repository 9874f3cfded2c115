import { spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, rm } from "node:fs/promises";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { ROOT } from "./heng.ts";

/** `heng start` as a person starts it, on a data folder and a port of its own. `stop` removes the folder. */
export type Running = { url: string; data: string; pid: number; stop(): Promise<void> };

/** Starts and waits until figures are served; an empty data folder shows the sample. */
export async function startHeng(given?: string): Promise<Running> {
  const data = given ?? (await mkdtemp(join(tmpdir(), "heng-e2e-")));
  const port = await freePort();
  const url = `http://127.0.0.1:${port}`;
  const child = spawn(
    process.execPath,
    [join(ROOT, "dist/etl/cli/main.js"), "start", "--data", data, "--port", String(port)],
    {
      stdio: ["ignore", "pipe", "pipe"],
    },
  );
  const said: string[] = [];
  child.stdout.on("data", (text) => said.push(String(text)));
  child.stderr.on("data", (text) => said.push(String(text)));
  for (let tries = 0; ; tries++) {
    if (child.exitCode !== null || tries > 600) throw new Error(`heng start did not come up\n${said.join("")}`);
    const response = await fetch(`${url}/api/catalogue`).catch(() => null);
    if (response?.ok) break;
    await sleep(100);
  }
  return { url, data, pid: child.pid ?? 0, stop: () => stop(child, data) };
}

async function stop(child: ChildProcess, data: string): Promise<void> {
  const ended = once(child, "exit");
  child.kill("SIGTERM");
  await ended;
  await rm(data, { recursive: true, force: true });
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  server.close();
  await once(server, "close");
  if (typeof address === "object" && address) return address.port;
  throw new Error("no free port");
}
