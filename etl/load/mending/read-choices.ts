import { open } from "node:fs/promises";
import type { LoadChoices } from "../../../dashboard/shared/loads.ts";
import type { Store } from "../../store.ts";
import { loadMendedBy } from "./mend-columns.ts";

/** A header is not longer than this. */
const HEAD = 1 << 16;

/** How the load was read whose rejected rows a file brings back: they are to be read in the same way. */
export type Remembered = { source: string; mapping: string | null; choices: LoadChoices };

/** Looks at the file's first line; null where it mends no load that there is, or is no text. */
export async function howMendedWasRead({ reader }: Store, path: string): Promise<Remembered | null> {
  const load = await readLoad(path);
  if (load === null) return null;
  const result = await reader.runAndReadAll(
    "select source, mapping, choices from ledger.loads where load = $load and source is not null",
    { load },
  );
  const [source, mapping, choices] = result.getRows()[0] ?? [];
  if (source == null) return null;
  const { columns, dateOrders, dateSystems, words } = JSON.parse(String(choices ?? "{}")) as LoadChoices;
  return {
    source: String(source),
    mapping: mapping == null ? null : String(mapping),
    choices: {
      ...(columns === undefined ? {} : { columns }),
      ...(dateOrders === undefined ? {} : { dateOrders }),
      ...(dateSystems === undefined ? {} : { dateSystems }),
      ...(words === undefined ? {} : { words }),
    },
  };
}

async function readLoad(path: string): Promise<number | null> {
  const file = await open(path).catch(() => null);
  if (file === null) return null;
  try {
    // Of what cannot be read, such as a folder, the load tells.
    const read = await file.read(Buffer.alloc(HEAD), 0, HEAD, 0).catch(() => null);
    if (read === null) return null;
    const { buffer, bytesRead } = read;
    const head = buffer.subarray(0, bytesRead);
    // Excel saves a CSV in the system's own encoding.
    for (const encoding of ["utf-8", "gb18030", "utf-16le"]) {
      const load = loadMendedBy(new TextDecoder(encoding).decode(head));
      if (load !== null) return load;
    }
    return null;
  } finally {
    await file.close();
  }
}
