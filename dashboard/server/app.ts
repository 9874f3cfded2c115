import { Hono, type Context } from "hono";
import { recordBatches, toStream } from "./arrow.ts";
import { BadRequest, parseQuestion, slotOfPeriod, type Ask } from "./ask.ts";
import { TookTooLong, TooManyDownloads } from "./connections.ts";
import { NothingPublished, type CurrentVersion } from "./current-version.ts";
import { eventRoutes } from "./event-routes.ts";
import { fileRoutes } from "./file-routes.ts";
import { listRoutes } from "./list-routes.ts";
import { loadRoutes } from "./load-routes.ts";
import { parseAddress, parsePage, refuseControls } from "./parse-address.ts";
import { ProgressFeed } from "./progress-feed.ts";
import { jsonAnswer, linesOfSql, respondFrom } from "./respond.ts";
import { grainOfRows, planRows, recompute } from "./rows.ts";
import { planSeries } from "./series.ts";
import { scheduleRoutes } from "./schedule-routes.ts";
import { staticFiles } from "./static-files.ts";
import type { Version } from "./version.ts";
import { WriterAway, WriterRefusal } from "./writer-link.ts";

export type AppOptions = {
  current: CurrentVersion;
  dataFolder: string;
  /** The built app, or null to serve the API alone. */
  appFolder: string | null;
  log: (line: string) => void;
};

const ARROW = "application/vnd.apache.arrow.stream";

