import { encode, type Case, type Cells, type Encoding, type Expected, type Line } from "./case.ts";

/** How a generated file is written. */
export type Manner = {
  delimiter: string;
  end: string;
  encoding: Encoding;
  mark: boolean;
  /** Whether every cell stands in quotes. */
  quoted: boolean;
  /** Columns in the order of the file. */
  order: readonly Column[];
};

type Column = (typeof COLUMNS)[number];
const COLUMNS = ["ticket_id", "kind", "created_at", "site_id", "subject"] as const;
/** Ends in free text, where a cell that was cut off still looks whole. */
const TEXT_LAST: readonly Column[] = COLUMNS;
/** Begins with free text, where the rest of a broken cell still looks whole. */
const TEXT_FIRST: readonly Column[] = ["subject", "kind", "created_at", "site_id", "ticket_id"];

const TITLES: Record<Column, string> = {
  ticket_id: "工单编号",
  kind: "工单类型",
  created_at: "创建时间",
  site_id: "小区",
  subject: "标题",
};
const SUBJECTS = ["水管漏水", "电梯停运", "门禁失灵", "路灯不亮", "下水堵塞", "楼道渗水", "停车纠纷"];
const KINDS = [
  ["报修", "repair"],
  ["咨询", "consult"],
  ["投诉", "complaint"],
] as const;

type Ticket = { texts: Record<Column, string>; row: Cells };

const TICKETS: Ticket[] = SUBJECTS.map((subject, index) => {
  const [word, kind] = KINDS[index % KINDS.length] ?? KINDS[0];
  const ticket_id = `T000${index + 1}`;
  const created_at = `2026-03-0${index + 1} 0${index + 1}:30:00`;
  const site_id = `S${index + 1}`;
  return {
    texts: { ticket_id, kind: word, created_at, site_id, subject },
    row: { ticket_id, kind, created_at, site_id, subject },
  };
});

/** What one kind of damage makes of a record, hit at one of its cells; null where it would not show, or is no damage. */
type Damage = (cells: string[], at: number, manner: Manner, ticket: Ticket) => Line | null;

const reject = (...codes: string[]): Expected => ({ ways: ["reject"], ...(codes.length > 0 ? { codes } : {}) });
const line = (text: string, expected: Expected, pieces?: string[]): Line => ({
  text,
  expected,
  ...(pieces === undefined ? {} : { pieces }),
});

function change(cells: string[], at: number, by: (cell: string) => string): string[] {
  return cells.map((cell, index) => (index === at ? by(cell) : cell));
}

function half(cell: string): [string, string] {
  const middle = Math.ceil(cell.length / 2);
  return [cell.slice(0, middle), cell.slice(middle)];
}

function brokenAt(cells: string[], at: number, by: string, delimiter: string): Line {
  const [head, tail] = half(cells[at] ?? "");
  const pieces = [[...cells.slice(0, at), head].join(delimiter), [tail, ...cells.slice(at + 1)].join(delimiter)];
  return line(pieces.join(by), reject(), pieces);
}

