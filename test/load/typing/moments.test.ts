import fc from "fast-check";
import { expect, test } from "vitest";
import { NOW, openTestStore, type TestStore } from "../store-in-folder.ts";

// Any moment, written in any of the ways that offices write it, loads as that moment or is rejected; never as another.

type Moment = { year: number; month: number; day: number; hour: number; minute: number; second: number };

const two = (part: number): string => String(part).padStart(2, "0");
const MONTHS = "Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec".split(" ");
const wide = (text: string): string =>
  text.replace(/[0-9:/-]/g, (sign) => String.fromCharCode(sign.charCodeAt(0) + 0xfee0));

function weekday({ year, month, day }: Moment): number {
  return new Date(Date.UTC(year, month - 1, day)).getUTCDay();
}

const DAYS: Record<string, (moment: Moment) => string> = {
  iso: ({ year, month, day }) => `${year}-${two(month)}-${two(day)}`,
  short: ({ year, month, day }) => `${year}-${month}-${day}`,
  slashes: ({ year, month, day }) => `${year}/${month}/${day}`,
  points: ({ year, month, day }) => `${year}.${two(month)}.${two(day)}`,
  chinese: ({ year, month, day }) => `${year}年${month}月${day}日`,
  wide: (moment) => wide(DAYS.iso?.(moment) ?? ""),
  weekday: (moment) => `${DAYS.chinese?.(moment) ?? ""}（周${"日一二三四五六"[weekday(moment)] ?? ""}）`,
  digits: ({ year, month, day }) => `${year}${two(month)}${two(day)}`,
  name: ({ year, month, day }) => `${two(day)}-${MONTHS[month - 1] ?? ""}-${year}`,
  american: ({ year, month, day }) => `${MONTHS[month - 1] ?? ""} ${day}, ${year}`,
  dmy: ({ year, month, day }) => `${two(day)}/${two(month)}/${year}`,
  mdy: ({ year, month, day }) => `${month}/${day}/${year}`,
  shortDmy: ({ year, month, day }) => `${day}-${month}-${two(year % 100)}`,
};

function half(hour: number): string {
  return String(hour % 12 === 0 ? 12 : hour % 12);
}

const CLOCKS: Record<string, (moment: Moment) => string> = {
  full: ({ hour, minute, second }) => ` ${two(hour)}:${two(minute)}:${two(second)}`,
  short: ({ hour, minute, second }) => ` ${hour}:${two(minute)}:${two(second)}`,
  wide: ({ hour, minute, second }) => wide(`　${two(hour)}:${two(minute)}:${two(second)}`),
  half: ({ hour, minute, second }) => ` ${hour < 12 ? "上午" : "下午"}${half(hour)}:${two(minute)}:${two(second)}`,
  after: ({ hour, minute, second }) => ` ${half(hour)}:${two(minute)}:${two(second)} ${hour < 12 ? "AM" : "PM"}`,
  spoken: ({ hour, minute, second }) => `${hour}时${two(minute)}分${two(second)}秒`,
  spaced: ({ hour, minute, second }) => ` ${hour}时${minute}分${second}秒`,
};

const WHOLE: Record<string, (moment: Moment) => string> = {
  compact: (moment) => `${DAYS.digits?.(moment) ?? ""}${two(moment.hour)}${two(moment.minute)}${two(moment.second)}`,
  zulu: (moment) => `${new Date(instant(moment) - 8 * 3_600_000).toISOString().slice(0, 19)}Z`,
  offset: (moment) => `${new Date(instant(moment) - 3 * 3_600_000).toISOString().slice(0, 19)}+05:00`,
  serial1900: (moment) => String((instant(moment) - Date.UTC(1899, 11, 30)) / 86_400_000),
  serial1904: (moment) => String((instant(moment) - Date.UTC(1904, 0, 1)) / 86_400_000),
  java: (moment) =>
    `${"Sun Mon Tue Wed Thu Fri Sat".split(" ")[weekday(moment)] ?? ""} ${MONTHS[moment.month - 1] ?? ""} ${two(moment.day)}${CLOCKS.full?.(moment) ?? ""} GMT+08:00 ${moment.year}`,
};

