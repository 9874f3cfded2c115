import { expect, test } from "vitest";
import { diceOf, type Dice } from "../properties/dice.ts";
import { openLastingStore } from "./store-in-folder.ts";

// Records are made up first, written down, and one of their lines is damaged. Whatever becomes of the damage: a row that is
// taken says what its record says in every cell, every other record is taken or rejected, and of those only neighbours.

type Column = { title: string; name: string; cell: (dice: Dice, id: string) => [text: string, value: string | null] };
type Form = { delimiter: string; end: string; quoted: boolean };

const TEXTS = [
  "水管漏水",
  "ok",
  "A栋 B单元",
  "2024-03-05",
  "无",
  "5/6",
  "3层",
  "一楼,二楼",
  '说"来"',
  "第一行\n第二行",
  "x,y\nz",
];

const id: Column["cell"] = (_, own) => [own, own];
const text: Column["cell"] = (dice) => {
  const said = dice.roll(100) < 15 ? "" : dice.pick(TEXTS);
  return [said, said === "" ? null : said];
};
const day: Column["cell"] = (dice) => {
  const day = `2024-0${1 + dice.roll(9)}-${10 + dice.roll(18)}`;
  return [day, `${day} 00:00:00`];
};
const KINDS: [string, string][] = [
  ["报修", "repair"],
  ["投诉", "complaint"],
  ["咨询", "consult"],
];
const kind: Column["cell"] = (dice) => dice.pick(KINDS);
const score: Column["cell"] = (dice) => {
  const score = String(1 + dice.roll(5));
  return [score, score];
};

const TABLES: { source: string; key: string; columns: Column[] }[] = [
  {
    source: "tickets",
    key: "ticket_id",
    columns: [
      { title: "工单号", name: "ticket_id", cell: id },
      { title: "类型", name: "kind", cell: kind },
      { title: "创建时间", name: "created_at", cell: day },
      { title: "标题", name: "subject", cell: text },
    ],
  },
  {
    source: "surveys",
    key: "survey_id",
    columns: [
      { title: "意见", name: "comment", cell: text },
      { title: "回访编号", name: "survey_id", cell: id },
      { title: "回访类型", name: "campaign", cell: () => ["工单回访", "ticket"] },
      { title: "满意度", name: "score", cell: score },
    ],
  },
  {
    source: "agents",
    key: "agent_id",
    columns: [
      { title: "工号", name: "agent_id", cell: id },
      { title: "姓名", name: "name", cell: text },
    ],
  },
];

/** A damaged line out of a record's cells as they are written; null where it cannot be damaged so. */
type Damage = (cells: string[], at: number, form: Form) => string | null;

const joined = (cells: string[], { delimiter }: Form, at = -1, instead = ""): string =>
  cells
    .map((cell, place) => (place === cells.length - 1 ? cell : cell + (place === at ? instead : delimiter)))
    .join("");
const change =
  (how: (cell: string, form: Form) => string | null): Damage =>
  (cells, at, form) => {
    const changed = how(cells[at] ?? "", form);
    return changed === null ? null : joined(cells.with(at, changed), form);
  };
const middle = (cell: string, put: string): string => {
  const half = Math.floor(cell.length / 2);
  return cell.slice(0, half) + put + cell.slice(half);
};
const isLast = (cells: string[], at: number): boolean => at === cells.length - 1;

