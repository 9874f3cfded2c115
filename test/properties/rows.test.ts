import { test } from "vitest";
import { everySecondArea, rowsAgree, TIMEOUT } from "./property.ts";

test.each([...everySecondArea(0), ...everySecondArea(1)])(
  "the rows behind each figure of %s give the figure again, for random filters",
  rowsAgree,
  TIMEOUT,
);
