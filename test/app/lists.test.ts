import { describe, expect, test } from "vitest";
import type { Catalogue, ListColumn, ListEntry } from "../../dashboard/shared/catalogue.ts";
import type { Cell, ListAnswer } from "../../dashboard/shared/lists.ts";
import { columnFormats, foldColumns, keyColumn } from "../../dashboard/app/list-format.ts";
import { byUrgency, urgentOf } from "../../dashboard/app/list-urgency.ts";
import { raritySaid } from "../../dashboard/app/rarity.ts";
import { en } from "../../dashboard/app/words-lists-en.ts";
import { zh } from "../../dashboard/app/words-lists-zh.ts";

const catalogue = {
  asOf: "2026-08-23",
  labels: { kind: { repair: { zh: "报修", en: "Repair" } } },
  members: { site: [{ id: "S1", name: "金桂苑" }] },
} as unknown as Catalogue;

function column(id: string, unit: ListColumn["unit"] = null, change: Partial<ListColumn> = {}): ListColumn {
  return {
    id,
    title: { zh: id, en: id },
    unit,
    dimension: null,
    total: false,
    totalOf: null,
    personal: false,
    under: null,
    ...change,
  };
}

function list(columns: ListColumn[], change: Partial<ListEntry> = {}): ListEntry {
  return { id: "l", group: "worklist", columns, sort: [], rows: 1, ...change } as ListEntry;
}

function written(columns: ListColumn[], rows: Record<string, Cell>[], change: Partial<ListEntry> = {}): string[][] {
  const formats = columnFormats(catalogue, list(columns, change), rows, {}, "zh");
  return rows.map((row) => formats.map(({ column, write }) => write(row[column.id] ?? null)));
}

describe("cells of a list", () => {
  test("show members by name, yes and no in words, days without this year, and nothing as a dash", () => {
    const columns = [
      column("site_id", null, { dimension: "site" }),
      column("kind"),
      column("urgent"),
      column("due_on", "date"),
      column("created_at", "moment"),
      column("note"),
    ];
    expect(
      written(columns, [
        {
          site_id: "S1",
          kind: "repair",
          urgent: false,
          due_on: "2026-08-05",
          created_at: "2025-12-30 09:12:00",
          note: null,
        },
      ]),
    ).toEqual([["金桂苑", "报修", "否", "8-05", "2025-12-30 09:12", "—"]]);
  });

  test("of one column share their decimals; money of a worklist is to the cent", () => {
    expect(
      written(
        [column("n", "count"), column("share", "percent"), column("amount", "CNY")],
        [
          { n: 3, share: 1, amount: 12345.6 },
          { n: 4.5, share: 0.605, amount: 1 },
        ],
      ),
    ).toEqual([
      ["3.0", "100.0", "12,345.60"],
      ["4.5", "60.5", "1.00"],
    ]);
  });

  test("of a table are in 万元 once the largest is", () => {
    const formats = columnFormats(
      catalogue,
      list([column("amount", "CNY")], { group: "table" }),
      [{ amount: 45_678 }],
      { amount: 12_345_678 },
      "zh",
    );
    expect(formats[0]?.unit).toBe("万元");
    expect(formats[0]?.write(45_678)).toBe("4.57");
  });

  test("of waiting times grow from minutes to days, each with its unit", () => {
    expect(written([column("hours_waiting", "hours")], [{ hours_waiting: 5.5 }, { hours_waiting: 290.4 }])).toEqual([
      ["5.5\u00a0小时"],
      ["12.1\u00a0天"],
    ]);
  });

  test.each([
    ["days_left", -3, 3],
    ["hours_left", 5, -5],
    ["days_late", 2, 2],
    ["overdue_days", -1, -1],
    ["days_waiting", 9, null],
    ["months_left", 2, null],
  ])("%s of %s is late by %s", (id, value, late) => {
    const unit = id.startsWith("hours") ? "hours" : id.startsWith("months") ? "count" : "days";
    const [format] = columnFormats(catalogue, list([column(id, unit)]), [], {}, "zh");
    expect(format?.late?.(value) ?? null).toBe(late);
  });
});

