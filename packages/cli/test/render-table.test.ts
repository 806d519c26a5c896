import stringWidth from "string-width";
import { expect, it } from "vitest";
import { renderFields, renderTable } from "../src/output/render-table.ts";

const columns = [
  { title: "NAME", value: ({ name }: { name: string; n?: number }) => name },
  { title: "N", value: ({ n }: { name: string; n?: number }) => n, align: "right" as const },
];
const plain = (text: string): string => text;

it("lines up columns, wide characters as two", () => {
  const lines = renderTable(
    [
      { name: "你好", n: 1 },
      { name: "abc👋", n: 10 },
      { name: "", n: 100 },
    ],
    columns,
    plain,
  ).split("\n");
  expect(lines).toEqual(["NAME     N", "你好     1", "abc👋   10", "       100"]);
  expect(new Set(lines.map((line) => stringWidth(line)))).toEqual(new Set([10]));
});

it("cuts what would push all else off the screen, except what it is there for", () => {
  const long = "界".repeat(100);
  const cut = renderTable([{ name: long }], columns, plain).split("\n")[1]!;
  expect(cut).toBe(`${"界".repeat(39)}…`);
  expect(renderTable([{ name: long }], [{ ...columns[0]!, whole: true }], plain)).toContain(long);
});

it("leaves out a column nobody has a value for", () => {
  expect(renderTable([{ name: "a" }], columns, plain)).toBe("NAME\na");
});

it("keeps a row a row, whatever stands in it", () => {
  const table = renderTable([{ name: "a\nb\x1b[2J", n: 1 }], columns, plain);
  expect(table.split("\n")[1]).toBe("a\\nb\\x1b[2J  1");
  expect(
    renderFields([
      ["a", "x\ny"],
      ["long", undefined],
      ["b", ""],
    ]),
  ).toBe("a  x\\ny");
});
