import { decisionCommand } from "../decision-command.ts";

export const command = decisionCommand("decline", {
  zh: (load) => `没有批准第 ${load} 次载入，它不计入数字`,
  en: (load) => `load ${load} declined, it counts nowhere`,
});
