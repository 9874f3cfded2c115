import { basename } from "node:path";
import { Hono, type Context } from "hono";
import type { FileAnswer, FileChoices, FileReport, Remembered } from "../shared/file-report.ts";
import type { LoadAnswer } from "../shared/loads.ts";
import { BadRequest } from "./ask.ts";
import { boundedBody } from "./bounded-body.ts";
import type { CurrentVersion } from "./current-version.ts";
import { LONGEST_CHOICES, parseFileChoices } from "./parse-choices.ts";
import type { ProgressFeed } from "./progress-feed.ts";
import { WaitingFiles, type WaitingFile } from "./waiting-files.ts";
import { askWriter } from "./writer-link.ts";

type FileRoutesOptions = { dataFolder: string; current: CurrentVersion; feed: ProgressFeed };

/** Files that are looked at before they are loaded. All of the looking and loading is done by the writer. */
export function fileRoutes({ dataFolder, current, feed }: FileRoutesOptions): Hono {
  const routes = new Hono();
  const waiting = new WaitingFiles(dataFolder);

  const report = async ({ id, path, name }: WaitingFile, choices: FileChoices): Promise<FileAnswer> => {
    const files = [{ path, name }];
    const [found] = await askWriter<FileReport[]>(dataFolder, { command: "inspect", files, choices });
    return { file: id, report: found as FileReport };
  };

  routes.post("/files", async (c) => {
    const name = basename(c.req.query("name") ?? "");
    const body = c.req.raw.body;
    if (name === "" || !body) throw new BadRequest("no_file", "没有收到文件。", "No file arrived.");
    const file = await waiting.add(body, name, Number(c.req.header("Content-Length") ?? 0));
    try {
      return c.json(await report(file, {}));
    } finally {
      // Who has gone away never learns its id, so nobody would ever load it.
      if (c.req.raw.signal.aborted) await waiting.remove(file.id);
    }
  });

  // Four bytes a character at most.
  const bounded = boundedBody(
    4 * LONGEST_CHOICES,
    () => new BadRequest("bad_choices", "选择太长。", "The choices are too long."),
  );

  routes.post("/files/:id/inspect", bounded, async (c) => {
    const file = await waiting.findAtRest(c.req.param("id"));
    return c.json(await report(file, await choicesOf(c)));
  });

  routes.post("/files/:id/load", bounded, async (c) => {
    const id = c.req.param("id");
    const parts = await choicesOf(c);
    const file = await waiting.take(id);
    let taken = false;
    const cancel = (): void => void askWriter(dataFolder, { command: "cancel", id }).catch(() => undefined);
    c.req.raw.signal.addEventListener("abort", cancel);
    try {
      const { path, name } = file;
      const answer = await askWriter<LoadAnswer>(
        dataFolder,
        { command: "load", id, files: [{ path, name }], parts, build: true, uploader: "web" },
        (progress) => feed.publish({ ...progress, id, file: name }),
      );
      taken = answer.loads.some(({ status }) => status !== "refused");
      await current.refresh();
      return c.json(answer);
    } finally {
      c.req.raw.signal.removeEventListener("abort", cancel);
      await waiting.settle(file, taken);
    }
  });

  routes.post("/files/:id/cancel", async (c) => {
    const { id } = await waiting.find(c.req.param("id"));
    return c.json(await askWriter<{ cancelled: boolean }>(dataFolder, { command: "cancel", id }));
  });

  routes.delete("/files/:id", async (c) => {
    await waiting.remove(c.req.param("id"));
    return c.json({});
  });

  routes.get("/remembered", async (c) => {
    return c.json(await askWriter<{ remembered: Remembered[] }>(dataFolder, { command: "remembered" }));
  });

  routes.delete("/remembered/:number", async (c) => {
    const number = Number(/^[1-9]\d{0,8}$/.exec(c.req.param("number"))?.[0] ?? Number.NaN);
    if (Number.isNaN(number)) {
      throw new BadRequest("bad_number", "序号要是正整数。", "The number must be a positive whole number.");
    }
    return c.json(await askWriter<Remembered>(dataFolder, { command: "forget", number }));
  });

  return routes;
}

async function choicesOf(c: Context): Promise<FileChoices> {
  return parseFileChoices(await c.req.text());
}
