import { execFileSync } from "node:child_process";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { LoadAnswer } from "../../dashboard/shared/loads.ts";
import { heng, hengJson } from "../support/heng.ts";
import { startHeng, type Running } from "../support/running.ts";

let running: Running;

beforeAll(async () => {
  running = await startHeng();
});

afterAll(() => running?.stop());

/** The process of this installation's data folder whose command line names `file`. */
function processOf(file: string): number {
  const lines = execFileSync("ps", ["-eo", "pid,args"], { encoding: "utf8" }).split("\n");
  const line = lines.find((text) => text.includes(file) && text.includes(running.data));
  return Number(line?.trim().split(/\s+/)[0]);
}

async function served(): Promise<boolean> {
  const response = await fetch(`${running.url}/api/catalogue`).catch(() => null);
  return response?.ok === true;
}

async function until(condition: () => Promise<boolean>): Promise<void> {
  for (let tries = 0; !(await condition()); tries++) {
    if (tries > 150) throw new Error("it did not come about");
    await sleep(100);
  }
}

describe("heng start", () => {
  test("hands commands of another shell to the running writer", async () => {
    const file = join(running.data, "sites.csv");
    await writeFile(file, "编号,名称\nS1,金桂苑\n");
    const { loads, version } = await hengJson<LoadAnswer>("load", file, "--data", running.data);
    expect(loads[0]).toMatchObject({ status: "accepted", source: "sites", loaded: 1 });
    expect(await (await fetch(`${running.url}/api/versions`)).json()).toMatchObject({ current: version });
  });

  test("starts a killed writer again; reading goes on meanwhile and nothing is lost", async () => {
    const before = processOf("writer-process");
    process.kill(before, "SIGKILL");
    expect(await served()).toBe(true);
    const file = join(running.data, "more.csv");
    await writeFile(file, "编号,名称\nS2,云锦城\n");
    const { loads } = await hengJson<LoadAnswer>("load", file, "--data", running.data);
    expect(loads[0]).toMatchObject({ status: "accepted", loaded: 1 });
    await until(async () => processOf("writer-process") > 0);
    expect(processOf("writer-process")).not.toBe(before);
    const { total } = await hengJson<{ total: number }>("loads", "--data", running.data);
    // Thirty-one of the sample, and two of our own.
    expect(total).toBe(33);
  });

  test("starts a killed server again", async () => {
    process.kill(processOf("server/main.js"), "SIGKILL");
    await until(async () => !(await served()));
    await until(served);
  });

  test("refuses a second writer on the same folder", async () => {
    const { status, stderr } = await heng("start", "--data", running.data, "--port", "1");
    expect(status).toBe(1);
    expect(stderr).not.toBe("");
  });

  test("answers strangers with 400: a foreign host name, a POST that a form could send", async () => {
    const { port } = new URL(running.url);
    const http = await import("node:http");
    const status = await new Promise((resolve) => {
      http.get({ host: "127.0.0.1", port, path: "/api/catalogue", headers: { Host: "evil.example" } }, (response) => {
        response.resume();
        resolve(response.statusCode);
      });
    });
    expect(status).toBe(400);
    expect((await fetch(`${running.url}/api/loads/1/undo`, { method: "POST" })).status).toBe(400);
  });
});

describe("the command line", () => {
  test("ends with 2 on wrong usage and shows the command's help", async () => {
    for (const args of [["nothing"], ["load"], ["undo", "x"], ["query"], ["query", "csat", "--format", "xml"]]) {
      const { status, stderr } = await heng(...args);
      expect([args, status]).toEqual([args, 2]);
      expect(stderr).toContain("heng");
    }
  });

  test("has help for every command", async () => {
    const { stdout } = await heng("--help");
    for (const [, name = ""] of stdout.matchAll(/^ {2}heng (\w+)/gm)) {
      expect((await heng(name, "--help")).stdout).toContain(`heng ${name}`);
    }
  });

  test("names what there is when something is asked that there is not", async () => {
    const { status, stderr } = await heng("query", "no_metric", "--data", running.data);
    expect(status).toBe(1);
    expect(stderr).toMatch(/There is no metric no_metric\. There are: \w+, /);
  });
});