/** Damage to files whose cells stand bare. */
const BARE: Record<string, Damage> = {
  "a delimiter missing": (cells, at, { delimiter }) => {
    const first = Math.min(at, cells.length - 2);
    const joined = [...cells.slice(0, first), `${cells[first]}${cells[first + 1]}`, ...cells.slice(first + 2)];
    return line(joined.join(delimiter), reject("cell_count"));
  },
  "a delimiter too many before the cell": (cells, at, { delimiter }) =>
    line([...cells.slice(0, at), "", ...cells.slice(at)].join(delimiter), reject("cell_count")),
  "a delimiter too many after the cell": (cells, at, { delimiter }) =>
    line([...cells.slice(0, at + 1), "", ...cells.slice(at + 1)].join(delimiter), reject("cell_count")),
  "a delimiter within the cell": (cells, at, { delimiter }) =>
    line(change(cells, at, (cell) => half(cell).join(delimiter)).join(delimiter), reject("cell_count")),
  "a quote that opens and never closes": (cells, at, { delimiter }) =>
    line(change(cells, at, (cell) => `"${cell}`).join(delimiter), reject("stray_quote")),
  "a quote that closes and never opened": (cells, at, { delimiter }) =>
    line(change(cells, at, (cell) => `${cell}"`).join(delimiter), reject("stray_quote")),
  "a quote within the cell": (cells, at, { delimiter }) =>
    line(change(cells, at, (cell) => half(cell).join('"')).join(delimiter), reject("stray_quote")),
  "two quotes before the cell": (cells, at, { delimiter }) =>
    line(change(cells, at, (cell) => `""${cell}`).join(delimiter), reject("stray_quote")),
  "quotes around half of the cell": (cells, at, { delimiter }) =>
    line(change(cells, at, (cell) => `"${half(cell)[0]}"${half(cell)[1]}`).join(delimiter), reject("stray_quote")),
  "another delimiter in one place": (cells, at, { delimiter }) => {
    const first = Math.min(at, cells.length - 2);
    const other = delimiter === ";" ? "," : ";";
    const joined = [...cells.slice(0, first), `${cells[first]}${other}${cells[first + 1]}`, ...cells.slice(first + 2)];
    return line(joined.join(delimiter), reject("cell_count"));
  },
  "a full-width comma for a delimiter": (cells, at, { delimiter }) => {
    const first = Math.min(at, cells.length - 2);
    const joined = [...cells.slice(0, first), `${cells[first]}，${cells[first + 1]}`, ...cells.slice(first + 2)];
    return line(joined.join(delimiter), reject("cell_count"));
  },
  "a line break within the cell": (cells, at, { delimiter, end }) => brokenAt(cells, at, end, delimiter),
  "a CR alone within the cell": (cells, at, { delimiter, end }) =>
    end === "\r" ? null : brokenAt(cells, at, "\r", delimiter),
  "a line break before the cell's delimiter": (cells, at, { delimiter, end }) => {
    if (at === 0) return null;
    const pieces = [cells.slice(0, at).join(delimiter), `${delimiter}${cells.slice(at).join(delimiter)}`];
    return line(pieces.join(end), reject(), pieces);
  },
  "a line break after the cell's delimiter": (cells, at, { delimiter, end }) => {
    if (at === cells.length - 1) return null;
    const pieces = [`${cells.slice(0, at + 1).join(delimiter)}${delimiter}`, cells.slice(at + 1).join(delimiter)];
    return line(pieces.join(end), reject(), pieces);
  },
  "a record cut off within the cell": (cells, at, { delimiter }) =>
    at === cells.length - 1
      ? null
      : line([...cells.slice(0, at), half(cells[at] ?? "")[0]].join(delimiter), reject("cell_count")),
  "a record cut off after the cell": (cells, at, { delimiter }) =>
    at === cells.length - 1 ? null : line(cells.slice(0, at + 1).join(delimiter), reject("cell_count")),
  "a NUL within the cell": (cells, at, { delimiter }) =>
    line(change(cells, at, (cell) => half(cell).join("\0")).join(delimiter), reject()),
  "a NUL before the cell": (cells, at, { delimiter }) =>
    line(change(cells, at, (cell) => `\0${cell}`).join(delimiter), reject()),
  "a byte-order mark before the cell": (cells, at, { delimiter }, { row }) =>
    line(change(cells, at, (cell) => `\uFEFF${cell}`).join(delimiter), { ways: ["row", "reject"], row }),
  "cells moved to the right, the last one lost": (cells, at, { delimiter, order }) =>
    ["ticket_id", "kind", "created_at"].includes(order[at] ?? "")
      ? line([...cells.slice(0, at), "", ...cells.slice(at, -1)].join(delimiter), reject("required"))
      : null,
  "cells moved to the left, an empty one at the end": (cells, at, { delimiter, order }) =>
    ["ticket_id", "kind", "created_at"].includes(order[at] ?? "")
      ? line([...cells.slice(0, at), ...cells.slice(at + 1), ""].join(delimiter), reject())
      : null,
  "a pair of quotes lost around a delimiter": (cells, at, { delimiter }) =>
    line(change(cells, at, (cell) => `${cell}${delimiter}急`).join(delimiter), reject("cell_count")),
};

