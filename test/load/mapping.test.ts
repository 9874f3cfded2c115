import { expect, test } from "vitest";
import { readMapping } from "../../etl/load/mapping.ts";
import { mappingOf, openTestStore } from "./store-in-folder.ts";

test("the example under etl/mappings reads receivables with their dates turned round", async () => {
  const store = await openTestStore();
  const mapping = await readMapping("etl/mappings", "receivables-us");
  const text =
    "customerID,invoiceNumber,DueDate,InvoiceAmount,SettledDate\nC1,0001,2/1/2013,55.94,1/15/2013\nC2,0002,02/28/2013,1,\n";
  expect(await store.give(text, { mapping })).toMatchObject({ source: "bills", loaded: 2 });
  expect(await store.ask("select bill_id, site_id, due_on, amount, settled_on from sources.bills")).toEqual([
    { bill_id: "0001", site_id: "all", due_on: "2013-02-01", amount: "55.94", settled_on: "2013-01-15" },
    { bill_id: "0002", site_id: "all", due_on: "2013-02-28", amount: "1.00", settled_on: null },
  ]);
});

test("rows beside one that cannot be computed keep every letter", async () => {
  const store = await openTestStore();
  const mapping = mappingOf(`
    source: bills
    columns:
      bill_id: id
      customer_id: "'customer number ' || id"
      site_id: strftime(strptime(due, '%d.%m.%Y'), 'site of the day %Y-%m-%d')
      due_on: strptime(due, '%d.%m.%Y')
      amount: "'1'"`);
  const rows = Array.from({ length: 5000 }, (_, index) => ({
    bill_id: `bill number ${10_000 + index}`,
    due: index % 1000 === 500 ? "x" : `${String((index % 28) + 1).padStart(2, "0")}.03.2024`,
  }));
  const text = ["id;due", ...rows.map(({ bill_id, due }) => `${bill_id};${due}`), ""].join("\n");
  expect(await store.give(text, { mapping, yes: true })).toMatchObject({ loaded: 4995, rejected: 5 });
  const stored = await store.ask("select bill_id, customer_id, site_id, due_on from sources.bills order by bill_id");
  expect(stored).toEqual(
    rows
      .filter(({ due }) => due !== "x")
      .map(({ bill_id, due }) => {
        const due_on = due.split(".").reverse().join("-");
        return { bill_id, customer_id: `customer number ${bill_id}`, site_id: `site of the day ${due_on}`, due_on };
      }),
  );
});

test("a value that cannot be computed rejects its row and not the file", async () => {
  const store = await openTestStore();
  const mapping = mappingOf(`
    source: bills
    columns:
      bill_id: id
      customer_id: "'C'"
      site_id: "'all'"
      due_on: strptime(due, '%d.%m.%Y')
      amount: (cents::int / 100)::decimal(18, 2)`);
  const text = "id;due;cents\n1;05.03.2024;1250\n2;2024-03-05;1250\n3;05.03.2024;12a\n4;;99\n5;06.03.2024;99\n";
  expect(await store.give(text, { mapping })).toMatchObject({
    loaded: 2,
    rejected: 3,
    reasons: { cannot_compute: 2, required: 1 },
  });
  expect(await store.ask(`select line, "column", value, raw, code from ledger.rejects order by line`)).toEqual([
    { line: "3", column: "due", value: "2024-03-05", raw: "2;2024-03-05;1250", code: "cannot_compute" },
    { line: "4", column: "cents", value: "12a", raw: "3;05.03.2024;12a", code: "cannot_compute" },
    { line: "5", column: "due", value: null, raw: "4;;99", code: "required" },
  ]);
});

test("the record's number and the file's name can be used, also past records that are set aside", async () => {
  const store = await openTestStore();
  const mapping = mappingOf(`
    source: agents
    columns: { agent_id: _line, name: Name, team: _file }`);
  await store.give("Name\n甲\n\n乙\n丙,丁\n戊\n", { mapping, name: "员工.csv" });
  expect(await store.ask("select agent_id, name, team from sources.agents order by agent_id")).toEqual([
    { agent_id: "2", name: "甲", team: "员工.csv" },
    { agent_id: "4", name: "乙", team: "员工.csv" },
    { agent_id: "6", name: "戊", team: "员工.csv" },
  ]);
});

test("headers that are empty, repeated, or have spaces can be named; what nothing uses is kept", async () => {
  const store = await openTestStore();
  const mapping = mappingOf(`
    source: agents
    columns:
      agent_id: column0
      name: '"Full Name "'
      team: a_1 || '/' || "A"`);
  await store.give(',a,Full Name ,a,"say ""hi"""\nA1,x,甲,y,z\n', { mapping });
  expect(await store.ask("select agent_id, name, team, extra from sources.agents")).toEqual([
    { agent_id: "A1", name: "甲", team: "y/x", extra: '{"say \\"hi\\"":"z"}' },
  ]);
});

