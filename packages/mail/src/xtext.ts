/**
 * Whether a value is xtext that decodes to printable ASCII (RFC 3461 section 4): a hidden line end must not reach a report.
 */
export function isPrintableXtext(value: string): boolean {
  return /^(?:[\x21-\x2a\x2c-\x3c\x3e-\x7e]|\+[2-6][0-9A-F]|\+7[0-9A-E])*$/.test(value);
}

/** Undoes `+XX` (RFC 3461 section 4); for a value that `isPrintableXtext` has passed the result is printable ASCII. */
export function decodeXtext(value: string): string {
  return value.replaceAll(/\+([0-9A-F]{2})/g, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)));
}
