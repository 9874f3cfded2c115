import { encode, type Case, type Line } from "./case.ts";

/** Files in which something is very long or very wide: too much of it to be written by hand. */
export function* largeFiles(): Generator<Case> {
  const many = Array.from({ length: 40 }, (_, index) => row(`A${index + 1}`, `姓名${index + 1}`));

  const long = "长".repeat(500_000);
  yield file("a record of 1.5 MB between short ones", "工号,姓名", [
    ...many.slice(0, 3),
    { text: `B1,${long}`, expected: { ways: ["row", "reject"], row: { agent_id: "B1", name: long } } },
    ...many.slice(3, 6),
  ]);
  yield file("a quoted text of 100 000 lines", "工号,姓名", [
    ...many.slice(0, 3),
    lined("B1", "甲\n".repeat(100_000) + "乙"),
    ...many.slice(3, 6),
  ]);
  const wide = Array.from({ length: 600 }, (_, index) => `备注${index + 1}`);
  yield file("six hundred columns that nobody knows", ["工号", "姓名", ...wide].join(","), [
    { text: `A1,甲${",".repeat(600)}`, expected: { ways: ["row"], row: { agent_id: "A1", name: "甲" } } },
    { text: `A2,乙${",".repeat(599)}`, expected: { ways: ["reject"], codes: ["cell_count"] } },
  ]);
  // Found by fuzzing: its line ends lost, a file is one line, and was looked at for minutes.
  const lost = {
    ...file("thirteen thousand columns", Array.from({ length: 13_059 }, (_, i) => `列${i}`).join(","), []),
  };
  yield { ...lost, refused: [] };
  yield file("an open quote with more than 1 MB of sound records after it", "工号,姓名,说明", [
    { text: 'B1,"甲,', expected: { ways: ["reject"], codes: ["stray_quote", "too_long"] } },
    ...Array.from({ length: 30_000 }, (_, index) => {
      const name = `姓名${index + 1}甲乙丙丁戊己庚辛`;
      return { text: `A${index + 1},${name},`, expected: row(`A${index + 1}`, name).expected };
    }),
  ]);
  yield file("forty thousand records, damaged ones at both ends of the first megabytes", "工号,姓名,说明", [
    { text: "B1,甲", expected: { ways: ["reject"], codes: ["cell_count"] } },
    ...Array.from({ length: 40_000 }, (_, index) => {
      const name = `姓名${index + 1}甲乙丙丁戊己庚辛`;
      return { text: `A${index + 1},${name},`, expected: row(`A${index + 1}`, name).expected };
    }),
    { text: 'B2,"乙"x,', expected: { ways: ["reject"], codes: ["stray_quote"] } },
    { text: "B3,丙,,", expected: { ways: ["reject"], codes: ["cell_count"] } },
  ]);
}

function row(agent_id: string, name: string): Line {
  return { text: `${agent_id},${name}`, expected: { ways: ["row"], row: { agent_id, name } } };
}

function lined(agent_id: string, name: string): Line {
  return { text: `${agent_id},"${name}"`, expected: { ways: ["row", "reject"], row: { agent_id, name } } };
}

function file(name: string, header: string, lines: Line[]): Case {
  return {
    name: `large: ${name}`,
    refused: null,
    mayRefuse: false,
    source: "agents",
    named: false,
    file: "large.csv",
    bytes: encode([header, ...lines.map(({ text }) => text), ""].join("\n"), "utf-8", false),
    anyBlanks: false,
    lines,
    before: 1,
  };
}
