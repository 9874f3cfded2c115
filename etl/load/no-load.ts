import { Problem } from "../problem.ts";

/** There is no load of that number. */
export function noLoad(load: number): Problem {
  return new Problem({
    code: "no_load",
    zh: `没有第 ${load} 次载入；heng loads 可列出全部载入`,
    en: `There is no load ${load}; heng loads lists all`,
  });
}
