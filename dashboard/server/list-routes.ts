import { Hono, type Context } from "hono";
import type { TargetEntry } from "../shared/lists.ts";
import { LANGUAGES, type Language } from "../shared/words.ts";
import { BadRequest } from "./ask.ts";
import type { CurrentVersion } from "./current-version.ts";
import { parseFindings, readEvidence, readFindings, type FindingsGroup } from "./findings.ts";
import { csvOfList, xlsxOfList } from "./list-file.ts";
import { parseListQuestion, readList, type ListQuestion } from "./lists.ts";
import { parsePage, parseFilters } from "./parse-address.ts";
import { jsonAnswer, type Respond } from "./respond.ts";
import { attachment } from "./send-csv.ts";

const XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";

/** What is not a filter in the address of a list. */
const OWN = ["on", "sort", "group", "limit", "offset", "format", "lang"];

/** Worklists, scorecards and tables, the ledgers of findings and flags, their evidence, and the history of targets. */
export function listRoutes(current: CurrentVersion, { answer, download }: Respond): Hono {
  const routes = new Hono();

  routes.get("/lists/:id", async (c) => {
    const params = new URL(c.req.url).searchParams;
    const question: ListQuestion = {
      list: c.req.param("id"),
      filters: parseFilters(params, OWN),
      on: params.get("on") ?? undefined,
      sort: params.get("sort") ?? undefined,
      group: params.get("group") ?? undefined,
    };
    const lang = langOf(params);
    switch (formatOf(params)) {
      case "csv":
        return download(c, ({ catalogue }) => {
          const ask = parseListQuestion(catalogue, question);
          return {
            file: `${ask.list.title[lang]}-${ask.on}.csv`,
            lines: (lease) => csvOfList(catalogue, ask, lang, (work) => lease.run(work)),
          };
        });
      case "xlsx":
        return current.use(async (version) => {
          const ask = parseListQuestion(version.catalogue, question);
          const file = await version.read((connection) => xlsxOfList(connection, version.catalogue, ask, lang));
          return sendXlsx(c, file, `${ask.list.title[lang]}-${ask.on}`);
        });
      default: {
        const page = parsePage(params);
        return answer(c, (version) => {
          const ask = parseListQuestion(version.catalogue, question);
          return version.read(async (connection) => jsonAnswer(await readList(connection, version.number, ask, page)));
        });
      }
    }
  });

  const ledger = (path: string, group: FindingsGroup): void => {
    routes.get(path, (c) => {
      const params = new URL(c.req.url).searchParams;
      const question = {
        month: params.get("month") ?? undefined,
        rule: params.getAll("rule").filter((item) => item !== ""),
        site: params.getAll("site").filter((item) => item !== ""),
        agent: params.getAll("agent").filter((item) => item !== ""),
      };
      const page = parsePage(params);
      return answer(c, (version) => {
        const asked = parseFindings(version.catalogue, group, question);
        return version.read(async (connection) =>
          jsonAnswer(await readFindings(connection, version.number, group, asked, page)),
        );
      });
    });
  };
  ledger("/findings", "accountability");
  ledger("/flags", "authenticity");

  routes.get("/evidence/:rule", (c) => {
    const key = new URL(c.req.url).searchParams.get("key") ?? "";
    return answer(c, (version) =>
      version.read(async (connection) =>
        jsonAnswer(await readEvidence(connection, version.catalogue, c.req.param("rule"), key)),
      ),
    );
  });

  routes.get("/targets", (c) => {
    const metric = new URL(c.req.url).searchParams.get("metric") ?? "";
    return answer(c, async ({ catalogue, targets }) => {
      if (!catalogue.metrics.some(({ id }) => id === metric)) {
        throw new BadRequest("unknown_metric", `没有指标 ${metric}。`, `There is no metric ${metric}.`);
      }
      const mine: TargetEntry[] = targets
        .filter((row) => row.metric === metric)
        .map(({ metric: _metric, ...target }) => target)
        .sort((a, b) => (a.holdsFrom < b.holdsFrom ? 1 : a.holdsFrom > b.holdsFrom ? -1 : b.priority - a.priority));
      return jsonAnswer({ metric, targets: mine });
    });
  });

  return routes;
}

function langOf(params: URLSearchParams): Language {
  const lang = params.get("lang") ?? "zh";
  const known = LANGUAGES.find((language) => language === lang);
  if (known) return known;
  throw new BadRequest("bad_lang", `lang 只能是 zh 或 en。`, "lang is zh or en.");
}

function formatOf(params: URLSearchParams): "json" | "csv" | "xlsx" {
  const format = params.get("format") ?? "json";
  if (format === "json" || format === "csv" || format === "xlsx") return format;
  throw new BadRequest("bad_format", "format 只能是 json、csv 或 xlsx。", "format is json, csv or xlsx.");
}

function sendXlsx(c: Context, file: Uint8Array, name: string): Response {
  const headers = { "Content-Type": XLSX, "Content-Disposition": attachment(`${name}.xlsx`) };
  return c.body(new Uint8Array(file), 200, headers);
}
