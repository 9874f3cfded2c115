import { expect, test } from "vitest";
import { cardState } from "../../dashboard/app/upload-state.ts";
import type { Upload } from "../../dashboard/app/uploads.svelte.ts";
import { zh as u } from "../../dashboard/app/words-upload-zh.ts";
import { zh as w } from "../../dashboard/app/words-zh.ts";
import type { LoadStatus } from "../../dashboard/shared/loads.ts";

function done(...statuses: LoadStatus[]): Upload {
  const outcomes = statuses.map((status, index) => ({
    load: index + 1,
    file: `a.xlsx#${index}`,
    source: "surveys",
    status,
    read: 0,
    loaded: 0,
    updated: 0,
    unchanged: 0,
    rejected: 0,
    blank: 0,
    reasons: {},
    skipped: {},
    message: null,
  }));
  return {
    id: 1,
    file: new File([], "a.xlsx"),
    state: "done",
    head: null,
    sent: 0,
    sentSince: 0,
    kept: null,
    report: null,
    choices: {},
    left: [],
    outcomes,
    version: 7,
    error: null,
  };
}

test.each<[LoadStatus[], string, string]>([
  [["accepted"], "met", "已载入，随第 7 版发布"],
  [["accepted", "skipped"], "met", "已载入，随第 7 版发布"],
  [["already", "accepted"], "met", "已载入，随第 7 版发布"],
  [["already", "already"], "", "同一文件，不重复"],
  [["held"], "near", "待批"],
  [["held", "already"], "near", "待批"],
  [["accepted", "held"], "near", "部分待批"],
  [["refused", "already"], "miss", "拒收"],
  [["refused", "accepted"], "miss", "部分拒收"],
  [["refused", "held"], "miss", "部分拒收"],
  [["declined", "already"], "", "未批准"],
  [["undone", "accepted"], "near", "部分载入"],
  [["skipped"], "", "略过"],
])("parts that came out %s make a card %s: %s", (statuses, tone, said) => {
  expect(cardState(done(...statuses), u, w)).toMatchObject({ tone, said });
});
