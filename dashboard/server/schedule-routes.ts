import { Hono } from "hono";
import type { Run, SchedulesAnswer } from "../shared/runs.ts";
import type { CurrentVersion } from "./current-version.ts";
import { askWriter } from "./writer-link.ts";

type ScheduleRoutesOptions = { dataFolder: string; current: CurrentVersion };

/** What is loaded by itself: the inbox and the schedules. The writer knows them, and runs them. */
export function scheduleRoutes({ dataFolder, current }: ScheduleRoutesOptions): Hono {
  const routes = new Hono();

  routes.get("/schedules", async (c) => {
    c.header("Cache-Control", "no-store");
    return c.json(await askWriter<SchedulesAnswer>(dataFolder, { command: "schedules" }));
  });

  routes.post("/schedules/:name/run", async (c) => {
    const run = await askWriter<Run>(dataFolder, { command: "run", schedule: c.req.param("name") });
    await current.refresh();
    return c.json(run);
  });

  return routes;
}
