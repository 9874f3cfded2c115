import { test } from "vitest";
import { answersAgree, everySecondGroup, SETS, TIMEOUT } from "./property.ts";

test.each(everySecondGroup(0))(
  `%s: every figure and the rows behind it are what the naive computation says, on ${SETS} random data sets`,
  (_, group) => answersAgree(group),
  TIMEOUT,
);
