/** Characters of an indexed column: PostgreSQL's btree takes rows up to about 2700 bytes, a character up to 4. */
export const INDEXED_CHARACTERS = 500;

/**
 * Text that PostgreSQL takes. It knows no U+0000, which becomes U+2400 (its picture), and a lone surrogate becomes U+FFFD.
 * @param maxCharacters longer text is cut and ends with an ellipsis; the record keeps the whole of it
 */
export function databaseText(text: string, maxCharacters: number): string;
export function databaseText(text: string | undefined, maxCharacters: number): string | null;
export function databaseText(text: string | undefined, maxCharacters: number): string | null {
  if (text === undefined) return null;
  const short = text.length > maxCharacters ? `${text.slice(0, maxCharacters - 1)}…` : text;
  return short.replaceAll("\0", "\u2400").toWellFormed();
}

/** JSON of a value, with the same two changes in every text of it. */
export function databaseJson(value: unknown): string {
  const json = JSON.stringify(value);
  // Nearly always there is nothing to change, and one look at the text tells: these are escaped in JSON.
  return /\\u(?:0000|d[89a-f])/.test(json) ? JSON.stringify(cleaned(value)) : json;
}

function cleaned(value: unknown): unknown {
  if (typeof value === "string") return databaseText(value, Number.POSITIVE_INFINITY);
  if (Array.isArray(value)) return value.map(cleaned);
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([name, inner]) => [cleaned(name), cleaned(inner)]));
}
