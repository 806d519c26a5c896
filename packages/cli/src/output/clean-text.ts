// What mail, servers and users wrote reaches a terminal only through here: control characters would move its cursor, change its
// title or answer in the user's name, and marks of writing direction would show an address as another one.

/** C0, DEL and C1 controls, line and paragraph separators, direction marks and isolates, invisible fillers, lone surrogates. */
const UNSAFE =
  /[\0-\x1f\x7f-\x9f\u00ad\u061c\u180e\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb]|\p{Surrogate}|[\u{e0000}-\u{e007f}]/gu;

const NAMES: Readonly<Record<string, string>> = { "\n": "\\n", "\r": "\\r", "\t": "\\t" };

/** One line that a terminal shows as it is: what it could take for a command stands there escaped. */
export function cleanText(text: string): string {
  return text.replaceAll(UNSAFE, escape);
}

/** The same for a text of several lines; its line ends and tabs stay. */
export function cleanLines(text: string): string {
  return text
    .replaceAll("\r\n", "\n")
    .replaceAll(UNSAFE, (found) => (found === "\n" || found === "\t" ? found : escape(found)));
}

/** JSON that is safe on a terminal and means the same: what it leaves raw is escaped, too. */
export function cleanJson(value: unknown, indent?: number): string {
  return JSON.stringify(value, undefined, indent).replaceAll(UNSAFE, (found) =>
    // The line ends of indented JSON are its own; those inside texts are escaped already.
    found === "\n"
      ? found
      : [...found].flatMap((char) => Array.from({ length: char.length }, (_, at) => unit(char, at))).join(""),
  );
}

function escape(found: string): string {
  const code = found.codePointAt(0)!;
  return NAMES[found] ?? (code <= 0xff ? `\\x${code.toString(16).padStart(2, "0")}` : `\\u{${code.toString(16)}}`);
}

function unit(char: string, at: number): string {
  return `\\u${char.charCodeAt(at).toString(16).padStart(4, "0")}`;
}
