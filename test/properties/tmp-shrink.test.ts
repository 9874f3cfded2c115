import fc from "fast-check";
import { test } from "vitest";
import { writeFileSync } from "node:fs";
import { business } from "../naive/arbitraries.ts";
import { csvOf } from "../naive/csv.ts";
import { askForRows, askForSeries, differencesIn } from "./all-questions.ts";
test("shrink", async () => {
  const want = new RegExp(process.env.M ?? ".");
  const wrong = process.env.NOT ? new RegExp(process.env.NOT) : null;
  const only = (process.env.ONLY ?? "").split(",").filter(Boolean);
  const arb = only.length ? business.map((ds) => ds.filter((d) => only.includes(d.source))) : business;
  const seed = Number(process.env.DICE ?? 1);
  let best: string = "";
  const r = await fc.check(
    fc.asyncProperty(arb, async (ds) => {
      const d = (await differencesIn(ds, seed, process.env.I === "rows" ? askForRows(4) : askForSeries)).filter(
        (x) => want.test(x) && !wrong?.test(x),
      );
      if (d.length) {
        best = ds.map((x) => `${x.source} (${x.loadedAt})\n${csvOf(x)}`).join("\n") + "\n" + d.slice(0, 6).join("\n");
        return false;
      }
      return true;
    }),
    {
      numRuns: Number(process.env.N ?? 40),
      seed: Number(process.env.HENG_SEED ?? 1),
      interruptAfterTimeLimit: Number(process.env.T ?? 60) * 1000,
    },
  );
  writeFileSync(
    process.env.OUT ?? "/tmp/heng-h4-shrunk.txt",
    `runs ${r.numRuns} shrinks ${r.numShrinks} failed ${r.failed}\n${best}`,
  );
}, 1e9);
