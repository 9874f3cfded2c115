import { test } from "vitest";
import { everySecondArea, seriesAgree, SETS, TIMEOUT } from "./property.ts";

test.each(everySecondArea(0))(
  `every metric of %s answers what the naive computation does, on ${SETS} random data sets`,
  seriesAgree,
  TIMEOUT,
);
