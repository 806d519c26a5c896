import stringWidth from "string-width";
import { cleanText } from "./clean-text.ts";

export interface Column<T> {
  readonly title: string;
  readonly value: (row: T) => string | number | undefined;
  readonly align?: "right";
  /** Never cut, however long: a server's reply is what the table is for. */
  readonly whole?: boolean;
  /** Paints the cell. */
  readonly paint?: (text: string, row: T) => string;
}

/** A cell wider than this is cut: one endless subject must not push all others off the screen. */
const MAX_CELL = 80;

/**
 * Rows under a line of titles. Every value is cleaned for a terminal and measured in columns, wide characters as two.
 * A column that is empty in every row is left out.
 */
export function renderTable<T>(
  rows: readonly T[],
  columns: readonly Column<T>[],
  paintTitle: (text: string) => string,
): string {
  const texts = columns.map((column) => rows.map((row) => cellOf(column, row)));
  const shown = columns
    .map((column, at) => ({ column, cells: texts[at]! }))
    .filter(({ cells }) => cells.some((cell) => cell !== ""));
  const widths = shown.map(({ column, cells }) =>
    Math.max(stringWidth(column.title), ...cells.map((cell) => stringWidth(cell))),
  );
  const line = (cells: readonly string[], paint: (text: string, at: number) => string): string =>
    cells
      .map((cell, at) => {
        const gap = " ".repeat(widths[at]! - stringWidth(cell));
        if (shown[at]!.column.align === "right") return gap + paint(cell, at);
        return paint(cell, at) + (at === cells.length - 1 ? "" : gap);
      })
      .join("  ")
      .trimEnd();
  const head = line(
    shown.map(({ column }) => column.title),
    paintTitle,
  );
  const body = rows.map((row, n) =>
    line(
      shown.map(({ cells }) => cells[n]!),
      (text, at) => (text === "" ? "" : (shown[at]!.column.paint?.(text, row) ?? text)),
    ),
  );
  return [head, ...body].join("\n");
}

/** Label and value, one a line, the values in one column; fields without a value are left out. */
export function renderFields(fields: readonly (readonly [string, string | number | undefined])[], indent = ""): string {
  const shown = fields.filter(([, value]) => value !== undefined && value !== "");
  const width = Math.max(0, ...shown.map(([label]) => label.length));
  return shown.map(([label, value]) => `${indent}${label.padEnd(width)}  ${cleanText(String(value))}`).join("\n");
}

function cellOf<T>({ value, whole }: Column<T>, row: T): string {
  const text = cleanText(String(value(row) ?? ""));
  return whole ? text : fit(text);
}

function fit(text: string): string {
  if (stringWidth(text) <= MAX_CELL) return text;
  let cut = "";
  let width = 0;
  for (const { segment } of new Intl.Segmenter().segment(text)) {
    width += stringWidth(segment);
    if (width > MAX_CELL - 1) break;
    cut += segment;
  }
  return `${cut}…`;
}