/** The HTTP application; `app.request(path)` answers without a port. */
export function createApp({ current, dataFolder, appFolder, log }: AppOptions): Hono {
  const app = new Hono();
  const respond = respondFrom(current, log);
  const { answer, download } = respond;

  app.use(async (c, next) => {
    refuseStrangers(c);
    refuseControls(new URL(c.req.url).searchParams);
    await next();
    c.header("X-Content-Type-Options", "nosniff");
    c.header("Referrer-Policy", "no-referrer");
    c.header("X-Frame-Options", "DENY");
    c.header(
      "Content-Security-Policy",
      "default-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; frame-ancestors 'none'; base-uri 'none'",
    );
  });

  app.get("/api/catalogue", (c) => answer(c, async (version) => jsonAnswer(version.catalogue)));

  app.get("/api/series", (c) => {
    const { question, format } = parseAddress(new URL(c.req.url).searchParams);
    if (format === "csv") {
      return download(c, (version) => {
        const [ask, more] = parseQuestion(version, question);
        if (more) throw new BadRequest("one_metric", "CSV 一次只能下载一个指标。", "A CSV holds one metric.");
        return {
          file: `${question.metrics.join("-")}.csv`,
          lines: (lease) => linesOfSql(lease, (connection) => planSeries(connection, ask as Ask, version.targets)),
        };
      });
    }
    return answer(c, async (version) => {
      const asks = parseQuestion(version, question);
      const parts = await Promise.all(asks.map((ask) => seriesBatches(version, ask)));
      const schema = parts.find((part) => part !== null)?.schema;
      if (!schema)
        throw new BadRequest("no_period", "所问的时间里没有任何一期。", "The time asked for holds no period.");
      return {
        body: await toStream(
          schema,
          parts.flatMap((part) => part?.batches ?? []),
        ),
        headers: { "Content-Type": ARROW },
      };
    });
  });

  app.get("/api/rows", (c) => {
    const params = new URL(c.req.url).searchParams;
    const { question, format, period } = parseAddress(params);
    const grain = grainOfRows(params.get("grain") ?? undefined, period);
    const page = parsePage(params);
    const asked = (version: Version): Ask => {
      const asks = parseQuestion(version, { ...question, grain, from: period, to: period, by: [], compare: [] });
      if (asks.length !== 1)
        throw new BadRequest("one_metric", "一次只能看一个指标的明细。", "Rows are those of one metric.");
      return asks[0] as Ask;
    };
    if (format === "csv") {
      return download(c, (version) => {
        const ask = asked(version);
        const all = { limit: null, offset: 0 };
        return {
          file: `${question.metrics[0]}-rows.csv`,
          lines: (lease) =>
            linesOfSql(lease, (connection) => planRows(connection, ask, slotOfPeriod(ask, period), all)),
        };
      });
    }
    return answer(c, (version) =>
      version.read(async (connection) => {
        const ask = asked(version);
        const slot = slotOfPeriod(ask, period);
        const figure = await recompute(connection, ask, slot);
        const { schema, batches } = await recordBatches(
          await connection.run(await planRows(connection, ask, slot, page)),
        );
        return {
          body: await toStream(schema, batches),
          headers: {
            "Content-Type": ARROW,
            "X-Heng-Total": String(figure.total),
            "X-Heng-Value": String(figure.value),
            "X-Heng-Numerator": String(figure.numerator),
            "X-Heng-Denominator": String(figure.denominator),
          },
        };
      }),
    );
  });

  const feed = new ProgressFeed();
  app.route("/api", loadRoutes({ dataFolder, current, feed, log }));
  app.route("/api", fileRoutes({ dataFolder, current, feed }));
  app.route("/api", scheduleRoutes({ dataFolder, current }));
  app.route("/api", eventRoutes(current, feed));
  app.route("/api", listRoutes(current, respond));
  app.all("/api/*", (c) => c.json(errorBody("not_found", "没有这个接口。", "There is no such endpoint."), 404));
  if (appFolder !== null) app.get("*", staticFiles(appFolder));

  app.onError((error, c) => {
    if (error instanceof BadRequest) return c.json(errorBody(error.code, error.zh, error.en), 400);
    if (error instanceof WriterRefusal) return c.json({ error: error.text }, 409);
    if (error instanceof WriterAway) {
      return c.json(
        errorBody(
          "writer_away",
          "载入服务没有运行，请稍后再试；看数不受影响。",
          "The writer is not running; try again in a while. Reading still works.",
        ),
        503,
      );
    }
    if (error instanceof NothingPublished) {
      return c.json(
        errorBody("nothing_published", "还没有发布过数据，请先载入。", "Nothing is published yet; load a file first."),
        503,
      );
    }
    if (error instanceof TookTooLong) {
      return c.json(
        errorBody(
          "took_too_long",
          `超过 ${error.seconds} 秒还没有算完，已停下。请少选几期，或者加上筛选。`,
          `Not done after ${error.seconds} seconds, so it was stopped: choose fewer periods, or filter.`,
        ),
        503,
      );
    }
    if (error instanceof TooManyDownloads) {
      return c.json(
        errorBody(
          "too_many_downloads",
          "同时下载的人太多了，请等一个下载完再试。",
          "Too many downloads at once; try again when one of them is done.",
        ),
        503,
      );
    }
    log(`${c.req.method} ${c.req.path}: ${error.stack ?? error.message}`);
    return c.json(errorBody("internal", "服务出错了，已记入日志。", "The server failed; the log says more."), 500);
  });
  return app;
}

async function seriesBatches(version: Version, ask: Ask) {
  return version.read(async (connection) => {
    const sql = await planSeries(connection, ask, version.targets);
    return sql === null ? null : recordBatches(await connection.run(sql));
  });
}

function errorBody(code: string, zh: string, en: string) {
  return { error: { code, zh, en } };
}

/**
 * The server listens on this machine alone. A page of another site can still send a browser here, so the host must be
 * this machine's (no DNS rebinding), and what changes anything needs a header that no form can send.
 */
function refuseStrangers(c: Context): void {
  const host = c.req.header("Host")?.replace(/:\d+$/, "");
  if (host !== undefined && !["localhost", "127.0.0.1", "[::1]"].includes(host)) {
    throw new BadRequest("bad_host", "只能从本机访问。", "Reached by a foreign name; open it on this machine.");
  }
  if (c.req.method !== "GET" && c.req.method !== "HEAD" && c.req.header("X-Heng") !== "1") {
    throw new BadRequest("no_header", "请求缺少 X-Heng: 1 头。", "The request lacks the header X-Heng: 1.");
  }
}