function instant({ year, month, day, hour, minute, second }: Moment): number {
  return Date.UTC(year, month - 1, day, hour, minute, second);
}

/** Digits never run into each other: only after 日 is a time written without a gap. */
function together(day: string, clock: string): string {
  return /[\d０-９]$/.test(day) && /^\d/.test(clock) ? `${day} ${clock}` : day + clock;
}

type Style = { name: string; write: (moment: Moment) => string };

const STYLES: Style[] = [
  ...Object.entries(DAYS).flatMap(([name, day]) =>
    Object.values(CLOCKS).map((clock) => ({ name, write: (moment: Moment) => together(day(moment), clock(moment)) })),
  ),
  ...Object.entries(WHOLE).map(([name, write]) => ({ name, write })),
];

/** One program writes a column of one kind. What nobody can tell apart there stands in no column together. */
const RIVALS = [
  ["dmy", "mdy"],
  ["serial1900", "serial1904"],
];

/** Styles that by themselves leave a choice; the others say in each cell what is what, so rejecting one is a fault too. */
const UNCERTAIN = ["dmy", "mdy", "shortDmy", "serial1900", "serial1904"];

const moments: fc.Arbitrary<Moment> = fc
  // From 1992 on, when Shanghai had its last summer behind it.
  .integer({ min: Date.UTC(1992, 0, 1) / 1000, max: NOW.getTime() / 1000 })
  .map((seconds) => {
    const date = new Date(seconds * 1000);
    return {
      year: date.getUTCFullYear(),
      month: date.getUTCMonth() + 1,
      day: date.getUTCDate(),
      hour: date.getUTCHours(),
      minute: date.getUTCMinutes(),
      second: date.getUTCSeconds(),
    };
  });

/** A column in few styles, as columns are. */
const columns = fc
  .tuple(
    fc
      .array(fc.constantFrom(...STYLES), { minLength: 1, maxLength: 3 })
      .filter((styles) => RIVALS.every((pair) => !pair.every((name) => styles.some((style) => style.name === name)))),
    fc.array(fc.tuple(moments, fc.nat()), { minLength: 1, maxLength: 30 }),
  )
  .map(([styles, all]) =>
    all.map(([moment, pick]) => {
      const style = styles[pick % styles.length];
      return { moment, text: style?.write(moment) ?? "", certain: !UNCERTAIN.includes(style?.name ?? "") };
    }),
  );

async function load(store: TestStore, texts: string[]): Promise<Map<string, string>> {
  const outcome = await store.give(
    ["订单号\t下单时间", ...texts.map((text, index) => `O${index}\t${text}`), ""].join("\n"),
    { source: "orders", yes: true },
  );
  expect(outcome).toMatchObject({ status: "accepted", read: texts.length });
  const rows = await store.ask(
    `select order_id, strftime(placed_at, '%Y-%m-%d %H:%M:%S.%f') as placed_at from rows.orders where _load = ${outcome.load ?? 0}`,
  );
  expect(rows.length + outcome.rejected).toBe(texts.length);
  return new Map(rows.map(({ order_id, placed_at }) => [String(order_id), String(placed_at)]));
}

test("a moment in any style loads as itself, or is rejected where its style leaves a choice, never as another", async () => {
  let store = await openTestStore();
  let files = 0;
  await fc.assert(
    fc.asyncProperty(columns, async (column) => {
      if (++files % 20 === 0) store = await openTestStore();
      await store.connection.run("delete from rows.orders; delete from ledger.loads; delete from ledger.rejects");
      const read = await load(
        store,
        column.map(({ text }) => text),
      );
      for (const [index, { moment, text, certain }] of column.entries()) {
        const value = read.get(`O${index}`);
        if (value === undefined && !certain) continue;
        const { year, month, day, hour, minute, second } = moment;
        const expected = `${year}-${two(month)}-${two(day)} ${two(hour)}:${two(minute)}:${two(second)}.000000`;
        expect({ text, value }).toEqual({ text, value: expected });
      }
    }),
    { numRuns: 40, endOnFailure: true },
  );
});
