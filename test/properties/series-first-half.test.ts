import { test } from "vitest";
import { seriesAgree, SETS, TIMEOUT } from "./property.ts";

test(
  `every metric answers what the naive computation does: first half of ${SETS} random data sets`,
  () => seriesAgree(0),
  TIMEOUT,
);