/** Damage to files whose cells all stand in quotes. `cells` come without them. */
const QUOTED: Record<string, Damage> = {
  "a delimiter missing": (cells, at, { delimiter }) => {
    const first = Math.min(at, cells.length - 2);
    const quoted = cells.map(inQuotes);
    const joined = [...quoted.slice(0, first), `${quoted[first]}${quoted[first + 1]}`, ...quoted.slice(first + 2)];
    return line(joined.join(delimiter), reject("cell_count"));
  },
  "a delimiter too many": (cells, at, { delimiter }) => {
    const quoted = cells.map(inQuotes);
    return line([...quoted.slice(0, at), "", ...quoted.slice(at)].join(delimiter), reject("cell_count"));
  },
  "the opening quote lost": (cells, at, { delimiter }) =>
    line(withCell(cells, at, (cell) => `${cell}"`).join(delimiter), reject("stray_quote")),
  "the closing quote lost": (cells, at, { delimiter }) =>
    line(withCell(cells, at, (cell) => `"${cell}`).join(delimiter), reject("stray_quote")),
  "a quote within, not doubled": (cells, at, { delimiter }) =>
    line(withCell(cells, at, (cell) => `"${half(cell).join('"')}"`).join(delimiter), reject("stray_quote")),
  "two quotes within, not doubled": (cells, at, { delimiter }) =>
    line(
      withCell(cells, at, (cell) => `"${cell.slice(0, 1)}"${cell.slice(1, -1)}"${cell.slice(-1)}"`).join(delimiter),
      reject("stray_quote"),
    ),
  "the opening quote doubled": (cells, at, { delimiter }) =>
    line(withCell(cells, at, (cell) => `""${cell}"`).join(delimiter), reject("stray_quote")),
  "the closing quote doubled": (cells, at, { delimiter }) =>
    line(withCell(cells, at, (cell) => `"${cell}""`).join(delimiter), reject("stray_quote", "cell_count")),
  "a quote escaped by a backslash": (cells, at, { delimiter }) =>
    line(withCell(cells, at, (cell) => `"${half(cell).join('\\"')}"`).join(delimiter), reject("stray_quote")),
  "single quotes in place of double ones around a delimiter": (cells, at, { delimiter }) =>
    line(withCell(cells, at, (cell) => `'${half(cell).join(delimiter)}'`).join(delimiter), reject("cell_count")),
  "a blank after the closing quote": (cells, at, { delimiter }, { row }) =>
    line(withCell(cells, at, (cell) => `"${cell}" `).join(delimiter), { ways: ["row", "reject"], row }),
  "a blank before the opening quote": (cells, at, { delimiter }, { row }) =>
    line(withCell(cells, at, (cell) => ` "${cell}"`).join(delimiter), { ways: ["row", "reject"], row }),
  "text after the closing quote": (cells, at, { delimiter }) =>
    line(withCell(cells, at, (cell) => `"${cell}"急`).join(delimiter), reject("stray_quote")),
  "a record cut off within the quotes": (cells, at, { delimiter }) =>
    line([...cells.slice(0, at).map(inQuotes), `"${half(cells[at] ?? "")[0]}`].join(delimiter), reject("stray_quote")),
  "a record cut off after the cell": (cells, at, { delimiter }) =>
    at === cells.length - 1
      ? null
      : line(
          cells
            .slice(0, at + 1)
            .map(inQuotes)
            .join(delimiter),
          reject("cell_count"),
        ),
  "a line break after the cell's delimiter": (cells, at, { delimiter, end }) => {
    if (at === cells.length - 1) return null;
    const quoted = cells.map(inQuotes);
    const pieces = [`${quoted.slice(0, at + 1).join(delimiter)}${delimiter}`, quoted.slice(at + 1).join(delimiter)];
    return line(pieces.join(end), reject(), pieces);
  },
};

const inQuotes = (cell: string): string => `"${cell}"`;
const withCell = (cells: string[], at: number, by: (cell: string) => string): string[] =>
  cells.map((cell, index) => (index === at ? by(cell) : inQuotes(cell)));

/** Which records and cells are hit: every pair of first, middle and last, or only those that differ most. */
const EVERYWHERE = [0, 3, 6].flatMap((record) => [0, 2, 4].map((cell): [number, number] => [record, cell]));
const ACROSS: [number, number][] = [
  [0, 4],
  [3, 0],
  [6, 2],
];

const PLAIN: Manner = {
  delimiter: ",",
  end: "\n",
  encoding: "utf-8",
  mark: false,
  quoted: false,
  order: TEXT_LAST,
};

