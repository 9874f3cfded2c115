import { test } from "vitest";
import { answersAgree, everySecondGroup, SETS, TIMEOUT } from "./property.ts";

for (const [name, group] of everySecondGroup(1)) {
  test(
    `${name}: every figure and the rows behind it are what the naive computation says, on ${SETS} random data sets`,
    () => answersAgree(group),
    TIMEOUT,
  );
}
