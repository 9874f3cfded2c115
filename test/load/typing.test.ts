import { describe, expect, test } from "vitest";
import { openTestStore, type TestStore } from "./store-in-folder.ts";

/** What a column of a source makes of each text: its value as DuckDB writes it, or the reason it is rejected for. */
async function read(
  store: TestStore,
  source: "tickets" | "surveys" | "bills" | "targets",
  column: string,
  texts: string[],
): Promise<Record<string, string | null>> {
  const rest = {
    tickets: { ticket_id: "T", kind: "报修", created_at: "2000-01-01" },
    surveys: { survey_id: "S", campaign: "问卷" },
    bills: { bill_id: "B", customer_id: "C", site_id: "S1", due_on: "2024-01-10", amount: "1" },
    targets: { metric: "m", grain: "月", holds_from: "2024-01-01", comparison: ">=", value: "1", site_id: "s" },
  }[source] as Record<string, string>;
  const key = Object.keys(rest)[0] ?? "";
  const names = [...new Set([...Object.keys(rest), column])];
  const rows = texts.map((text, index) =>
    names
      .map((name) => (name === column ? text : name === key ? `${rest[name]}${index}` : (rest[name] ?? "")))
      .map((cell) => `"${cell.replaceAll('"', '""')}"`)
      .join("\t"),
  );
  const outcome = await store.give([names.join("\t"), ...rows, ""].join("\n"), { source });
  expect(outcome).toMatchObject({ status: "accepted", read: texts.length });
  const load = outcome.load ?? 0;
  const accepted = await store.ask(
    `select ${column === key ? "row_number() over (order by rowid) - 1" : `substr(${key}, ${(rest[key] ?? "").length + 1})`} as at, cast(${column} as varchar) as value
     from rows.${source} where _load = ${load}`,
  );
  const rejected = await store.ask(`select line - 2 as at, code as value from ledger.rejects where load = ${load}`);
  const read = new Map([...accepted, ...rejected].map(({ at, value }) => [Number(at), value as string | null]));
  return Object.fromEntries(texts.map((text, index) => [text, read.get(index) ?? null]));
}

describe("a time is read only where it says one thing", () => {
  test("every accepted spelling gives the wall time of Asia/Shanghai", async () => {
    expect(
      await read(await openTestStore(), "tickets", "created_at", [
        "2024-03-05 10:11:12",
        "2024-03-05 10:11",
        "2024-03-05 10:11:12.5",
        "2024-03-05 10:11:12.123456",
        "2024-03-05 10:11:12.1234567",
        "2024/3/5 9:05",
        "2024/3/5",
        "2024-03-05T10:11:12",
        "2024-04-16T03:03:15.000",
        "2024年3月5日 10:11",
        "2024年3月5日",
        "2024年3月5日10时11分12秒",
        " 2024-03-05 10:11:12　",
        "２０２４－０３－０５　１０：１１",
        "2024-03-05T10:11:12Z",
        "2024-03-05 10:11:12+00:00",
        "2024-03-05 20:11:12+00:00",
        "2024-03-05 10:11+08:00",
        "2024-03-05 10:11:12 +0800",
        "2024-03-05 10:11:12.25-05",
        "2024-02-29",
      ]),
    ).toEqual({
      "2024-03-05 10:11:12": "2024-03-05 10:11:12",
      "2024-03-05 10:11": "2024-03-05 10:11:00",
      "2024-03-05 10:11:12.5": "2024-03-05 10:11:12.5",
      "2024-03-05 10:11:12.123456": "2024-03-05 10:11:12.123456",
      "2024-03-05 10:11:12.1234567": "2024-03-05 10:11:12.123456",
      "2024/3/5 9:05": "2024-03-05 09:05:00",
      "2024/3/5": "2024-03-05 00:00:00",
      "2024-03-05T10:11:12": "2024-03-05 10:11:12",
      "2024-04-16T03:03:15.000": "2024-04-16 03:03:15",
      "2024年3月5日 10:11": "2024-03-05 10:11:00",
      "2024年3月5日": "2024-03-05 00:00:00",
      "2024年3月5日10时11分12秒": "2024-03-05 10:11:12",
      " 2024-03-05 10:11:12　": "2024-03-05 10:11:12",
      "２０２４－０３－０５　１０：１１": "2024-03-05 10:11:00",
      "2024-03-05T10:11:12Z": "2024-03-05 18:11:12",
      "2024-03-05 10:11:12+00:00": "2024-03-05 18:11:12",
      "2024-03-05 20:11:12+00:00": "2024-03-06 04:11:12",
      "2024-03-05 10:11+08:00": "2024-03-05 10:11:00",
      "2024-03-05 10:11:12 +0800": "2024-03-05 10:11:12",
      "2024-03-05 10:11:12.25-05": "2024-03-05 23:11:12.25",
      "2024-02-29": "2024-02-29 00:00:00",
    });
  });

  test("what could be another day, or no day at all, is rejected", async () => {
    const texts = [
      "2024-1",
      "2024",
      "2024-03-05 24:00:00",
      "2024-03-05 10:60",
      "2024-03-05 10:11:60",
      "2024-03-05 10",
      "2024-13-05",
      "2024-02-30",
      "2023-02-29",
      "infinity",
      "-infinity",
      "epoch",
      "now",
      "IN",
      "0044-03-05 (BC)",
      "12024-03-05",
      "1.5",
      "昨天",
    ];
    expect(await read(await openTestStore(), "tickets", "created_at", texts)).toEqual(
      Object.fromEntries(texts.map((text) => [text, "bad_ts"])),
    );
  });
});

