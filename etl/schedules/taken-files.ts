import { createHash } from "node:crypto";
import { createReadStream } from "node:fs";
import type { SeenFile } from "../runs/seen-file.ts";
import type { Store } from "../store.ts";

/** A file of a schedule's folder as it was when it was read. */
export type TakenFile = { bytes: number; changed: number; sha256: string };

/** What a schedule has taken, by path: none of it needs a second look while its size and time are the same. */
export async function readTaken(store: Store, schedule: string): Promise<Map<string, TakenFile>> {
  const found = await store.reader.runAndReadAll(
    "select path, bytes, changed, sha256 from ledger.taken where schedule = $schedule",
    { schedule },
  );
  return new Map(
    found
      .getRows()
      .map(([path, bytes, changed, sha256]) => [
        String(path),
        { bytes: Number(bytes), changed: Number(changed), sha256: String(sha256) },
      ]),
  );
}

export async function noteTaken(
  store: Store,
  schedule: string,
  file: SeenFile,
  { sha256, status, run }: { sha256: string; status: string; run: number },
): Promise<void> {
  const { path, bytes, changed } = file;
  await store.exclusive(async () => {
    await store.connection.run("delete from ledger.taken where schedule = $schedule and path = $path", {
      schedule,
      path,
    });
    await store.connection.run(
      "insert into ledger.taken values ($schedule, $path, $bytes, $changed, $sha256, $status, $run)",
      { schedule, path, bytes: BigInt(bytes), changed, sha256, status, run },
    );
  });
}

export async function hashFile(path: string): Promise<string> {
  const hash = createHash("sha256");
  for await (const chunk of createReadStream(path)) hash.update(chunk as Buffer);
  return hash.digest("hex");
}
