import { truncate, writeFile } from "node:fs/promises";
import { setTimeout as pause } from "node:timers/promises";
import { join } from "node:path";
import { expect, test } from "vitest";
import { keepOriginal } from "../../etl/load/originals.ts";
import { openTestStore } from "./store-in-folder.ts";

test("a file that is cut short while it is kept is not waited for", async () => {
  const store = await openTestStore();
  for (let round = 0; round < 10; round++) {
    const path = join(store.folder, `${round}.csv`);
    await writeFile(path, Buffer.alloc(64 << 20, "工号,姓名\n"));
    const keeping = await keepOriginal(store, path);
    await pause(round);
    await truncate(path, 1000);
    await expect(keeping?.keep(null)).rejects.toMatchObject({ code: "file_changed" });
    await keeping?.end();
  }
}, 60_000);