/** Every kind of damage to one record at each position, and in other encodings, line ends and with other delimiters. */
export function* damagedFiles(): Generator<Case> {
  yield* of("", PLAIN, EVERYWHERE);
  yield* of("quoted, ", { ...PLAIN, quoted: true }, EVERYWHERE);
  yield* of("text first, ", { ...PLAIN, order: TEXT_FIRST }, ACROSS);
  yield* of("CRLF, UTF-8 with a mark, ", { ...PLAIN, end: "\r\n", mark: true }, ACROSS);
  yield* of("GB18030, CRLF, ", { ...PLAIN, encoding: "gb18030", end: "\r\n" }, ACROSS);
  yield* of("UTF-16, tabs, ", { ...PLAIN, encoding: "utf-16le", mark: true, delimiter: "\t", end: "\r\n" }, [[3, 2]]);
  yield* of("big-endian UTF-16, bars, ", { ...PLAIN, encoding: "utf-16be", mark: true, delimiter: "|" }, [[6, 0]]);
  yield* of("semicolons, quoted, ", { ...PLAIN, delimiter: ";", quoted: true, end: "\r\n" }, [[3, 4]]);
  yield* of("old Mac line ends, ", { ...PLAIN, end: "\r" }, [[3, 2]]);
  yield* joined();
  yield* crossing();
}

function* of(prefix: string, manner: Manner, places: [number, number][]): Generator<Case> {
  for (const [kind, damage] of Object.entries(manner.quoted ? QUOTED : BARE)) {
    for (const [record, cell] of places) {
      const lines = TICKETS.map((ticket, index) => {
        if (index !== record) return sound(ticket, manner);
        return damage(textsOf(ticket, manner), cell, manner, ticket);
      });
      const whole = lines.filter((line) => line !== null);
      if (whole.length < lines.length) continue;
      yield file(`${prefix}${kind}, record ${record + 1}, cell ${cell + 1}`, manner, whole);
    }
  }
}

/** Records whose line break was lost. */
function* joined(): Generator<Case> {
  for (const quoted of [false, true]) {
    for (const end of ["\n", "\r\n"]) {
      for (const at of [0, 3, 5]) {
        const manner = { ...PLAIN, quoted, end };
        const lines = TICKETS.map((ticket) => sound(ticket, manner));
        const text = `${lines[at]?.text}${lines[at + 1]?.text}`;
        lines.splice(at, 2, line(text, reject("cell_count", "stray_quote")));
        yield file(`${quoted ? "quoted, " : ""}${JSON.stringify(end)} lost after record ${at + 1}`, manner, lines);
      }
    }
  }
}

/** Two stray quotes that make one well-formed cell of what lies between them. */
function* crossing(): Generator<Case> {
  for (const apart of [1, 2, 3]) {
    for (const cell of [0, 2, 4]) {
      const manner = PLAIN;
      const lines = TICKETS.map((ticket) => sound(ticket, manner));
      for (const [at, by] of [
        [1, (text: string) => `"${text}`],
        [1 + apart, (text: string) => `${text}"`],
      ] as const) {
        const ticket = TICKETS[at] as Ticket;
        lines[at] = line(change(textsOf(ticket, manner), cell, by).join(manner.delimiter), reject());
      }
      yield file(`a quote opens in cell ${cell + 1} and closes ${apart} lines below`, manner, lines);
    }
  }
}

function textsOf(ticket: Ticket, { order }: Manner): string[] {
  return order.map((name) => ticket.texts[name]);
}

function sound(ticket: Ticket, manner: Manner): Line {
  const texts = textsOf(ticket, manner);
  const text = (manner.quoted ? texts.map(inQuotes) : texts).join(manner.delimiter);
  return line(text, { ways: ["row"], row: ticket.row });
}

function file(name: string, manner: Manner, lines: Line[]): Case {
  const { delimiter, end, encoding, mark, order, quoted } = manner;
  const titles = order.map((column) => TITLES[column]);
  const header = (quoted ? titles.map(inQuotes) : titles).join(delimiter);
  const text = [header, ...lines.map((each) => each.text), ""].join(end);
  return {
    name: `damage: ${name}`,
    refused: null,
    mayRefuse: false,
    anyBlanks: false,
    source: "tickets",
    named: false,
    file: "damaged.csv",
    bytes: encode(text, encoding, mark),
    lines,
    before: 1,
  };
}
