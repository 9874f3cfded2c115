import fc from "fast-check";
import { test } from "vitest";
import { writeFileSync } from "node:fs";
import { business } from "../naive/arbitraries.ts";
import { askForRows, askForSeries, differencesIn } from "./all-questions.ts";
test("triage", async () => {
  const n = Number(process.env.N ?? 5);
  const sets = fc.sample(business, { numRuns: n, seed: Number(process.env.HENG_SEED ?? 1) });
  const out: string[] = [];
  const tally: Record<string, number> = {};
  for (const interest of (process.env.I ?? "series,rows").split(",")) {
    const t = performance.now();
    for (const [i, s] of sets.entries()) {
      if (process.env.STOP && out.length) break;
      try {
        for (const d of await differencesIn(s, i * 7919, interest === "rows" ? askForRows(4) : askForSeries)) {
          const m = /^([a-z_0-9]+)|metric=([a-z_0-9]+)/.exec(d.replace(/^\/api\/\w+\?/, ""));
          const mm = /metric=([a-z0-9_]+)/.exec(d)?.[1] ?? /^([a-z0-9_]+) /.exec(d)?.[1] ?? "?";
          const what =
            /: (value|previous|year|n|numerator|denominator|from|through|running) is/.exec(d)?.[1] ??
            /no row|rows instead|twice|X-Heng-Total|from \d+ rows|today is/.exec(d)?.[0] ??
            "other";
          tally[`${interest} ${mm} ${what}`] = (tally[`${interest} ${mm} ${what}`] ?? 0) + 1;
          out.push(`#${i} ${interest} ${d}`);
        }
      } catch (e) {
        out.push(`#${i} ${interest} THROWN ${(e as Error).message.slice(0, 1500)}`);
        tally[`${interest} THROWN`] = (tally[`${interest} THROWN`] ?? 0) + 1;
      }
    }
    console.log(interest, ((performance.now() - t) / n).toFixed(0), "ms/set");
  }
  writeFileSync(process.env.OUTF ?? "/tmp/heng-h4-triage.txt", out.join("\n"));
  console.log(
    Object.entries(tally)
      .sort()
      .map(([k, v]) => `${v}\t${k}`)
      .join("\n"),
  );
}, 1e9);
