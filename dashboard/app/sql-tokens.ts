/** A piece of a query: what it is, and its text. `name`: schema.table. */
export type SqlToken = { kind: "comment" | "text" | "keyword" | "name" | "other"; text: string };

const KEYWORDS = new Set(
  (
    "select from where group by order having qualify limit with as join left right full inner cross on using and or not " +
    "in is null case when then else end distinct union all except intersect between like exists over partition asc desc " +
    "nulls first last filter cast values true false interval date timestamp lateral recursive"
  ).split(" "),
);

const TOKENS =
  /(--[^\n]*|\/\*[\s\S]*?\*\/)|('(?:[^']|'')*')|\b([a-z_]+\.[a-z_][a-z0-9_]*)\b|([A-Za-z_][A-Za-z0-9_]*)|([\s\S])/g;

/** The query in pieces, so that a page can set comments back and link the tables it reads. */
export function sqlTokens(sql: string): SqlToken[] {
  const tokens: SqlToken[] = [];
  for (const [whole, comment, text, name, word] of sql.matchAll(TOKENS)) {
    const kind: SqlToken["kind"] =
      comment !== undefined
        ? "comment"
        : text !== undefined
          ? "text"
          : name !== undefined
            ? "name"
            : word !== undefined && KEYWORDS.has(word.toLowerCase())
              ? "keyword"
              : "other";
    const last = tokens.at(-1);
    if (last && last.kind === "other" && kind === "other") last.text += whole;
    else tokens.push({ kind, text: whole });
  }
  return tokens;
}
