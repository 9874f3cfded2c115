import { BadRequest, type Question } from "./ask.ts";

const KNOWN = ["metric", "grain", "from", "to", "by", "compare", "as_of", "format", "period", "limit", "offset"];

/** Members of one filter, and metrics of one request, at most. */
const LONGEST_LIST = 500;

/** Most rows of one page of rows. */
const LONGEST_PAGE = 1000;

/** Names by commas: those of metrics and dimensions hold none. */
function list(params: URLSearchParams, name: string): string[] {
  return short(name, (params.get(name) ?? "").split(","));
}

/** Members of a dimension, one a parameter: they are what people wrote, commas included. */
function members(params: URLSearchParams, name: string): string[] {
  return short(name, params.getAll(name));
}

function short(name: string, all: string[]): string[] {
  const items = all.filter((item) => item !== "");
  if (items.length > LONGEST_LIST) {
    throw new BadRequest(
      "too_many",
      `${name} 最多 ${LONGEST_LIST} 项。`,
      `${name} takes at most ${LONGEST_LIST} items.`,
    );
  }
  return items;
}

/** Every parameter that is none of the endpoint's own is a filter of that name. */
export function parseFilters(params: URLSearchParams, own: readonly string[]): Record<string, string[]> {
  const filters: Record<string, string[]> = {};
  for (const name of new Set(params.keys())) {
    if (own.includes(name)) continue;
    const wanted = members(params, name);
    if (wanted.length > 0) filters[name] = wanted;
  }
  return filters;
}

/** A question from an address; every parameter that is none of its own is a filter on the dimension of that name. */
export function parseAddress(params: URLSearchParams): {
  question: Question;
  format: "arrow" | "csv";
  period: string | undefined;
} {
  const format = params.get("format") ?? "arrow";
  if (format !== "arrow" && format !== "csv") {
    throw new BadRequest("bad_format", "format 只能是 arrow 或 csv。", "format is arrow or csv.");
  }
  return {
    question: {
      metrics: list(params, "metric"),
      grain: params.get("grain") ?? "month",
      from: params.get("from") ?? undefined,
      to: params.get("to") ?? undefined,
      by: list(params, "by"),
      filters: parseFilters(params, KNOWN),
      compare: list(params, "compare"),
      asOf: params.get("as_of") ?? undefined,
    },
    format,
    period: params.get("period") ?? undefined,
  };
}

/** Characters that no name or member has; DuckDB takes a NUL for the end of a statement. Line breaks stand in some cells. */
const CONTROL = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f]/;

export function refuseControls(params: URLSearchParams): void {
  for (const [name, value] of params) {
    if (CONTROL.test(name) || CONTROL.test(value)) {
      throw new BadRequest(
        "control_character",
        "参数里有控制字符，请去掉。",
        "A parameter holds a control character; leave it out.",
      );
    }
  }
}

/** limit and offset of a page of rows. */
export function parsePage(params: URLSearchParams, fallback = 100): { limit: number; offset: number } {
  return { limit: whole(params, "limit", fallback, LONGEST_PAGE), offset: whole(params, "offset", 0, 1e9) };
}

function whole(params: URLSearchParams, name: string, fallback: number, most: number): number {
  const text = params.get(name);
  if (text === null) return fallback;
  const value = Number(text);
  if (/^\d+$/.test(text) && value <= most) return value;
  throw new BadRequest(
    "bad_number",
    `${name} 要是 0 到 ${most} 的整数。`,
    `${name} must be a whole number from 0 to ${most}.`,
  );
}
