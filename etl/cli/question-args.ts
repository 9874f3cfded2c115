import type { ParseArgsConfig } from "node:util";
import type { Question } from "../../dashboard/server/ask.ts";
import { parseCommand, UsageError } from "./command.ts";

const FORMATS = ["table", "csv", "json", "arrow"] as const;

const OPTIONS = {
  grain: { type: "string" },
  from: { type: "string" },
  to: { type: "string" },
  by: { type: "string" },
  where: { type: "string", multiple: true },
  compare: { type: "string" },
  format: { type: "string" },
} as const satisfies ParseArgsConfig["options"];

/** What `heng query` and `heng rows` are asked; names are checked later, against the version. */
export function parseQuestionArgs(args: string[], more: NonNullable<ParseArgsConfig["options"]>) {
  const { values, positionals } = parseCommand(args, { ...OPTIONS, ...more });
  const text = (name: string): string | undefined => values[name as keyof typeof values] as string | undefined;
  const json = (values as { json?: boolean }).json === true;
  const format = FORMATS.find((known) => known === (text("format") ?? (json ? "json" : "table")));
  if (!format) throw new UsageError(`--format：${FORMATS.join(", ")}`);
  const question: Question = {
    metrics: positionals.flatMap((item) => item.split(",")).filter((item) => item !== ""),
    grain: text("grain") ?? "month",
    from: text("from"),
    to: text("to"),
    by: split(text("by")),
    filters: parseFilters((values as { where?: string[] }).where ?? []),
    compare: split(text("compare")),
    asOf: text("as-of"),
  };
  return { question, format, values: values as Record<string, unknown> & { data?: string; grain?: string } };
}

function split(text: string | undefined): string[] {
  return (text ?? "").split(",").filter((item) => item !== "");
}

/** site=A,B → members of a dimension; what --where says again of a dimension adds to it. */
export function parseFilters(where: string[]): Record<string, string[]> {
  const filters: Record<string, string[]> = {};
  for (const item of where) {
    const [, dimension, members] = /^([a-z_]+)=(.+)$/s.exec(item) ?? [];
    if (dimension === undefined || members === undefined)
      throw new UsageError(`--where ${item}：写作 site=A,B | write site=A,B`);
    filters[dimension] = [...(filters[dimension] ?? []), ...split(members)];
  }
  return filters;
}