const DAMAGES: Record<string, Damage> = {
  "a delimiter missing": (cells, at, form) => (isLast(cells, at) ? null : joined(cells, form, at, "")),
  "another delimiter": (cells, at, form) => (isLast(cells, at) ? null : joined(cells, form, at, "；")),
  "a delimiter too many": change((cell, { delimiter }) => cell + delimiter),
  "a quote before": change((cell) => `"${cell}`),
  "a quote within": change((cell) => (cell.length > 1 ? middle(cell, '"') : null)),
  "a quote behind": change((cell) => `${cell}"`),
  "an opening quote missing": change((cell) => (cell.startsWith('"') ? cell.slice(1) : null)),
  "a closing quote missing": change((cell) => (cell.startsWith('"') ? cell.slice(0, -1) : null)),
  "no quotes": change((cell) => (cell.startsWith('"') && cell.length > 2 ? cell.slice(1, -1) : null)),
  "a line break before": change((cell, { end }) => end + cell),
  "a line break within": change((cell, { end }) =>
    cell.length > 1 && !cell.startsWith('"') ? middle(cell, end) : null,
  ),
  "a line break behind": change((cell, { end }) => cell + end),
  "the rest missing": (cells, at, form) => (isLast(cells, at) ? null : joined(cells.slice(0, at + 1), form)),
  "its beginning missing": (cells, at, form) => (at === 0 ? null : joined(cells.slice(at), form)),
  "a NUL": change((cell) => middle(cell, "\0")),
};

const FILES = 150;

test(`no row of ${FILES} damaged files is silently wrong, none vanishes, and damage stays where it is`, async () => {
  const store = await openLastingStore();
  const faults: string[] = [];
  try {
    for (let seed = 1; seed <= FILES; seed++) {
      const dice = diceOf(seed);
      const { source, key, columns } = dice.pick(TABLES);
      const form: Form = {
        delimiter: dice.pick([",", ",", "\t", "|", ";"]),
        end: dice.pick(["\n", "\r\n", "\r"]),
        quoted: dice.roll(10) < 3,
      };
      const write = (cell: string): string =>
        form.quoted || /["\r\n]/.test(cell) || cell.includes(form.delimiter) ? `"${cell.replaceAll('"', '""')}"` : cell;
      const prefix = dice.pick(["K", "工单", ""]);
      const records = Array.from({ length: dice.pick([1, 2, 3, 5, 9, 20]) }, (_, at) => {
        const own = `${prefix}${seed}${String(1000 + at)}`;
        const cells = columns.map(({ cell }) => cell(dice, own));
        return { own, written: cells.map(([cell]) => write(cell)), values: cells.map(([, value]) => value) };
      });
      const [damage, apply] = dice.pick(Object.entries(DAMAGES));
      const hit = dice.pick([0, records.length - 1, dice.roll(records.length)]);
      const place = dice.roll(columns.length);
      const damaged = apply(records[hit]?.written ?? [], place, form);
      if (damaged === null) continue;
      const lines = records.map(({ written }, at) => (at === hit ? damaged : joined(written, form)));
      const header = columns.map(({ title }) => write(title)).join(form.delimiter);
      const content = [header, ...lines, ""].join(form.end);
      const { load, ...outcome } = await store.give(content, { yes: true });

      const say = (fault: string): unknown => faults.push(`${seed}, ${damage}: ${fault}\n${content}`);
      if (outcome.status !== "accepted") say(outcome.message?.zh ?? outcome.status);
      const names = columns.map(
        ({ name }) => `replace(cast(${name} as varchar), chr(13) || chr(10), chr(10)) as ${name}`,
      );
      const rows = await store.ask(`select ${names.join(", ")}, extra from rows.${source} where _load = ${load ?? 0}`);
      for (const row of rows) {
        const record = records.find(({ own }) => own === row[key]);
        const said = columns.map(({ name }) => row[name]);
        if (row.extra !== null || JSON.stringify(said) !== JSON.stringify(record?.values))
          say(`wrong: ${said.join("¦")}`);
      }
      const rejects = await store.ask(`select raw from ledger.rejects where load = ${load ?? 0}`);
      for (const [at, { own }] of records.entries()) {
        if (at === hit || rows.some((row) => row[key] === own)) continue;
        if (!rejects.some(({ raw }) => String(raw).includes(own))) say(`${own} is nowhere`);
        else if (Math.abs(at - hit) > 1) say(`${own} is far from the damage and not taken`);
      }
    }
  } finally {
    await store.end();
  }
  expect(faults).toEqual([]);
}, 120_000);
