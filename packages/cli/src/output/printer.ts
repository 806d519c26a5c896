import { cleanJson, cleanText } from "./clean-text.ts";
import { createPalette, type Palette } from "./palette.ts";
import { type Column, renderTable } from "./render-table.ts";

export interface Streams {
  readonly stdin: NodeJS.ReadStream;
  readonly stdout: NodeJS.WriteStream;
  readonly stderr: NodeJS.WriteStream;
}

/** Answers on standard output, everything about them on standard error. */
export interface Printer {
  readonly json: boolean;
  readonly palette: Palette;
  /** Lines that are safe already: made of cleaned values. */
  say(text: string): void;
  /** `value` as indented JSON, when JSON was asked for; else what `text` makes of it. */
  answer(value: unknown, text: () => string): void;
  /** One JSON document a line, for what never ends; else what `text` makes of it. */
  entry(value: unknown, text: () => string): void;
  table<T>(rows: readonly T[], columns: readonly Column<T>[], empty: string): string;
  /** Text of the user's or of ours, for people only. */
  note(text: string): void;
}

export function createPrinter(
  { stdout, stderr }: Pick<Streams, "stdout" | "stderr">,
  options: { json: boolean; color: boolean },
): Printer {
  const { json, color } = options;
  const palette = createPalette(stdout, color);
  const say = (text: string): void => void stdout.write(`${text}\n`);
  return {
    json,
    palette,
    say,
    answer: (value, text) => say(json ? cleanJson(value, 2) : text()),
    entry: (value, text) => say(json ? cleanJson(value) : text()),
    table: (rows, columns, empty) => (rows.length === 0 ? empty : renderTable(rows, columns, palette.bold)),
    note: (text) => void (json || stderr.write(`${cleanText(text)}\n`)),
  };
}
