import type { Capabilities } from "./types.ts";

export const NO_CAPABILITIES: Capabilities = {
  pipelining: false,
  eightBitMime: false,
  smtpUtf8: false,
  dsn: false,
  startTls: false,
  authMethods: [],
};

/**
 * What a server announced, from the lines of its EHLO reply (RFC 5321 section 4.1.1.1). The first line is the server's name and
 * greeting, never a capability. Keywords are whole words at the start of a line, in any case.
 */
export function parseCapabilities(lines: readonly string[]): Capabilities {
  const keywords = new Map<string, string[]>();
  for (const line of lines.slice(1)) {
    // `AUTH=LOGIN` is how servers of the 1990s wrote `AUTH LOGIN`.
    const [keyword = "", ...values] = line
      .trim()
      .toUpperCase()
      .replace(/^AUTH=/, "AUTH ")
      .split(/\s+/);
    keywords.set(keyword, [...(keywords.get(keyword) ?? []), ...values]);
  }
  const size = keywords.get("SIZE");
  return {
    pipelining: keywords.has("PIPELINING"),
    eightBitMime: keywords.has("8BITMIME"),
    smtpUtf8: keywords.has("SMTPUTF8"),
    dsn: keywords.has("DSN"),
    startTls: keywords.has("STARTTLS"),
    // RFC 1870 section 4: SIZE without a number, or 0, sets no limit.
    sizeBytes: size && parseSize(size[0]),
    authMethods: keywords.get("AUTH") ?? [],
  };
}

function parseSize(value: string | undefined): number {
  return value !== undefined && /^\d{1,15}$/.test(value) ? Number(value) : 0;
}