test("a file of one column can be read, also where a cell is empty between quotes", async () => {
  const store = await openTestStore();
  const mapping = mappingOf("source: agents\ncolumns: { agent_id: _line, name: Name }");
  expect(await store.give('Name\n甲\n""\n乙\n', { mapping })).toMatchObject({ read: 3, loaded: 3 });
  expect(await store.ask("select agent_id, name from sources.agents order by agent_id")).toEqual([
    { agent_id: "2", name: "甲" },
    { agent_id: "3", name: null },
    { agent_id: "4", name: "乙" },
  ]);
});

test.each([
  ["latin-1", "windows-1252"],
  ["GBK", "gb18030"],
  ["cp936", "gb18030"],
  ["utf8", "utf-8"],
])("the encoding %s may be named", (label, encoding) => {
  expect(mappingOf(`{ source: agents, read: { encoding: ${label}, delimiter: tab }, columns: {} }`).read).toEqual({
    encoding,
    delimiter: "\t",
  });
});

test("moments that an expression computes stay exact", async () => {
  const store = await openTestStore();
  const mapping = mappingOf(`
    source: tickets
    columns:
      ticket_id: id
      kind: "'repair'"
      created_at: make_timestamp(us::bigint)
      resolved_at: to_timestamp(us::bigint / 1000000)`);
  await store.give("id,us\n1,1709633472123456\n", { mapping });
  expect(await store.ask("select created_at, resolved_at from sources.tickets")).toEqual([
    // Without a zone it is the wall's time already; with one it becomes Shanghai's.
    { created_at: "2024-03-05 10:11:12.123456", resolved_at: "2024-03-05 18:11:12.123456" },
  ]);
});

test.each([
  ["a file", "(select content from read_text('/etc/passwd'))", "subquery"],
  ["another query", "name) from read_csv('/etc/passwd') where (true", "not one single expression"],
  ["two values", "name), (name", "not one single expression"],
  ["a comment that hides the bracket", "name) --", "syntax"],
  ["an aggregate", "max(name)", "max is not allowed"],
  ["a window", "row_number() over ()", "window is not allowed"],
  ["chance", "random()", "random is not allowed"],
  ["the machine", "getenv('HOME')", "getenv is not allowed"],
  ["a star", "columns(*)", "not allowed"],
  ["no such function", "nonsense(name)", "nonsense"],
  ["types that do not go together", "date '2024-01-01' + name::boolean", ""],
])("an expression may not use %s", async (_what, expression, says) => {
  const store = await openTestStore();
  const columns = { agent_id: "id", name: expression };
  const mapping = { name: "test", source: "agents", read: {}, columns };
  const outcome = await store.give("id,name\nA1,甲\n", { mapping });
  expect(outcome).toMatchObject({ status: "refused", message: { code: "bad_expression" } });
  expect(outcome.message?.en).toContain(says);
  expect(await store.ask("select count(*) as n from rows.agents")).toEqual([{ n: "0" }]);
});

test("a mapping that names what is not there says what is", async () => {
  const store = await openTestStore();
  const text = "id,name\nA1,甲\n";
  const of = async (columns: string) => {
    const outcome = await store.give(text, { mapping: mappingOf(`source: agents\ncolumns: ${columns}`) });
    return [outcome.message?.code, outcome.message?.en];
  };
  expect(await of("{ agent_id: nummer }")).toEqual(["unknown_delimiter", expect.stringContaining("id,name")]);
  expect(await of("{ agent_id: id, name: nom }")).toEqual([
    "missing_column",
    'Mapping test takes name from "nom", which the file lacks; it has id, name',
  ]);
  expect(await of("{ agent_id: id, salary: name }")).toEqual(["bad_mapping", expect.stringContaining("salary")]);
  expect(await of("{ name: name }")).toEqual(["missing_column", "Mapping test lacks required columns: agent_id"]);
  await expect(readMapping("etl/mappings", "nope")).rejects.toMatchObject({ code: "no_mapping" });
  expect(() => mappingOf("source: agents\nread: { encoding: klingon }\ncolumns: {}")).toThrow(/klingon/);
});

test("the same file read in another way is another load", async () => {
  const store = await openTestStore();
  const text = "id,name\nA1,甲\n";
  const first = mappingOf("source: agents\ncolumns: { agent_id: id }");
  const second = mappingOf("source: agents\ncolumns: { agent_id: id, name: name }");
  expect(await store.give(text, { mapping: first })).toMatchObject({ status: "accepted", loaded: 1 });
  expect(await store.give(text, { mapping: first })).toMatchObject({ status: "already", load: 1 });
  expect(await store.give(text, { mapping: second })).toMatchObject({ status: "accepted", updated: 1 });
});
