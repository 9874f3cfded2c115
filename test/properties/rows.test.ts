import { test } from "vitest";
import { rowsAgree, TIMEOUT } from "./property.ts";

test("the rows behind each metric's figure give the figure again, for 100 random filters", () => rowsAgree(), TIMEOUT);
