import { styleText } from "node:util";

type Style = Parameters<typeof styleText>[0];

/** Colours where the stream is a terminal that has them; NO_COLOR and FORCE_COLOR are heard (no-color.org). */
export interface Palette {
  bold(text: string): string;
  dim(text: string): string;
  good(text: string): string;
  bad(text: string): string;
  warn(text: string): string;
}

export function createPalette(stream: NodeJS.WritableStream, enabled: boolean): Palette {
  const paint =
    (style: Style) =>
    (text: string): string =>
      enabled ? styleText(style, text, { stream: stream as NodeJS.WriteStream }) : text;
  return { bold: paint("bold"), dim: paint("dim"), good: paint("green"), bad: paint("red"), warn: paint("yellow") };
}