describe("columns on the page", () => {
  const fold = (...ids: string[]) =>
    foldColumns(columnFormats(catalogue, list(ids.map((id) => column(id))), [], {}, "zh")).map(({ main, small }) => [
      main.column.id,
      ...small.map(({ column }) => column.id),
    ]);

  test("a person's number and phone stand beneath the name", () => {
    expect(fold("ticket_id", "customer_id", "name", "phone", "tier")).toEqual([
      ["ticket_id"],
      ["name", "customer_id", "phone"],
      ["tier"],
    ]);
    expect(fold("customer_id", "amount", "phone")).toEqual([["customer_id"], ["amount"], ["phone"]]);
  });

  test("a metric's points and weight stand beneath its value, and the rank that only sorts is left out", () => {
    expect(fold("urgency", "csat_value", "csat_points", "csat_weight", "nps_points")).toEqual([
      ["csat_value", "csat_points", "csat_weight"],
      ["nps_points"],
    ]);
  });

  test("the figure of a row is what it sums to, else what it is sorted by, in a table the last", () => {
    const columns = [column("id"), column("hours_left", "hours"), column("amount", "CNY", { total: true })];
    const folded = (of: ListEntry) => foldColumns(columnFormats(catalogue, of, [], {}, "zh"));
    const sort = [{ column: "hours_left", descending: false }];
    expect(keyColumn(list(columns, { sort }), folded(list(columns)))).toBe("amount");
    const without = list(columns.slice(0, 2), { sort });
    expect(keyColumn(without, folded(without))).toBe("hours_left");
    expect(keyColumn(list(columns, { group: "table", sort }), folded(list(columns)))).toBe("amount");
    // A scorecard is sorted by the place that stands first, and is about the score.
    const card = list([column("place", "count"), column("agent_id"), column("score", "score")], {
      group: "scorecard",
      sort: [
        { column: "place", descending: false },
        { column: "score", descending: true },
      ],
    });
    expect(keyColumn(card, folded(card))).toBe("score");
  });
});

describe("the index of lists", () => {
  test("puts the latest first, then what knows no deadline, then what is empty", () => {
    const of = (id: string, unit: ListColumn["unit"], value: number | null, rows = 1) => {
      const entry = list([column("key"), column(id, unit)], { id, rows });
      const answer = { rows: value === null ? [] : [{ key: "K1", [id]: value }], totals: {} } as unknown as ListAnswer;
      return { list: entry, urgent: urgentOf(catalogue, entry, answer, "zh") };
    };
    const ordered = byUrgency([
      of("amount", "CNY", 5),
      of("overdue_days", "days", 2),
      of("nothing", "days", null, 0),
      of("hours_left", "hours", -50),
      of("days_left", "days", 4),
    ]);
    expect(ordered.map(({ list }) => list.id)).toEqual([
      "hours_left",
      "overdue_days",
      "days_left",
      "amount",
      "nothing",
    ]);
    expect(ordered[0]?.urgent).toMatchObject({ lead: "K1", late: { hours: 50, said: "50\u00a0小时" } });
  });
});

describe("how rare a flag is, in words", () => {
  test.each([
    [null, "不可能发生"],
    [0.3, "凭运气 10 次里约有 3 次"],
    [0.05, "凭运气 100 次里约有 5 次"],
    [0.01, "凭运气 100 次里才有 1 次"],
    [0.001, "凭运气 1,000 次里才有 1 次"],
    [0.000_02, "凭运气 10 万次里约有 2 次"],
    [3e-10, "凭运气 10 亿次里不到 1 次"],
    [0, "凭运气 10 亿次里不到 1 次"],
  ])("%s", (probability, said) => {
    expect(raritySaid(probability, zh, "zh")).toBe(said);
  });

  test("in English", () => {
    expect(raritySaid(0.000_002, en, "en")).toBe("by chance about 2 times in 1 million");
  });
});
