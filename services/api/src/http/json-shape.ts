/** Deeper than any document of the contract. */
export const MAX_JSON_DEPTH = 64;
/** More than the largest message has: 40,000 addresses, 1,000 attachments, and header fields by the thousand. */
export const MAX_JSON_VALUES = 250_000;

/**
 * What keeps a JSON text from being parsed at all. A body of 100 MB may well be one attachment; as brackets and commas it would become
 * a hundred million values, and take the memory of the process with it (CWE-770). Looks at each byte once at most, and stops at the limit.
 */
export function jsonShapeProblem(body: Buffer): string | undefined {
  let depth = 0;
  let values = 0;
  for (let at = 0; at < body.length; at++) {
    switch (body[at]) {
      case QUOTE:
        at = endOfText(body, at);
        break;
      case OPEN_LIST:
      case OPEN_OBJECT:
        if (++depth > MAX_JSON_DEPTH) return `The body is nested deeper than ${MAX_JSON_DEPTH} levels.`;
        values++;
        break;
      case CLOSE_LIST:
      case CLOSE_OBJECT:
        depth--;
        break;
      case COMMA:
        values++;
        break;
    }
    if (values > MAX_JSON_VALUES) return `The body holds more than ${MAX_JSON_VALUES} values.`;
  }
  return undefined;
}

const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const COMMA = 0x2c;
const OPEN_LIST = 0x5b;
const CLOSE_LIST = 0x5d;
const OPEN_OBJECT = 0x7b;
const CLOSE_OBJECT = 0x7d;

/** Index of the quote that ends the text begun at `start`, or of the last byte. */
function endOfText(body: Buffer, start: number): number {
  for (let end = body.indexOf(QUOTE, start + 1); end !== -1; end = body.indexOf(QUOTE, end + 1)) {
    let escapes = 0;
    while (body[end - 1 - escapes] === BACKSLASH) escapes++;
    if (escapes % 2 === 0) return end;
  }
  return body.length - 1;
}