test("a date is a day, a month its first day", async () => {
  const store = await openTestStore();
  expect(
    await read(store, "bills", "due_on", [
      "2024-03-05",
      "2024/3/5",
      "2024年3月5日",
      "20240305",
      "2024-03-05 00:00:00",
      "2024-03-05T22:00:00Z",
      "20241305",
      "5.3.2024",
      "infinity",
    ]),
  ).toEqual({
    "2024-03-05": "2024-03-05",
    "2024/3/5": "2024-03-05",
    "2024年3月5日": "2024-03-05",
    "20240305": "2024-03-05",
    "2024-03-05 00:00:00": "2024-03-05",
    "2024-03-05T22:00:00Z": "2024-03-06",
    "20241305": "bad_date",
    "5.3.2024": "unclear_date",
    infinity: "bad_date",
  });
  expect(
    await read(store, "bills", "period", [
      "2026-08",
      "2026/8",
      "2026年8月",
      "202608",
      "2026-08-01",
      "2026-08-15",
      "202613",
      "8月",
    ]),
  ).toEqual({
    "2026-08": "2026-08-01",
    "2026/8": "2026-08-01",
    "2026年8月": "2026-08-01",
    "202608": "2026-08-01",
    "2026-08-01": "2026-08-01",
    "2026-08-15": "bad_month",
    "202613": "bad_month",
    "8月": "bad_month",
  });
});

test("money is exact to the cent or rejected, never rounded", async () => {
  expect(
    await read(await openTestStore(), "bills", "amount", [
      "94",
      "94.5",
      "-94.50",
      "+3",
      "1,234,567.89",
      "￥1,234.5",
      "¥ 12",
      "-¥12.00",
      "88.8元",
      "１２．５",
      "9007199254740993.01",
      "9999999999999999.99",
      "10000000000000000",
      "0.005",
      "94.000",
      "1052,75",
      "12,34",
      "1e3",
      "1_000",
      "11万元",
      "nan",
      "免",
    ]),
  ).toEqual({
    "94": "94.00",
    "94.5": "94.50",
    "-94.50": "-94.50",
    "+3": "3.00",
    "1,234,567.89": "1234567.89",
    "￥1,234.5": "1234.50",
    "¥ 12": "12.00",
    "-¥12.00": "-12.00",
    "88.8元": "88.80",
    "１２．５": "12.50",
    "9007199254740993.01": "9007199254740993.01",
    "9999999999999999.99": "9999999999999999.99",
    "10000000000000000": "bad_money",
    "0.005": "bad_money",
    "94.000": "bad_money",
    "1052,75": "bad_money",
    "12,34": "bad_money",
    "1e3": "bad_money",
    "1_000": "bad_money",
    "11万元": "110000.00",
    nan: "required",
    免: "bad_money",
  });
});

