import { readFile, stat } from "node:fs/promises";
import { extname, join, normalize } from "node:path";
import { gzipSync } from "node:zlib";
import type { Context } from "hono";

const TYPES: Record<string, string> = {
  ".html": "text/html; charset=utf-8",
  ".js": "text/javascript; charset=utf-8",
  ".css": "text/css; charset=utf-8",
  ".svg": "image/svg+xml",
  ".json": "application/json",
  ".woff2": "font/woff2",
  ".png": "image/png",
  ".ico": "image/x-icon",
};

type File = { body: Uint8Array<ArrayBuffer>; gzip: Uint8Array<ArrayBuffer> | null };

/**
 * Serves the built app from memory. Paths without a file get index.html: they are the app's own pages.
 * Files under assets/ carry a hash in their names and may be kept for good; the others are read again when a new build
 * has replaced them, since index.html then names other assets.
 */
export function staticFiles(folder: string) {
  const files = new Map<string, { changed: number; file: Promise<File | null> }>();
  const read = async (path: string): Promise<File | null> => {
    const known = files.get(path);
    if (known && isHashed(path)) return known.file;
    const changed = await stat(join(folder, path)).then(
      ({ mtimeMs }) => mtimeMs,
      () => null,
    );
    if (changed === null) return null;
    if (known?.changed === changed) return known.file;
    const file = load(join(folder, path));
    files.set(path, { changed, file });
    if ((await file) === null) files.delete(path);
    return file;
  };
  return async (c: Context): Promise<Response> => {
    const asked = pathOf(c.req.path);
    if (asked === null) return c.text("404", 404);
    const isPage = extname(asked) === "";
    const path = isPage ? "index.html" : asked;
    const file = await read(path);
    if (!file) return c.text("404", 404);
    const headers: Record<string, string> = {
      "Content-Type": TYPES[extname(path)] ?? "application/octet-stream",
      "Cache-Control": isHashed(path) ? "public, max-age=31536000, immutable" : "no-cache",
    };
    if (file.gzip && c.req.header("Accept-Encoding")?.includes("gzip")) {
      return c.body(file.gzip, 200, { ...headers, "Content-Encoding": "gzip", Vary: "Accept-Encoding" });
    }
    return c.body(file.body, 200, headers);
  };
}

function isHashed(path: string): boolean {
  return path.startsWith("assets/");
}

/** The path below the app's folder; null for what is no text. */
function pathOf(path: string): string | null {
  try {
    return normalize(decodeURIComponent(path)).replace(/^([/\\.])+/, "");
  } catch {
    return null;
  }
}

async function load(path: string): Promise<File | null> {
  try {
    const body = new Uint8Array(await readFile(path));
    const isText = /\.(html|js|css|svg|json)$/.test(path);
    return { body, gzip: isText ? new Uint8Array(gzipSync(body)) : null };
  } catch {
    return null;
  }
}
