/** Keyword in upper case → value, or undefined for a keyword without one. */
export type EsmtpParams = ReadonlyMap<string, string | undefined>;

const PARAMETER = /^([A-Za-z0-9][A-Za-z0-9-]*)(?:=([^\p{Cc} =]+))?$/u;

/**
 * The parameters behind a path (RFC 5321 section 4.1.2: esmtp-param). Several blanks between them are tolerated.
 * @returns a text for the client when they are malformed or one is given twice
 */
export function parseEsmtpParams(text: string): EsmtpParams | string {
  const params = new Map<string, string | undefined>();
  if (text === "") return params;
  if (text[0] !== " ") return "a blank must follow the address";
  for (const part of text.split(" ")) {
    if (part === "") continue;
    const match = PARAMETER.exec(part);
    if (!match) return "malformed parameter";
    const keyword = match[1]!.toUpperCase();
    if (params.has(keyword)) return `${keyword} is given twice`;
    params.set(keyword, match[2]);
  }
  return params;
}