test("whole numbers, scores and recommendations stay within what they may be", async () => {
  const store = await openTestStore();
  expect(
    await read(store, "tickets", "reopened", [
      "0",
      "007",
      "-3",
      "1,234",
      "2.0",
      "1.5",
      "1e3",
      "0x1F",
      "1_000",
      "99999999999999999999",
    ]),
  ).toEqual({
    "0": "0",
    "007": "7",
    "-3": "-3",
    "1,234": "1234",
    "2.0": "2",
    "1.5": "bad_int",
    "1e3": "bad_int",
    "0x1F": "bad_int",
    "1_000": "bad_int",
    "99999999999999999999": "bad_int",
  });
  expect(
    await read(store, "surveys", "score", [
      "1",
      "5",
      "4.0",
      "5分",
      "非常满意",
      "满意",
      "一般",
      "不满意",
      "非常不满意",
      "0",
      "6",
      "4.5",
      "好",
    ]),
  ).toEqual({
    "1": "1",
    "5": "5",
    "4.0": "4",
    "5分": "5",
    非常满意: "5",
    满意: "4",
    一般: "3",
    不满意: "2",
    非常不满意: "1",
    "0": "bad_score",
    "6": "bad_score",
    "4.5": "bad_score",
    好: "bad_score",
  });
  expect(await read(store, "surveys", "nps", ["0", "10", "11", "-1"])).toEqual({
    "0": "0",
    "10": "10",
    "11": "bad_nps",
    "-1": "bad_nps",
  });
});

test("a rate may be a percentage; numbers that are none are rejected", async () => {
  const store = await openTestStore();
  expect(await read(store, "targets", "value", ["0.9", "95%", "4.72", "-0.1", "１２%", "inf", "nan", "≥90%"])).toEqual({
    "0.9": "0.9",
    "95%": "0.95",
    "4.72": "4.72",
    "-0.1": "-0.1",
    "１２%": "0.12",
    inf: "bad_rate",
    nan: "required",
    "≥90%": "bad_rate",
  });
  expect(await read(store, "tickets", "pending_minutes", ["90", "1.5", "1,000", "半天", "infinity"])).toEqual({
    "90": "90.0",
    "1.5": "1.5",
    "1,000": "1000.0",
    半天: "bad_minutes",
    infinity: "bad_minutes",
  });
});

test("yes and no are read in both languages", async () => {
  expect(
    await read(await openTestStore(), "bills", "disputed", [
      "是",
      "否",
      "有",
      "无",
      "TRUE",
      "False",
      "1",
      "0",
      "Y",
      "n",
      "Yes",
      "NO",
      "２",
      "也许",
    ]),
  ).toEqual({
    是: "true",
    否: "false",
    有: "true",
    无: "false",
    TRUE: "true",
    False: "false",
    "1": "true",
    "0": "false",
    Y: "true",
    n: "false",
    Yes: "true",
    NO: "false",
    "２": "bad_bool",
    也许: "bad_bool",
  });
});

test("an enum takes its Chinese words and ids in any case and width, and no other word", async () => {
  expect(
    await read(await openTestStore(), "tickets", "channel", [
      "电话",
      "热线",
      "400",
      "PHONE",
      "ｑｑ",
      "We Chat",
      "微信 ",
      "传真",
    ]),
  ).toEqual({
    电话: "phone",
    热线: "phone",
    "400": "phone",
    PHONE: "phone",
    ｑｑ: "chat",
    "We Chat": "wechat",
    "微信 ": "wechat",
    传真: "unknown_word",
  });
});

test("an id keeps its zeros, and one that a spreadsheet has ruined is rejected", async () => {
  expect(
    await read(await openTestStore(), "tickets", "order_id", [
      "00123",
      " 00123\u00a0",
      "\t0042",
      "1.23E+17",
      "5E+11",
      "E+1",
      "12345678901234567890",
    ]),
  ).toEqual({
    "00123": "00123",
    " 00123\u00a0": "00123",
    "\t0042": "0042",
    "1.23E+17": "ruined_number",
    "5E+11": "ruined_number",
    "E+1": "E+1",
    "12345678901234567890": "12345678901234567890",
  });
});

test("an empty cell of blanks is null, and a required one rejects its row", async () => {
  expect(await read(await openTestStore(), "tickets", "team", ["", "  ", "　", "一组"])).toEqual({
    "": null,
    "  ": null,
    "　": null,
    一组: "一组",
  });
  expect(await read(await openTestStore(), "tickets", "kind", ["　 ", "报修"])).toEqual({
    "　 ": "required",
    报修: "repair",
  });
});
