import { test } from "vitest";
import { seriesAgree, SETS, TIMEOUT } from "./property.ts";

test(
  `every metric answers what the naive computation does: second half of ${SETS} random data sets`,
  () => seriesAgree(1),
  TIMEOUT,
);
