import { createHash } from "node:crypto";
import type { DuckDBConnection } from "@duckdb/node-api";
import type { Context } from "hono";
import { AnswerCache, type Answer } from "./answer-cache.ts";
import type { Lease } from "./connections.ts";
import { csvLines } from "./csv.ts";
import type { CurrentVersion } from "./current-version.ts";
import { sendCsv } from "./send-csv.ts";
import type { Version } from "./version.ts";

/** The two ways in which a request for figures is answered. */
export type Respond = {
  /** Answers from the cache, or 304 where the browser has it already. */
  answer(c: Context, compute: (version: Version) => Promise<Answer>): Promise<Response>;
  /**
   * Streams lines as a CSV file, which is not cached. What `plan` throws is answered as an error, before anything is
   * sent; the lines run on a connection of their own, each step within the deadline.
   */
  download(c: Context, plan: (version: Version) => Download): Promise<Response>;
};

/** A file's name, and its lines from a connection. */
export type Download = { file: string; lines: (lease: Lease) => AsyncGenerator<string> };

export function respondFrom(current: CurrentVersion, log: (line: string) => void): Respond {
  const cache = new AnswerCache();
  return {
    answer: (c, compute) =>
      current.use(async (version) => {
        const url = new URL(c.req.url);
        const key = `${version.number} ${version.catalogue.publishedAt} ${url.pathname}${url.search}`;
        const etag = `"${createHash("sha256").update(key).digest("base64url").slice(0, 22)}"`;
        const headers = { ETag: etag, "Cache-Control": "no-cache", "X-Heng-Version": String(version.number) };
        if (c.req.header("If-None-Match")?.includes(etag)) return c.body(null, 304, headers);
        const { body, headers: own } = await cache.get(key, () => compute(version));
        return c.body(new Uint8Array(body), 200, { ...own, ...headers });
      }),
    download: (c, plan) => {
      let file = "";
      return sendCsv(
        c,
        () => file,
        async function* (signal) {
          const { version, release } = current.hold();
          try {
            const planned = plan(version);
            file = planned.file;
            const lease = await version.download(signal);
            try {
              yield* planned.lines(lease);
            } finally {
              lease.release();
            }
          } finally {
            release();
          }
        },
        { log },
      );
    },
  };
}

/** The lines of a statement's whole result, or none where there is no statement. */
export async function* linesOfSql(
  lease: Lease,
  sqlOf: (connection: DuckDBConnection) => Promise<string | null>,
): AsyncGenerator<string> {
  const sql = await lease.run(sqlOf);
  if (sql === null) return;
  const lines = csvLines(await lease.run((connection) => connection.stream(sql)));
  for (;;) {
    const { value, done } = await lease.run(() => lines.next());
    if (done === true) return;
    yield value;
  }
}

export function jsonAnswer(value: unknown): Answer {
  return {
    body: Buffer.from(JSON.stringify(value)),
    headers: { "Content-Type": "application/json; charset=utf-8" },
  };
}
