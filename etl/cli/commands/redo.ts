import { decisionCommand } from "../decision-command.ts";

export const command = decisionCommand("redo", {
  zh: (load) => `已恢复第 ${load} 次载入`,
  en: (load) => `load ${load} is in force again`,
});
