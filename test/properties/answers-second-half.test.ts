import { test } from "vitest";
import { answersAgree, everySecondGroup, isSlow, SETS, TIMEOUT } from "./property.ts";

for (const [name, group] of everySecondGroup(1)) {
  test.skipIf(isSlow(name))(
    `${name}: every figure and the rows behind it are what the naive computation says, on ${SETS} random data sets`,
    () => answersAgree(group),
    TIMEOUT,
  );
}
