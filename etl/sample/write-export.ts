import type { DuckDBConnection } from "@duckdb/node-api";
import iconv from "iconv-lite";
import { createReadStream, createWriteStream } from "node:fs";
import { appendFile, rename, rm } from "node:fs/promises";
import { join } from "node:path";
import { PassThrough, Transform } from "node:stream";
import { pipeline } from "node:stream/promises";
import { literal, type Export } from "./export.ts";

/** Writes one export into `folder`; `scratch` holds what DuckDB writes before it is re-encoded. */
export async function writeExport(connection: DuckDBConnection, wanted: Export, folder: string, scratch: string) {
  const written = join(scratch, wanted.file);
  await connection.run(
    `copy (${wanted.query}) to ${literal(written)} (format csv, header true, delimiter ${literal(wanted.delimiter)})`,
  );
  if (wanted.tail) await appendFile(written, wanted.tail.map((line) => `${line}\n`).join(""));

  const target = join(folder, wanted.file);
  // COPY writes plain UTF-8 with line feeds: a file that wants just that is not read again.
  if (wanted.encoding === "utf-8" && !wanted.bom && wanted.lineEnd === "\n") return await rename(written, target);

  await pipeline(
    createReadStream(written, { encoding: "utf8", highWaterMark: 1 << 20 }),
    respell(wanted),
    wanted.encoding === "gbk" ? iconv.encodeStream("gbk") : new PassThrough(),
    createWriteStream(target),
  );
  await rm(written);
}

/** Puts the byte order mark in front and the wanted line ends in place of line feeds, within quoted cells too. */
function respell({ bom, lineEnd }: Export): Transform {
  let atStart = bom;
  return new Transform({
    decodeStrings: false,
    encoding: "utf8",
    transform(text: string, _, done) {
      const mark = atStart ? "\uFEFF" : "";
      atStart = false;
      done(null, mark + (lineEnd === "\n" ? text : text.replaceAll("\n", lineEnd)));
    },
  });
}
